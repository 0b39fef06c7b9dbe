import { addCode, codeOfNumber, countDistinct, newDistinct } from '@handoff/monitoring/summary/distinct';
import { kurtosisOf, meanOf, skewnessOf, varianceOf } from '@handoff/monitoring/summary/moments';
import { addSorted, newQuantileSketch } from '@handoff/monitoring/summary/quantile-sketch';
import { mergeInto, newSummary, quantiles, type Summary, validCount } from '@handoff/monitoring/summary/summary';
import { numericSummary } from '@handoff/monitoring/summary/testing/summarise';
import type { Given } from './case.ts';
import { type Answer, reasoned } from './undefined.ts';

/** Summaries of parts, added up. */
function merged(parts: readonly Summary[]): Summary {
  const all = newSummary('NUMERIC');
  for (const part of parts) mergeInto(all, part);
  return all;
}

function merge(given: Given): Answer {
  const all = merged(given.rows('shards').map(numericSummary));
  const isEmpty = validCount(all) === 0;
  return {
    ...{ count: validCount(all), missing: all.missing, mean: meanOf(all.moments), variance: varianceOf(all.moments) },
    ...{ min: isEmpty ? null : all.min, max: isEmpty ? null : all.max },
    ...{ skewness: skewnessOf(all.moments), kurtosisExcess: kurtosisOf(all.moments) },
  };
}

const asked = [0, 0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1];

/** One summary for each of so many parts of a file, which all add up to one; and how far its quantiles are off. */
function sketch(given: Given): Answer {
  const values = given.file('file');
  const size = Math.ceil(values.length / given.number('shards', 1));
  const parts = Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
  const all = merged(parts.map(summaryOf));
  const estimates = quantiles(all, asked);
  const sorted = values.slice().sort();
  const off = estimates.map((estimate, i) => rankError(sorted, estimate ?? Number.NaN, asked[i] ?? 0));
  return {
    ...{ qs: asked, estimates, maxRankError: Math.max(...off), maxRankErrorMerged: Math.max(...off) },
    ...{ min: all.min, max: all.max, minMaxExact: all.min === sorted[0] && all.max === sorted.at(-1) },
    distinct: countDistinct(all.distinct),
  };
}

function summaryOf(values: Float64Array): Summary {
  const summary = { ...newSummary('NUMERIC'), n: values.length, sketch: newQuantileSketch(), distinct: newDistinct() };
  const sorted = values.slice().sort();
  addSorted(summary.sketch, sorted);
  for (const value of values) addCode(summary.distinct, codeOfNumber(value));
  return { ...summary, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** How far a share is from the ranks that a value has, which are several where it came several times. */
function rankError(sorted: Float64Array, value: number, share: number): number {
  const below = sorted.findIndex(each => each >= value);
  const upTo = sorted.findLastIndex(each => each <= value) + 1;
  const [low, high] = [below / sorted.length, upTo / sorted.length];
  return Math.max(0, low - share, share - high);
}

/** What is kept of values instead of them, by the name the reference gives it. */
export const summaryFunctions: Readonly<Record<string, (given: Given) => Answer>> = {
  'summary.merge': given => reasoned(merge(given), 'There are too few values, or they are all the same.'),
  'sketch.quantiles': sketch,
};
