import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { statementPiece, withoutValues } from './statement.ts';

const place = { database: 'handoff', host: 'db.example.com', port: 5432 };

test.each([
  ['SELECT 1', 'SELECT', undefined],
  ['START TRANSACTION', 'START', undefined],
  ['  select m.name\n  from registry.model m where id = $1', 'SELECT registry.model', 'registry.model'],
  ['INSERT INTO event.entry (id) VALUES ($1)', 'INSERT event.entry', 'event.entry'],
  ['UPDATE "registry"."model" SET name = $1', 'UPDATE registry.model', 'registry.model'],
  ['WITH due AS (SELECT 1 FROM event.notification) SELECT 1', 'WITH event.notification', 'event.notification'],
])('%s is called %s', (text, name, table) => {
  const piece = statementPiece(text, place);
  expect(piece).toMatchObject({ name, kind: 'CLIENT' });
  expect(piece.attributes).toMatchObject({
    'db.system.name': 'postgresql',
    'db.namespace': 'handoff',
    'db.query.summary': name,
    'server.address': 'db.example.com',
    'server.port': 5432,
  });
  expect(piece.attributes['db.collection.name']).toBe(table);
});

test.each([
  ["SELECT 'Ana''s' AS a, $1, $12::int", 'SELECT ? AS a, $1, $12::int'],
  ['SELECT $$ Ana $$, $q$Ana$q$', 'SELECT ?, ?'],
  ['LIMIT 10 OFFSET 2.5', 'LIMIT ? OFFSET ?'],
  ['SELECT a1\n   FROM   h_2', 'SELECT a1 FROM h_2'],
])('%s is told as %s', (text, told) => {
  expect(withoutValues(text)).toBe(told);
});

it('never tells what stands in quotes', () => {
  const secret = fc.string({ unit: fc.constantFrom('q', 'z', ' ', '$', '\n'), minLength: 1 }).map(text => `q${text}`);
  fc.assert(
    fc.property(secret, secret, (one, other) => {
      const told = withoutValues(`SELECT '${one}', a FROM b WHERE c = '${other}'`);
      expect(told).toBe('SELECT ?, a FROM b WHERE c = ?');
    }),
  );
});
