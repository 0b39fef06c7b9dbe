import { buildSchema, parse, print } from 'graphql';
import { expect, test } from 'vitest';
import { merged } from './merged.ts';

const schema = buildSchema(`
  interface Named { name: String }
  type Team implements Named { name: String members: [Person] }
  type Person implements Named { name: String age: Int }
  type Query { team(id: ID): Team named: Named }
`);

test.each([
  ['{ team { ...A members { age } } } fragment A on Team { members { name } }', '{ team { members { name age } } }'],
  ['{ team { name } ... { team { name members { age } } } }', '{ team { name members { age } } }'],
  ['{ team(id: 1) { name } b: team(id: 2) { name } }', '{ team(id: 1) { name } b: team(id: 2) { name } }'],
  ['{ named { ... on Person { age } ... on Person { name } } }', '{ named { ... on Person { age name } } }'],
  [
    'query ($x: Boolean!) { team { name } team @include(if: $x) { members { age } } }',
    'query ($x: Boolean!) { team { name } team @include(if: $x) { members { age } } }',
  ],
])('%s is asked as %s', (given, once) => {
  expect(print(merged(schema, parse(given)))).toBe(print(parse(once)));
});
