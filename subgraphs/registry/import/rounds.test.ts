import { expect, it } from 'vitest';
import { pieces, rounds } from './rounds.ts';
import { record } from './testing/bring.ts';
import { type RawRecord, readRecord } from './told.ts';

const version = (externalId: string) => ({ version: '1', content: {}, source: { system: 'MLFLOW', externalId } });
function placesOf(records: object[], meant: string[][] = []): number[][] {
  const told = records.map((raw, i) => readRecord(raw as RawRecord, i));
  return rounds(told, new Map(told.map((one, i) => [one, meant[i] ?? []]))).map(round =>
    round.map(one => told.indexOf(one)),
  );
}

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
  {
    name: 'a model that one makes, another takes for its own, and a third renames',
    records: [record('a'), { ...record('x'), name: 'a' }, { ...record('y'), name: 'a' }, { ...record('a'), name: 'c' }],
    expected: [[0], [1], [2], [3]],
  },
  { name: 'nothing, as they make no sense', records: [record('A b'), record('A b')], expected: [[0, 1]] },
])('parts records that have $name', ({ records, expected }) => {
  expect(placesOf(records)).toEqual(expected);
});

it('parts records that may mean the same model, though they tell of nothing in common', () => {
  const renamed = { ...record('a'), name: 'b' };
  const namesake = { ...record('x'), name: 'a' };
  expect(placesOf([renamed, namesake, record('c')], [['mdl_a'], ['mdl_a'], ['mdl_c']])).toEqual([[0, 2], [1]]);
});

it('cuts a list into pieces', () => {
  expect(pieces([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(pieces([], 2)).toEqual([]);
});
