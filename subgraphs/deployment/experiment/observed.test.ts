import { describe, expect, it } from 'vitest';
import type { Design } from './experiment.ts';
import type { Reading } from './findings.ts';
import { newsOf } from './news.ts';
import { canBeFed, feedsOf, type Observed, observedTotals } from './observed.ts';

const design = {
  ...{ metric: 'conversion', metricKind: 'PROPORTION', comparator: 'AT_LEAST', method: 'SEQUENTIAL' },
  ...{ alpha: 0.05, power: 0.8, minimumEffect: null, plannedSampleSize: null },
  guardrails: [{ metric: 'latency_ms', comparator: 'AT_MOST', margin: 5 }],
} as const satisfies Partial<Design> as unknown as Design;
const seen = (metric: string, sums: Partial<Observed> = {}): Observed => ({
  ...{ arm: 'A', metric, n: 100, sum: 10, sumOfSquares: 10 },
  ...sums,
});
const arm = (key: string, deploymentId: string | null) => ({ key, deploymentId });

describe('what was observed is read as', () => {
  it.each<[string, Observed[], object[]]>([
    [
      'a share',
      [seen('conversion')],
      [{ arm: 'A', metric: 'conversion', totals: { kind: 'PROPORTION', n: 100, mean: 0.1 } }],
    ],
    ['nothing where it is no share', [seen('conversion', { sum: 101 })], []],
    ['nothing where one arm has none', [seen('conversion'), seen('conversion', { arm: 'B', sum: -1 })], []],
    ['nothing of one thing alone', [seen('conversion', { n: 1, sum: 1 })], []],
    ['nothing of a metric that nobody asked for', [seen('clicks')], []],
    [
      'a mean, of a guardrail',
      [seen('latency_ms', { sum: 9_000, sumOfSquares: 820_000 })],
      [{ totals: { kind: 'MEAN', mean: 90, squares: 10_000 } }],
    ],
    ['a share, where each value is 0 or 1', [seen('latency_ms')], [{ totals: { kind: 'PROPORTION' } }]],
  ])('%s', (...[, observed, totals]) => {
    expect(observedTotals(design, observed)).toMatchObject(totals);
    expect(observedTotals(design, observed)).toHaveLength(totals.length);
  });

  it('a share by its name, however it was recorded', () => {
    const guarded = { ...design, guardrails: [{ metric: 'error_rate', comparator: 'AT_MOST', margin: 0.1 } as const] };
    const [found] = observedTotals(guarded, [seen('error_rate', { sum: 12, sumOfSquares: 1.44 })]);
    expect(found?.totals).toMatchObject({ kind: 'PROPORTION', mean: 0.12 });
  });

  it('nothing, where the metric is a ratio', () => {
    expect(observedTotals({ ...design, metricKind: 'RATIO' }, [seen('conversion')])).toEqual([]);
  });
});

it.each([
  [[arm('A', 'dep_1'), arm('B', 'dep_2')], true],
  [[arm('A', 'dep_1'), arm('B', null)], false],
  [[arm('A', 'dep_1'), arm('B', 'dep_1')], false],
])('arms %j can be fed: %s', (arms, can) => {
  expect(canBeFed(arms)).toBe(can);
});

it.each<[string, Parameters<typeof feedsOf>, string]>([
  [
    'recorded',
    [design, [], new Map([['conversion', 'RECORDED']])],
    '"conversion" is recorded with recordExperimentData.',
  ],
  ['observed', [design, [], new Map([['conversion', 'OBSERVED']])], 'is read from what is observed of the deployments'],
  ['nothing yet', [design, [arm('A', 'dep_1')], new Map()], 'there is nothing that is a share of 0 to 1 yet.'],
  [
    'no deployment',
    [design, [arm('A', null), arm('B', 'dep_1')], new Map()],
    'recordExperimentData: A names no deployment.',
  ],
  ['one deployment twice', [design, [arm('A', 'dep_1'), arm('B', 'dep_1')], new Map()], 'name the same deployment.'],
  ['a ratio', [{ ...design, metricKind: 'RATIO' }, [], new Map()], 'does not tell how numerator and denominator'],
])('says how a metric is fed: %s', (...[, told, sentence]) => {
  expect(feedsOf(...told)[0]).toContain(sentence);
});

describe('there is news', () => {
  const reading = (changes: Partial<Reading>) =>
    ({ verdict: 'INCONCLUSIVE', outcomes: [], ...changes }) as unknown as Reading;
  const broken = [{ arm: 'B', outcome: 'LOST', guardrails: [false], reason: null }] as Reading['outcomes'];
  it.each<[string, Reading | null, string | null]>([
    ['of nothing', null, null],
    ['of nothing that is settled', reading({}), null],
    ['of a verdict', reading({ verdict: 'WON' }), 'experiment.verdict_reached'],
    ['of a mismatch', reading({ verdict: 'INVALID', outcomes: broken }), 'experiment.mismatch_found'],
    ['of a broken guardrail', reading({ verdict: 'LOST', outcomes: broken }), 'experiment.guardrail_broken'],
  ])('%s', (...[, found, action]) => {
    expect(newsOf(found, design.guardrails)?.action ?? null).toBe(action);
  });
});
