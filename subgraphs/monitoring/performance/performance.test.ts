import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimatedMetrics } from './estimate.ts';
import { fairnessGaps, groupMetrics } from './groups.ts';
import {
  aucEstimate,
  averageEstimate,
  f1Estimate,
  meanEstimate,
  precisionAreaEstimate,
  shareEstimate,
  usualZ,
} from './interval.ts';
import { metricNamed } from './metric.ts';
import { metricsOf } from './metrics.ts';
import { besideObjectives } from './objective.ts';
import { type Labelled, positiveClass, type Shape, shapeOf } from './rows.ts';
import { trustOf } from './trust.ts';

const row = (label: Labelled['label'], prediction: Labelled['prediction'], score: number | null = null) => ({
  ...{ label, prediction, score, group: null },
});
const of = (shape: Shape, rows: Labelled[]) => new Map(metricsOf(shape, rows).map(metric => [metric.name, metric]));

describe('what rows are', () => {
  it.each([
    ['two classes of numbers', null, [row(0, 1), row(1, 1)], 'BINARY'],
    ['two classes of texts', 'OTHER', [row('no', 'yes'), row('yes', 'yes')], 'BINARY'],
    ['three classes', 'OTHER', [row('a', 'a'), row('b', 'c'), row('c', 'c')], 'MULTICLASS'],
    [
      'more classes than were told',
      'BINARY_CLASSIFICATION',
      [row('a', 'a'), row('b', 'b'), row('c', 'c')],
      'MULTICLASS',
    ],
    ['numbers', null, [row(2.5, 2), row(3, 4)], 'REGRESSION'],
    ['numbers by the task', 'FORECASTING', [row(0, 1), row(1, 1)], 'REGRESSION'],
  ])('%s', (_, ...given) => {
    const [task, rows, shape] = given as [string | null, Labelled[], Shape];
    expect(shapeOf(task, rows)).toBe(shape);
  });

  it.each([
    ['the one that says so', [row('no', 'yes'), row('yes', 'no')], 'yes'],
    ['1', [row(0, 0), row(1, 0)], '1'],
    ['the one beside what says no', [row('0', 'fraud'), row('fraud', '0')], 'fraud'],
    ['the one that scores are higher for', [row('stays', 'stays', 0.2), row('churns', 'churns', 0.9)], 'churns'],
    ['the last by name', [row('a', 'b'), row('b', 'a')], 'b'],
    ['1 of rows that are all 0', [row(0, 0)], '1'],
    ['1 where chances are the predictions', [row(0, 0.2), row(1, 0.7)], '1'],
  ] as const)('have as their positive class %s', (_, rows, positive) => {
    expect(positiveClass(rows as unknown as Labelled[])).toBe(positive);
  });
});

describe('metrics of two classes', () => {
  it('are those of the predictions, and of the scores', () => {
    const found = of('BINARY', [row(1, 1, 0.9), row(1, 0, 0.4), row(0, 0, 0.2), row(0, 0, 0.1)]);
    expect([...found.keys()]).toHaveLength(13);
    expect(found.get('accuracy')?.value).toBe(0.75);
    expect(found.get('roc_auc')?.value).toBe(1);
    expect(found.get('selection_rate')?.value).toBe(0.25);
    expect(found.get('true_positive_rate')).toMatchObject({ value: 0.5 });
  });

  it('take a chance that came as the prediction for a score', () => {
    const found = of('BINARY', [row(1, 0.9), row(0, 0.2), row(0, 0.6)]);
    expect(found.get('accuracy')?.value).toBeCloseTo(2 / 3, 12);
    expect(found.get('roc_auc')?.value).toBe(1);
  });

  it('are unknown of no rows, and leave out rows without a prediction', () => {
    expect([...of('BINARY', []).values()].every(({ value }) => value === null)).toBe(true);
    expect(of('BINARY', [row(1, null), row(1, 1)]).get('accuracy')?.value).toBe(1);
  });
});

it('has means over classes, each with its interval', () => {
  const found = of('MULTICLASS', [row('a', 'a'), row('a', 'a'), row('b', 'a'), row('c', 'c'), row('c', null)]);
  expect([...found.keys()]).toEqual(['accuracy', 'balanced_accuracy', 'precision', 'recall', 'f1']);
  expect(found.get('accuracy')?.value).toBe(0.75);
  expect(found.get('recall')?.value).toBeCloseTo(2 / 3, 12);
  expect(found.get('recall')?.lower).toBeGreaterThan(0);
});

it('has errors of numbers, with intervals that hold them', () => {
  const rows = Array.from({ length: 200 }, (_, i) => row(i, i + ((i * 7919) % 21) - 8));
  const found = of('REGRESSION', rows);
  expect([...found.keys()]).toEqual(['mae', 'rmse', 'mape', 'r2', 'mean_error']);
  for (const { value, lower, upper } of found.values()) {
    expect(lower).toBeLessThan(value ?? 0);
    expect(upper).toBeGreaterThan(value ?? 0);
  }
  expect([...of('REGRESSION', [row('text', 1)]).values()].every(({ value }) => value === null)).toBe(true);
});

describe('intervals', () => {
  it('hold their value and stay within 0 and 1', () => {
    const count = fc.nat(500);
    fc.assert(
      fc.property(count, count, count, (tp, fp, fn) => {
        const found = [
          shareEstimate(tp, tp + fp, usualZ),
          f1Estimate({ tp, fp, fn }, usualZ),
          meanEstimate([shareEstimate(tp, tp + fn, usualZ), shareEstimate(fp, fp + 9, usualZ)]),
          aucEstimate(tp / (tp + fp + 1), tp + 1, { negatives: fn + 1, z: usualZ }),
          precisionAreaEstimate((tp + 1) / (tp + fp + 2), tp + 1, usualZ),
        ];
        for (const { value, lower, upper } of found) {
          if (value === null) continue;
          expect(lower).toBeLessThanOrEqual(value + 1e-12);
          expect(upper).toBeGreaterThanOrEqual(value - 1e-12);
          expect(lower).toBeGreaterThanOrEqual(-1e-12);
          expect(upper).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  it.each([
    ['of one row', averageEstimate([3], usualZ), { value: 3, lower: null, upper: null }],
    ['of no row', averageEstimate([], usualZ), { value: null, lower: null, upper: null }],
    ['of an area that cannot be exceeded', precisionAreaEstimate(1, 5, usualZ), { value: 1, lower: null, upper: null }],
    ['of rows that are all alike', averageEstimate([2, 2, 2], usualZ), { value: 2, lower: 2, upper: 2 }],
  ])('%s', (_, found, wanted) => {
    expect(found).toEqual(wanted);
  });

  it('hold the truth as often as they say', () => {
    // 500 samples of 60 rows, of which 60 % are right: about 25 may miss.
    let [seed, missed] = [1, 0];
    const random = () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return seed / 0x7fffffff;
    };
    for (let i = 0; i < 500; i++) {
      const right = Array.from({ length: 60 }, random).filter(each => each < 0.6).length;
      const { lower, upper } = shareEstimate(right, 60, usualZ);
      if ((lower ?? 1) > 0.6 || (upper ?? 0) < 0.6) missed++;
    }
    expect(missed).toBeLessThan(45);
  });
});

describe('objectives', () => {
  const [metric] = metricsOf('BINARY', [row(1, 1, 0.9), row(0, 0, 0.1), row(0, 1, 0.6), row(0, 0, 0.2)]);
  const held = (...objectives: [string, 'AT_LEAST' | 'AT_MOST', number][]) => {
    const all = objectives.map(([name, comparator, target]) => ({ metric: name, comparator, target }));
    return besideObjectives(metric ? [metric] : [], all)[0];
  };

  it.each([
    ['is met', [['accuracy', 'AT_LEAST', 0.7]], { objective: 0.7, met: true }],
    ['is not met', [['Accuracy', 'AT_MOST', 0.7]], { objective: 0.7, met: false }],
    ['asks for something else', [['f1', 'AT_LEAST', 0.7]], { objective: null, met: null }],
    [
      'is one of several',
      [
        ['accuracy', 'AT_LEAST', 0.1],
        ['accuracy', 'AT_LEAST', 0.9],
      ],
      { objective: 0.9, met: false },
    ],
  ] as const)('%s', (_, objectives, wanted) => {
    expect(held(...(objectives as unknown as [string, 'AT_LEAST', number][]))).toMatchObject(wanted);
  });

  it.each([
    ['ROC AUC', 'roc_auc'],
    ['auc', 'roc_auc'],
    ['log-loss', 'log_loss'],
    ['latency', null],
  ])('"%s" means %s', (name, meant) => {
    expect(metricNamed(name)).toBe(meant);
  });
});

describe('groups', () => {
  const rows = (group: string, n: number, selected: number) =>
    Array.from({ length: n }, (_, i) => ({ ...row(i % 2, i < selected ? 1 : 0), group }));

  it('are told apart, those with most rows first, and compared', () => {
    const all = [...rows('a', 100, 80), ...rows('b', 200, 80), ...rows('c', 10, 0)];
    expect(groupMetrics('BINARY', all).map(({ group, n }) => [group, n])).toEqual([
      ['b', 200],
      ['a', 100],
      ['c', 10],
    ]);
    const [selection] = fairnessGaps('BINARY', all);
    expect(selection).toEqual({
      ...{ metric: 'selection_rate', lowest: 'c', highest: 'a', difference: 0.8, ratio: 0, enoughData: false },
    });
    expect(fairnessGaps('BINARY', all.slice(0, 300))[0]).toMatchObject({ lowest: 'b', ratio: 0.5, enoughData: true });
  });

  it('are not compared where there is one, or no two classes', () => {
    expect(fairnessGaps('BINARY', rows('a', 100, 50))).toEqual([]);
    expect(fairnessGaps('REGRESSION', rows('a', 100, 50))).toEqual([]);
  });
});

describe('the estimate without labels', () => {
  const ranked = { values: Float64Array.of(0.1, 0.4, 0.8), upTo: Float64Array.of(50, 80, 100) };

  it('weighs scores by how often they came', () => {
    const found = new Map(estimatedMetrics(ranked, null).map(({ name, value }) => [name, value]));
    expect(found.get('accuracy')).toBeCloseTo((50 * 0.9 + 30 * 0.6 + 20 * 0.8) / 100, 12);
    expect(found.get('selection_rate')).toBeCloseTo(0.2, 12);
  });

  it('knows from which score on rows were selected', () => {
    const found = new Map(estimatedMetrics(ranked, 0.5).map(({ name, value }) => [name, value]));
    expect(found.get('selection_rate')).toBeCloseTo(0.5, 12);
  });

  it('has nothing to say of scores that are no chances, or of none', () => {
    expect(estimatedMetrics({ values: Float64Array.of(-2, 3), upTo: Float64Array.of(1, 2) }, null)).toEqual([]);
    expect(estimatedMetrics({ values: new Float64Array(), upTo: new Float64Array() }, null)).toEqual([]);
  });

  it.each([
    ['labels bear it out', 400, (i: number) => Number((i * 7919) % 10 < 3), true],
    ['labels say otherwise', 400, (i: number) => Number((i * 7919) % 10 < 6), false],
    ['few labels came', 99, (i: number) => Number((i * 7919) % 10 < 3), false],
  ])('is trusted or not where %s', (_, ...[n, truth, trusted]) => {
    const scores = Array.from({ length: n as number }, () => 0.3);
    const labels = scores.map((__, i) => (truth as (i: number) => number)(i));
    expect(trustOf({ truth: labels, scores }).trusted).toBe(trusted);
  });
});
