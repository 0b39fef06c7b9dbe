import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { type Db, openDatabase, rows, sqlState } from './database.ts';

// One connection, of which all that is said to the server is written down.
let database: TestDatabase;
let db: Db;
let said = '';
const relay = createServer(client => {
  const { hostname, port } = new URL(database.url);
  const server = connect(Number(port), hostname);
  client.on('data', chunk => {
    said += chunk.toString('latin1');
  });
  client.pipe(server).pipe(client);
  for (const end of [client, server]) end.on('error', () => end.destroy());
});
beforeAll(async () => {
  database = await testDatabase([]);
  await rows(database.db, 'CREATE TABLE day (day date PRIMARY KEY, noted timestamptz, tags text[], count int)');
  await rows(
    database.db,
    `INSERT INTO day VALUES ('2026-12-01', '2026-12-01T10:00:00Z', '{a,b}', 3), ('2026-12-02', NULL, NULL, NULL)`,
  );
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(database.url);
  url.port = String((relay.address() as AddressInfo).port);
  db = await openDatabase({ url: url.href, tables: [], poolSize: 1 });
});
afterAll(async () => {
  await db.destroy();
  relay.close();
  await database.drop();
});

/** How often the server was asked what the rows of a portal look like while something was done. */
async function asksDuring(work: () => Promise<unknown>): Promise<number> {
  said = '';
  await work();
  return said.split('D\0\0\0\x06P\0').length - 1;
}

it('asks once what the rows of a statement that stays prepared look like, and reads all alike', async () => {
  const sql = 'SELECT noted, tags, count FROM day WHERE count IS NOT DISTINCT FROM $1';
  const full = [{ noted: new Date('2026-12-01T10:00:00Z'), tags: ['a', 'b'], count: 3 }];
  const empty = [{ noted: null, tags: null, count: null }];
  const answers: unknown[] = [];
  const ask = (count: number | null) => async () => answers.push(await rows(db, sql, [count]));
  expect(await asksDuring(ask(3))).toBe(1);
  expect(await asksDuring(ask(null))).toBe(0);
  expect(await asksDuring(ask(4))).toBe(0);
  expect(await asksDuring(ask(3))).toBe(0);
  expect(answers).toEqual([full, empty, [], full]);
});

it('asks each time for a statement that is not kept', async () => {
  expect(await asksDuring(() => rows(db, 'SELECT count FROM day'))).toBe(0);
  for (const _ of [1, 2]) {
    const asked = () => db.transaction(tx => rows(tx, 'SELECT count FROM day WHERE count = $1', [3]));
    expect(await asksDuring(asked)).toBe(1);
  }
});

it('tells of a value that cannot be written, and goes on', async () => {
  const sql = 'SELECT count FROM day WHERE count = $1';
  const unwritable = {
    toPostgres: () => {
      throw new Error('No number.');
    },
  };
  for (const _ of [1, 2]) {
    expect(await rows(db, sql, [3])).toEqual([{ count: 3 }]);
    await expect(rows(db, sql, [unwritable])).rejects.toThrow('No number.');
    await expect(rows(db, sql, ['three'])).rejects.toSatisfy(error => sqlState(error) === '22P02');
  }
});

it('is refused what would give other rows than it was told of, once', async () => {
  const sql = 'SELECT count FROM day WHERE tags @> $1::text[]';
  expect(await rows(db, sql, [['a']])).toEqual([{ count: 3 }]);
  await rows(database.db, 'ALTER TABLE day ALTER count TYPE text');
  await expect(rows(db, sql, [['a']])).rejects.toThrow('must not change result type');
  expect(await rows(db, sql, [['a']])).toEqual([{ count: '3' }]);
});
