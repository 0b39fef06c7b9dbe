import { expect, test } from 'vitest';
import { composeSupergraph } from './compose.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])';
const one = {
  name: 'one',
  url: 'http://one/graphql',
  sdl: `${link} type Query { a: A } type A @key(fields: "id") { id: ID! }`,
};
const two = { name: 'two', url: 'http://two/graphql', sdl: `${link} type A @key(fields: "id") { id: ID! b: Int }` };

test('the order of the subgraphs changes nothing', () => {
  const composed = composeSupergraph([one, two]);
  expect(composed).toBe(composeSupergraph([two, one]));
  expect(composed).toMatch(/^# .*supergraph/);
  expect(composed).toMatch(/enum join__Graph \{\s+ONE @join__graph\(name: "one", url: "http:\/\/one\/graphql"\)/);
});

test('what does not fit together is said all at once', () => {
  const odd = {
    ...two,
    sdl: `${link} type A @key(fields: "id") { id: Int! } type B @key(fields: "no") { id: ID! } type C @key(fields: "no") { id: ID! }`,
  };
  expect(() => composeSupergraph([one, odd])).toThrow(/don't compose into one graph:\n- .*\n- /s);
});
