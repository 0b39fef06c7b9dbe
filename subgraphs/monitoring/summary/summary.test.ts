import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summaryBytes, summaryOf } from './bytes.ts';
import { countDistinct } from './distinct.ts';
import { countSorted, histogramSum, newHistogram } from './histogram.ts';
import { kurtosisOf, meanOf, skewnessOf, varianceOf } from './moments.ts';
import { mergeInto, newSummary, quantiles, type Summary, validCount } from './summary.ts';
import { categoricalSummary, type Given, numericSummary } from './testing/summarise.ts';

/** Adds summaries up in an order that a seed chooses: any two of them, until one is left. */
function mergedAtRandom(parts: readonly Summary[], turns: readonly number[]): Summary {
  const left = [...parts];
  for (let turn = 0; left.length > 1; turn++) {
    const [taken] = left.splice((turns[turn % turns.length] ?? 0) % left.length, 1);
    const into = left[(turns[(turn + 1) % turns.length] ?? 0) % left.length];
    if (taken && into) mergeInto(into, taken);
  }
  return left[0] ?? newSummary('NUMERIC');
}

function rankError(sorted: Float64Array, answer: number, share: number): number {
  const below = firstNotBelow(sorted, answer) / sorted.length;
  const upTo = sorted.findLastIndex(each => each <= answer) + 1;
  return Math.max(0, below - share, share - upTo / sorted.length);
}

function firstNotBelow(sorted: Float64Array, bound: number): number {
  const found = sorted.findIndex(each => each >= bound);
  return found < 0 ? sorted.length : found;
}

const turns = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });
const number = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: -3, max: 3 }));
const given: fc.Arbitrary<Given> = fc.oneof({ weight: 8, arbitrary: number }, fc.constant(null), fc.constant('NaN'));

describe('numbers in any parts, added up in any order', () => {
  it('are what one summary over all of them is', () => {
    fc.assert(
      fc.property(fc.array(fc.array(given, { maxLength: 30 }), { minLength: 1, maxLength: 8 }), turns, (parts, by) => {
        const merged = mergedAtRandom(parts.map(numericSummary), by);
        const whole = numericSummary(parts.flat());
        const { n, missing, invalid, min, max } = whole;
        expect(merged).toMatchObject({ n, missing, invalid, min, max });
        const told = ({ moments: of }: Summary) => [meanOf(of), varianceOf(of), skewnessOf(of), kurtosisOf(of)];
        const scale = Math.max(1, Math.abs(min), Math.abs(max)) ** 2;
        for (const [i, expected] of told(whole).entries()) {
          const found = told(merged)[i] ?? null;
          if (expected === null || found === null || (varianceOf(whole.moments) ?? 0) < 1e-9 * scale) continue;
          expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(expected)));
        }
        expect(merged.moments.n).toBe(validCount(whole));
        expect(countDistinct(merged.distinct)).toBe(countDistinct(whole.distinct));
      }),
    );
  });

  it('keep their ranks within 1.5 %', () => {
    const shape = fc.constantFrom<(i: number, n: number) => number>(
      i => i,
      (i, n) => n - i,
      i => (i * 7919) % 10_007,
      i => i % 5,
      i => ((i * 104_729) % 1000) ** 3,
    );
    const shares = [0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1];
    let worst = 0;
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 60 }), turns, (of, count, by) => {
        const values = Float64Array.from({ length: 20_000 }, (_, i) => of(i, 20_000));
        const cuts = Array.from({ length: count }, (_, i) => Math.floor((i * values.length) / count));
        const parts = cuts.map((from, i) => numericSummary([...values.subarray(from, cuts[i + 1])]));
        const found = quantiles(mergedAtRandom(parts, by), shares);
        const sorted = values.toSorted();
        const errors = shares.map((share, i) => rankError(sorted, found[i] as number, share));
        worst = Math.max(worst, ...errors);
        expect(Math.max(...errors)).toBeLessThanOrEqual(0.015);
        expect([found[0], found.at(-1)]).toEqual([sorted[0], sorted.at(-1)]);
      }),
      { numRuns: 60 },
    );
    expect(worst).toBeGreaterThan(0);
  });

  it('keep the compensation of sums that cancel', () => {
    const sum = numericSummary([1e16]);
    for (const each of [1, -1e16]) mergeInto(sum, numericSummary([each]));
    expect(meanOf(sum.moments)).toBeCloseTo(1 / 3, 12);
  });
});

describe('texts', () => {
  it('are counted exactly in any parts, as long as they are few', () => {
    const text = fc.constantFrom<Given>('web', 'shop', 'é', '', null, 3);
    fc.assert(
      fc.property(fc.array(fc.array(text), { minLength: 1, maxLength: 6 }), turns, (parts, by) => {
        const merged = mergedAtRandom(parts.map(categoricalSummary), by);
        const { categories, ...whole } = categoricalSummary(parts.flat());
        expect(merged).toMatchObject({ n: whole.n, missing: whole.missing, invalid: whole.invalid });
        expect(new Map([...merged.categories.counts].sort())).toEqual(new Map([...categories.counts].sort()));
      }),
    );
  });

  it('are kept to the most frequent ones where there are too many, and none is lost', () => {
    const values = Array.from({ length: 30_000 }, (_, i) => (i % 3 === 0 ? 'often' : `c${i % 10_000}`));
    const summary = summaryOf(summaryBytes(categoricalSummary(values)));
    const { counts, other } = summary.categories;
    expect(counts.size).toBe(1000);
    expect(counts.get('often')).toBe(10_000);
    expect([...counts.values()].reduce((sum, each) => sum + each, other)).toBe(30_000);
    expect(Math.abs(countDistinct(summary.distinct) - 10_001)).toBeLessThan(400);
  });
});

describe('as bytes', () => {
  it('a summary is what it was, and several that follow each other are their sum', () => {
    const column = fc.oneof(
      fc.array(given, { maxLength: 2000 }).map(numericSummary),
      fc.array(fc.string({ maxLength: 5 })).map(categoricalSummary),
    );
    fc.assert(
      fc.property(column, one => {
        const read = summaryOf(summaryBytes(one));
        expect(summaryBytes(read)).toEqual(summaryBytes(one));
        const twice = summaryOf(Buffer.concat([summaryBytes(one), summaryBytes(one)]));
        expect([twice.n, validCount(twice)]).toEqual([2 * one.n, 2 * validCount(one)]);
      }),
    );
  });

  it('many different values are counted as before', () => {
    const one = numericSummary(Array.from({ length: 50_000 }, (_, i) => i));
    expect(countDistinct(summaryOf(summaryBytes(one)).distinct)).toBe(countDistinct(one.distinct));
    expect(summaryBytes(one).length).toBeLessThan(16_000);
  });

  const whole = summaryBytes(numericSummary([1, 2, 3]));
  it.each([
    ['of another version', Buffer.concat([Buffer.from([9]), whole.subarray(1)])],
    ['of an unknown kind', Buffer.concat([whole.subarray(0, 1), Buffer.from([7]), whole.subarray(2)])],
    ['cut off', whole.subarray(0, whole.length - 3)],
  ])('what is %s is refused', (_, bytes) => {
    expect(() => summaryOf(bytes)).toThrow();
  });
});

describe('a histogram', () => {
  it('counts a number by the edges below it', () => {
    const histogram = newHistogram([1, 2]);
    countSorted(histogram, Float64Array.of(-5, 1, 1.5, 2, 2.5, 99));
    expect([...histogram.counts]).toEqual([2, 2, 2]);
  });

  it('is lost where edges differ, and keeps what nothing was added to', () => {
    const [a, b] = [numericSummary([1]), numericSummary([2])];
    a.histogram = { edges: Float64Array.of(1), counts: Float64Array.of(1, 0) };
    b.histogram = { edges: Float64Array.of(2), counts: Float64Array.of(1, 0) };
    expect(histogramSum(a.histogram, b.histogram)).toBeNull();
    mergeInto(a, numericSummary([null]));
    expect(a.histogram).not.toBeNull();
    mergeInto(a, b);
    expect(a.histogram).toBeNull();
  });
});

it('a column that changes its type counts as invalid from then on', () => {
  const sum = numericSummary([1, 2, null]);
  mergeInto(sum, categoricalSummary(['a', null]));
  expect(sum).toMatchObject({ kind: 'NUMERIC', n: 5, missing: 2, invalid: 1 });
  expect(validCount(sum)).toBe(2);
});
