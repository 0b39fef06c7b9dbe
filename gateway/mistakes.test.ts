import { buildSchema, Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { mistakesIn } from './mistakes.ts';

const schema = buildSchema(`
  type Query { a(i: In!, n: Int!, e: Colour, l: [In!]): Int }
  enum Colour { RED GREEN }
  input In { text: String! list: [Int!] inner: In = null }`);

const mistakes = (variables: string, sent: Record<string, unknown>) => {
  const [operation] = parse(`query (${variables}) { __typename }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return mistakesIn(schema, operation.variableDefinitions ?? [], sent);
};

it.each<[string, Record<string, unknown>, string[]]>([
  ['$n: Int!', { n: 1 }, []],
  ['$n: Int! = 1', {}, []],
  ['$n: Int', {}, []],
  ['$n: Int!', {}, ['Variable "$n" of required type "Int!" was not provided.']],
  ['$n: Int!', { n: null }, [expect.stringMatching(/^Variable "\$n" got invalid value null; .* not to be null\.$/)]],
  ['$i: In!', { i: { text: 'x', list: [1, 2] } }, []],
  ['$i: In!', { i: { text: 'x', list: [1, 'two'] } }, [expect.stringMatching(/"two" at "i\.list\[1\]"; Int cannot/)]],
  ['$i: In!', { i: [] }, [expect.stringMatching(/\[…\]; Expected type "In" to be an object\./)]],
  ['$e: Colour', { e: 'REDD' }, [expect.stringMatching(/"REDD"; Value "REDD" does not exist in "Colour" enum\.$/)]],
  ['$x: Nothing', { x: 1 }, []],
  ['$n: Int', { __proto__: { n: 'x' } }, []],
])('%s with %j', (variables, sent, told) => {
  expect(mistakes(variables, sent)).toEqual(told);
});

it('tells of an object with many wrong names shortly, and stops soon', () => {
  const wrong = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`name${i}`, i]));
  const began = process.cpuUsage();
  const told = mistakes('$i: In!', { i: { ...wrong, text: 'x' } });
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(1_000);
  expect(told).toHaveLength(21);
  expect(told[0]).toBe('Variable "$i" got invalid value {…}; Field "name0" is not defined by type "In".');
});

it('shortens what it tells of a long text', () => {
  const [told = ''] = mistakes('$n: Int', { n: 'x'.repeat(100_000) });
  expect(told.length).toBeLessThan(600);
});
