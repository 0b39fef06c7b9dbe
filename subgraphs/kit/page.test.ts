import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { checkFirst, decodeCursor, emptyPage, encodeCursor, pageOf } from './page.ts';

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
  expect(decodeCursor(null, 2)).toBeNull();
  expect(decodeCursor(undefined, 2)).toBeNull();
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
  ['a number beyond all numbers', encoded('["a",1e999]')],
  ['a list nested without end', encoded(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
  ['a long text of nonsense', 'x'.repeat(1_000_000)],
])('refuses %s as a cursor', (_, cursor) => {
  expect(codeOf(() => decodeCursor(cursor, 2))).toBe('BAD_USER_INPUT');
});

it('finds its own cursors again', () => {
  const text = fc.string({ unit: 'binary' }).filter(value => !value.includes('\u0000'));
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0);
  fc.assert(
    fc.property(fc.array(fc.oneof(text, number), { maxLength: 4 }), position => {
      expect(decodeCursor(encodeCursor(position), position.length)).toEqual(position);
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

it('has a page for nothing', async () => {
  const page = emptyPage();
  expect([page.nodes, page.pageInfo.endCursor, await page.totalCount()]).toEqual([[], null, 0]);
});
