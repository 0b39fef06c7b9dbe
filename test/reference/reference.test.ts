import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { answeredFunctions, answerOf } from './answer.ts';
import type { Case } from './case.ts';

interface Expected extends Case {
  expected: Record<string, unknown>;
  tol: { rel?: number; abs?: number };
}

const { cases } = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as { cases: Expected[] };
const ours = cases.filter(({ fn }) => answeredFunctions.includes(fn));

/** Where an answer is further from what is expected than the tolerance, by path; only what is expected is looked at. */
function apart(got: unknown, want: unknown, of: { tol: Expected['tol']; path: string }): string[] {
  const { tol, path } = of;
  if (typeof want === 'number') {
    const bound = Math.max(tol.abs ?? 0, (tol.rel ?? 0) * Math.abs(want));
    return typeof got === 'number' && Math.abs(got - want) <= bound ? [] : [`${path}: ${got}, not ${want}`];
  }
  if (typeof want !== 'object' || want === null) return got === want ? [] : [`${path}: ${got}, not ${want}`];
  if (Array.isArray(want) && (!Array.isArray(got) || got.length !== want.length)) return [`${path}: ${got}`];
  return Object.entries(want).flatMap(([name, inner]) =>
    apart((got as Record<string, unknown> | null)?.[name], inner, { tol, path: `${path}.${name}` }),
  );
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const isSketch = ({ fn }: Case) => fn === 'sketch.quantiles';
const isBand = ({ fn }: Case) => fn === 'detect.adwin';

it.each(ours.filter(isSketch).map(each => [each.id, each] as const))('%s is answered within its bounds', (_, each) => {
  const { maxRankError, distinct, hllMaxRelError } = each.expected as Record<string, number>;
  const found = answerOf(each, folder).actual as Record<string, number>;
  expect(found).toMatchObject({ minMaxExact: true, qs: each.expected.qs });
  expect(found.maxRankError).toBeLessThanOrEqual(maxRankError ?? 0);
  expect(Math.abs((found.distinct ?? 0) - (distinct ?? 0))).toBeLessThanOrEqual(
    (hllMaxRelError ?? 0) * (distinct ?? 0),
  );
});

it.each(ours.filter(isBand).map(each => [each.id, each] as const))('%s is answered within its band', (_, each) => {
  const { firstDetection } = answerOf(each).actual as { firstDetection: number };
  expect(firstDetection).toBeGreaterThanOrEqual(each.expected.noDetectionBefore as number);
  expect(firstDetection).toBeLessThanOrEqual(each.expected.firstDetectionAtMost as number);
});

const exact = ours.filter(each => !isBand(each) && !isSketch(each));
it.each(exact.map(each => [each.id, each] as const))('%s is answered within its tolerance', (_, each) => {
  expect(apart(answerOf(each).actual, each.expected, { tol: each.tol, path: each.fn })).toEqual([]);
});

it('answers every case of all groups', () => {
  expect(ours.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
  expect(new Set(ours.map(({ fn }) => fn)).size).toBe(34);
  expect(ours.length).toBe(122);
});

it.each([
  ['what only looks like a function', { fn: 'constructor', inputs: {} }, /no function/],
  ['a function that is not there', { fn: 'perf.unary', inputs: {} }, /no function/],
  ['a case without its inputs', { fn: 'ab.srm', inputs: {} }, /"observed" is no list/],
])('says why there is no answer to %s', (_, one, reason) => {
  const { actual, reason: found } = answerOf({ id: 'x', ...one });
  expect(actual).toBeNull();
  expect(found).toMatch(reason);
});

it.each([
  ['test.ks2', { a: [], b: [1] }],
  ['test.tTest', { a: [1], b: [2, 3] }],
  ['test.mannWhitney', { a: [2, 2], b: [2] }],
  [
    'test.chi2Contingency',
    {
      table: [
        [0, 0],
        [1, 2],
      ],
    },
  ],
  ['ab.ratioMetric', { numA: [1, 1], denA: [0, 0], numB: [1, 2], denB: [1, 1] }],
  ['ab.confidenceSequence', { meanA: 1, varA: 0, nA: 5, meanB: 1, varB: 0, nB: 5, alpha: 0.05, tuning: 100 }],
  ['ab.twoProportions', { x1: 0, n1: 0, x2: 1, n2: 2 }],
  ['ab.ratioMetric', { numA: [1], denA: [1], numB: [1], denB: [1] }],
  ['ab.msprt', { looks: [[1, 0, 5, 1, 0, 5]], tau2: 0.1 }],
  ['ab.cuped', { preA: [1], postA: [1], preB: [1], postB: [1] }],
  ['drift.fromCounts', { ref: [0, 0], cur: [1, 2], zeroPolicy: 'none' }],
  ['drift.psiQuantile', { ref: [], cur: [1], bins: 10 }],
  ['drift.evidently', { ref: [null], cur: [1], kind: 'num' }],
  ['drift.nannyml', { ref: [], cur: ['a'], kind: 'cat' }],
  ['perf.binary', { y: [], p: [] }],
  ['perf.binary', { y: [1, 1], p: [0.2, 'NaN'] }],
  ['perf.eceEqualMass', { y: [1], p: [0.2], bins: 10 }],
  ['perf.regression', { y: [-5, -5], p: [-5, -5] }],
  ['perf.multiclass', { y: [], p: [] }],
  ['perf.cbpe', { p: [] }],
  ['perf.fairness', { y: [], pred: [], group: [] }],
  ['detect.ddm', { errors: [] }],
  ['detect.adwin', { x: [1, 1, 1] }],
  ['anomaly.stdThreshold', { values: [null] }],
  ['anomaly.madZ', { values: [] }],
  ['anomaly.ewma', { values: [], lambda: 0.2, L: 3, mean: 0, std: 1 }],
  ['summary.merge', { shards: [] }],
  ['alert.burnRate', { total: [], bad: [], slo: 0.9, longBuckets: 2, shortBuckets: 1, factor: 2 }],
])('%s of what is undefined is null, and never NaN', (fn, inputs) => {
  const text = JSON.stringify(answerOf({ id: 'x', fn, inputs }).actual);
  expect(text).toContain('null');
  expect(text).not.toContain('NaN');
});
