import { expect, it } from 'vitest';
import { intervalOf } from './interval.ts';

const figure = { metric: 'accuracy', value: 0.9, lower: null, upper: null, n: 1000 };

it.each([
  // 900 of 1000, and none of 10 (Newcombe 1998 gives 0 to 0.2775 for the latter).
  ['a share of many cases', figure, { lower: 0.87985, upper: 0.91709 }],
  ['a share of 0', { ...figure, value: 0, n: 10 }, { lower: 0, upper: 0.27753 }],
  ['a share of 1', { ...figure, value: 1, n: 10 }, { lower: 0.72247, upper: 1 }],
])('comes from the number of cases for %s', (_, given, ends) => {
  const interval = intervalOf(given);
  expect(interval.lower).toBeCloseTo(ends.lower, 4);
  expect(interval.upper).toBeCloseTo(ends.upper, 4);
});

it.each([
  ['as it was given', { ...figure, lower: 0.8, upper: 0.95 }, { lower: 0.8, upper: 0.95 }],
  ['one end alone', { ...figure, lower: 0.8 }, { lower: 0.8, upper: null }],
  ['unknown for what is no share', { ...figure, metric: 'auc' }, { lower: null, upper: null }],
  ['unknown for a percentage', { ...figure, value: 90 }, { lower: null, upper: null }],
  ['unknown without cases', { ...figure, n: null }, { lower: null, upper: null }],
  ['unknown for no cases', { ...figure, n: 0 }, { lower: null, upper: null }],
  ['unknown for words', { ...figure, value: null }, { lower: null, upper: null }],
])('is %s', (_, given, expected) => {
  expect(intervalOf(given)).toEqual(expected);
});
