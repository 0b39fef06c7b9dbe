import { expect, it } from 'vitest';
import { merged, mergedSet } from './merge.ts';

it.each([
  { name: 'follows its source', base: 1, current: 1, incoming: 2, value: 2, kept: false },
  { name: 'keeps what a person changed', base: 1, current: 3, incoming: 2, value: 3, kept: true },
  {
    name: 'keeps what a person changed though the source did not',
    base: 1,
    current: 3,
    incoming: 1,
    value: 3,
    kept: true,
  },
  { name: 'agrees', base: 1, current: 2, incoming: 2, value: 2, kept: false },
  { name: 'fills what nobody said', base: undefined, current: null, incoming: 2, value: 2, kept: false },
  { name: 'says nothing', base: undefined, current: 3, incoming: null, value: 3, kept: false },
  { name: 'keeps what it never brought', base: undefined, current: 3, incoming: 2, value: 3, kept: true },
])('merging a field $name', ({ name: _, value, kept, ...sides }) => {
  expect(merged<number | null>(sides)).toEqual({ value, kept });
});

it('merges tags one by one', () => {
  const sides = { base: ['a', 'b'], current: ['b', 'mine'], incoming: ['a', 'c'] };
  expect(mergedSet(sides)).toEqual({ value: ['c', 'mine'], kept: true });
});

it('counts tags that stood there before as nobody’s change', () => {
  const sides = { base: ['a'], current: ['a', 'old'], incoming: ['a'] };
  expect(mergedSet(sides, ['old'])).toEqual({ value: ['a', 'old'], kept: false });
  expect(mergedSet({ ...sides, current: ['a', 'mine', 'old'] }, ['old']).kept).toBe(true);
  expect(mergedSet({ ...sides, current: ['old'] }, ['old']).kept).toBe(true);
});
