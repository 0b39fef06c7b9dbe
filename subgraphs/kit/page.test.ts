import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { checkFirst, decodeCursor, encodeCursor, pageOf, type SortKind } from './page.ts';

const encoded = (text: string) => Buffer.from(text).toString('base64url');

function codeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return error.extensions.code;
  }
}

it.each([
  [undefined, 25],
  [null, 25],
  [1, 1],
  [100, 100],
  [0, 'BAD_USER_INPUT'],
  [-1, 'BAD_USER_INPUT'],
  [101, 'BAD_USER_INPUT'],
  [2 ** 31 - 1, 'BAD_USER_INPUT'],
  [Number.NaN, 'BAD_USER_INPUT'],
])('takes first %s as %s', (given, first) => {
  expect(codeOf(() => checkFirst(given))).toBe(first);
});

it('begins at the start without a cursor', () => {
  expect(decodeCursor(null, ['text'])).toBeNull();
  expect(decodeCursor(undefined, ['text'])).toBeNull();
});

it.each([
  ['nothing', ''],
  ['no base64', '!!! %%'],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]).toString('base64url')],
  ['no JSON', encoded('hello')],
  ['no list', encoded('{"0":"a","1":"b","length":2}')],
  ['null', encoded('null')],
  ['a text of the right length', encoded('"ab"')],
  ['too few values', encoded('["a"]')],
  ['too many values', encoded('["a","b","c"]')],
  ['objects among the values', encoded('["a",{"$gt":""}]')],
  ['lists among the values', encoded('["a",["b"]]')],
  ['null among the values', encoded('["a",null]')],
  ['true among the values', encoded('["a",true]')],
  ['a NUL character', encoded('["a","b\\u0000"]')],
  ['a number among the texts', encoded('["a",1]')],
  ['a list nested without end', encoded(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
  ['a long text of nonsense', 'x'.repeat(1_000_000)],
])('refuses %s as a cursor', (_, cursor) => {
  expect(codeOf(() => decodeCursor(cursor, ['text', 'text']))).toBe('BAD_USER_INPUT');
});

it.each<[SortKind, unknown]>([
  ['time', 'yesterday'],
  ['time', '2024'],
  ['time', '2024-02-30T00:00:00.000Z'],
  ['time', '2024-02-03'],
  ['time', '2024-02-03T00:00:00.000Z (a comment)'],
  ['time', '0000-01-01T00:00:00.000Z'],
  ['time', '+012024-01-01T00:00:00.000Z'],
  ['time', 0],
  ['whole', '1'],
  ['whole', 1.5],
  ['whole', 2 ** 31],
  ['whole', null],
  ['text', 1],
])('refuses a cursor where a %s should be and %j stands', (kind, value) => {
  expect(codeOf(() => decodeCursor(encoded(JSON.stringify([value])), [kind]))).toBe('BAD_USER_INPUT');
});

it('refuses a number beyond all numbers', () => {
  expect(codeOf(() => decodeCursor(encoded('[1e999]'), ['whole']))).toBe('BAD_USER_INPUT');
});

it('finds its own cursors again', () => {
  const text = fc.string({ unit: 'binary' }).filter(value => !value.includes('\u0000'));
  const whole = fc.integer({ min: 1 - 2 ** 31 });
  const time = fc
    .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    .map(date => date.toISOString());
  fc.assert(
    fc.property(fc.tuple(text, time, whole), position => {
      expect(decodeCursor(encodeCursor(position), ['text', 'time', 'whole'])).toEqual(position);
    }),
  );
});

it('makes a page of one row more than was asked for', async () => {
  const of = { position: (row: string) => [row], count: async () => 7 };
  const page = pageOf(['a', 'b', 'c'], 2, of);
  expect(page.nodes).toEqual(['a', 'b']);
  expect(page.pageInfo).toEqual({ hasNextPage: true, endCursor: encodeCursor(['b']) });
  expect(await page.totalCount()).toBe(7);
  expect(pageOf(['a', 'b'], 2, of).pageInfo.hasNextPage).toBe(false);
  expect(pageOf([], 2, of).pageInfo).toEqual({ hasNextPage: false, endCursor: null });
});

it('counts only when somebody asks', () => {
  const count = () => Promise.reject(new Error('nobody asked'));
  expect(pageOf(['a'], 1, { position: row => [row], count }).nodes).toEqual(['a']);
});
