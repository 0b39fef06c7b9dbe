import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sorted } from './sort.ts';

const numbers = fc.oneof(
  fc.float64Array({ noNaN: true }),
  fc.float64Array({ noNaN: true, min: 1, max: 2, minLength: 200 }),
  fc.array(fc.constantFrom(0, -0, 1, 5e-324, 1e308, -1e308), { minLength: 50 }).map(list => Float64Array.from(list)),
);

it('puts any numbers in the order of the language', () => {
  fc.assert(
    fc.property(numbers, values => {
      // Both zeros are one number to us.
      const plain = (list: Float64Array) => [...list].map(value => value + 0);
      expect(plain(sorted(values))).toEqual(plain(values.slice().sort()));
    }),
  );
});

it.each([
  ['of nothing', []],
  ['all the same', [3, 3, 3]],
  ['crowded', Array.from({ length: 9_000 }, (_, i) => Math.exp((i * 7919) % 700))],
  ['crowded deeper', Array.from({ length: 9_000 }, (_, i) => 2 ** -((i * 7919) % 1_000))],
  ['infinite', [Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY]],
  ['all but one of them alike', [...new Array(100).fill(1), 1e300, ...new Array(100).fill(0.5)]],
])('orders numbers that are %s, and leaves them as they were', (_, list) => {
  const values = Float64Array.from(list);
  expect([...sorted(values)]).toEqual([...values].sort((a, b) => a - b));
  expect([...values]).toEqual(list);
});
