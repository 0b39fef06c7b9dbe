import { expect, it } from 'vitest';
import { pieces, rounds } from './rounds.ts';
import { record } from './testing/bring.ts';
import { type RawRecord, readRecord } from './told.ts';

const version = (externalId: string) => ({ version: '1', content: {}, source: { system: 'MLFLOW', externalId } });
const placesOf = (records: object[]) =>
  rounds(records.map((raw, i) => readRecord(raw as RawRecord, i))).map(round =>
    round.map(({ path }) => Number(/\d+/.exec(path))),
  );

it.each([
  { name: 'nothing in common', records: [record('a'), record('b')], expected: [[0, 1]] },
  { name: 'a name', records: [record('a'), record('b'), { ...record('c'), name: 'a' }], expected: [[0, 1], [2]] },
  { name: 'a source', records: [record('a'), { ...record('c'), source: record('a').source }], expected: [[0], [1]] },
  {
    name: 'a source of versions',
    records: [record('a', { versions: [version('x')] }), record('b', { versions: [version('x')] })],
    expected: [[0], [1]],
  },
  {
    name: 'something with one after the other',
    records: [record('a'), { ...record('b'), name: 'a' }, record('b'), record('c')],
    expected: [[0, 3], [1], [2]],
  },
  { name: 'nothing, as they make no sense', records: [record('A b'), record('A b')], expected: [[0, 1]] },
])('parts records that have $name', ({ records, expected }) => {
  expect(placesOf(records)).toEqual(expected);
});

it('cuts a list into pieces', () => {
  expect(pieces([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(pieces([], 2)).toEqual([]);
});
