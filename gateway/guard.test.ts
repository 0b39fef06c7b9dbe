import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { costOf, judgeDocument } from './guard.ts';

const schema = buildSchema(`
  type Query { things(first: Int = 25, after: String): Things }
  type Things { nodes: [Thing!]! pageInfo: PageInfo! }
  type PageInfo { endCursor: String }
  type Thing { name: String }`);
const paged = parse(
  'query ($n: Int!, $m: Int = 7, $after: String) { a: things(first: $n) { nodes { name } } b: things(first: $m, after: $after) { nodes { name } } }',
);
const fixed = parse('query ($after: String) { things(first: 3, after: $after) { nodes { name } } }');

const cost = (document: typeof paged, sent: Record<string, unknown>) =>
  costOf(judgeDocument(schema, document, sent), undefined);

it.each([
  { what: 'as many as are asked for', document: paged, sent: { n: 2 }, values: 1 + 2 * 2 + 1 + 2 * 7 },
  { what: 'other numbers another time', document: paged, sent: { n: 5, m: 1 }, values: 1 + 2 * 5 + 1 + 2 * 1 },
  { what: 'the first again', document: paged, sent: { n: 2, after: 'x' }, values: 1 + 2 * 2 + 1 + 2 * 7 },
  {
    what: 'null, which is the default of the field',
    document: paged,
    sent: { n: 2, m: null },
    values: 1 + 2 * 2 + 1 + 2 * 25,
  },
  { what: 'a text where a number belongs', document: paged, sent: { n: '9' }, values: 1 + 2 * 25 + 1 + 2 * 7 },
  { what: 'no number at all', document: fixed, sent: {}, values: 1 + 2 * 3 },
  { what: 'whatever else is sent', document: fixed, sent: { after: 'x' }, values: 1 + 2 * 3 },
])('what a document costs with $what', ({ document, sent, values }) => {
  expect(cost(document, sent)).toBe(values);
  expect(cost(document, sent)).toBe(values);
});

it('knows what was sent from what every object has', () => {
  const named = parse('query ($toString: Int = 7) { things(first: $toString) { nodes { name } } }');
  expect([cost(named, { toString: null }), cost(named, {})]).toEqual([1 + 2 * 25, 1 + 2 * 7]);
});

it('is told anew for whoever asks for more than is allowed', () => {
  expect(judgeDocument(schema, paged, { n: 1e9 }).refusal).toMatchObject({ code: 'TOO_COSTLY' });
  expect(judgeDocument(schema, paged, { n: 1 }).refusal).toBeNull();
});

it('keeps counting however many numbers are tried', () => {
  for (let n = 1; n <= 100; n++) expect(cost(paged, { n })).toBe(2 + 2 * n + 14);
  for (let n = 100; n >= 1; n--) expect(cost(paged, { n })).toBe(2 + 2 * n + 14);
});
