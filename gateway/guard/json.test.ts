import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textMember } from './json.ts';

const queryIn = (json: string) => textMember(Buffer.from(json), 'query');

it.each<[string, string | null]>([
  ['{"query":"{ a }"}', '{ a }'],
  ['{"variables":{"query":"inner"},"query":"outer"}', 'outer'],
  ['{"a":"query","query" :\n"x"}', 'x'],
  ['{"a":["query","y"],"query":"x"}', 'x'],
  ['{"query":"first","query":"second"}', 'first'],
  ['{"query":"\\u0041\\"\\\\"}', 'A"\\'],
  ['{"query":1,"query":"x"}', null],
  ['{"variables":{"query":"inner"}}', null],
  ['["query","x"]', null],
  ['{"que\\u0072y":"x"}', null],
  ['{"query":"never closed', null],
  ['{"query"', null],
  ['"query"', null],
  ['', null],
])('finds the query of %s', (json, query) => {
  expect(queryIn(json)).toBe(query);
});

it('finds what JSON.parse finds, in whatever order and dress', () => {
  const member = fc.tuple(
    fc.string().filter(name => name !== 'query'),
    fc.jsonValue({ maxDepth: 3 }),
  );
  fc.assert(
    fc.property(fc.array(member), fc.string(), fc.array(member), (before, query, behind) => {
      const value = Object.fromEntries([...before, ['query', query], ...behind]);
      expect(queryIn(JSON.stringify(value, null, before.length % 3))).toBe(query);
    }),
  );
});
