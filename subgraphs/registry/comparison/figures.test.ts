import { describe, expect, it } from 'vitest';
import { directionOf } from './direction.ts';
import { evaluationChanges, isSignificant, type Measured, standardError } from './figures.ts';
import { assumptionsTold, dataTold, settingsOf, valueChanges } from './values.ts';

const figure = (value: number | null, more: Partial<Measured> = {}): Measured => ({
  metric: 'accuracy',
  value,
  datasetId: 'dts_1',
  dataset: 'test',
  split: null,
  slice: null,
  lower: null,
  upper: null,
  n: null,
  valueText: String(value),
  ...more,
});

describe('which side of a metric is good', () => {
  it.each([
    ...['accuracy', 'roc_auc', 'AUC', 'f1', 'F1-Score', 'macroF1', 'recall_at_8', 'NDCG@10', 'R2', 'mAP@50', 'BLEU'],
    ...['neg_mean_absolute_error', 'neg_log_loss', 'true_positive_rate', 'log_likelihood', 'rougeL', 'exact_match'],
  ])('higher: %s', metric => {
    expect(directionOf(metric)).toBe('AT_LEAST');
  });
  it.each([
    ...['mae', 'RMSE', 'mean_squared_error', 'MAPE', 'log_loss', 'logLoss', 'brier', 'ece', 'calibration_error', 'WER'],
    ...['perplexity', 'p95_latency', 'false_positive_rate', 'error-rate', 'cross entropy', 'val_loss', 'FPR'],
  ])('lower: %s', metric => {
    expect(directionOf(metric)).toBe('AT_MOST');
  });
  it.each(['bias', 'wrong_iban', 'n_trees', '', 'accuracy_loss', 'flossing'])('nobody said: %s', metric => {
    expect(directionOf(metric)).toBeNull();
  });
  it('is what the objectives say, before the name', () => {
    const objective = {
      metric: 'wrong_iban',
      comparator: 'AT_MOST',
      target: 0.1,
      unit: null,
      rationale: null,
    } as const;
    expect(directionOf('wrong_iban', [objective])).toBe('AT_MOST');
    expect(directionOf('accuracy', [{ ...objective, metric: 'accuracy' }])).toBe('AT_MOST');
  });
});

describe('the spread of a figure', () => {
  it('comes from its 95 % interval, whatever the metric', () => {
    expect(standardError(figure(5, { metric: 'mae', lower: 4, upper: 6 }))).toBeCloseTo(0.510213, 6);
  });
  it('comes from the number of cases for a share', () => {
    // (0.9 · 98 + 1) / 100 = 0.892; √(0.892 · 0.108 / 100)
    expect(standardError(figure(0.9, { n: 98 }))).toBeCloseTo(0.031038, 6);
    expect(standardError(figure(1, { n: 10 }))).toBeGreaterThan(0);
  });
  it.each([
    ['no interval and no number', figure(0.9)],
    ['no share', figure(0.9, { metric: 'mae', n: 100 })],
    ['a mean of shares', figure(0.9, { metric: 'balanced_accuracy', n: 100 })],
    ['more than all of them', figure(90, { n: 100 })],
    ['no cases', figure(0.9, { n: 0 })],
  ])('is not known with %s', (_, one) => {
    expect(standardError(one)).toBeNull();
  });
});

it.each([
  // √(0.01² + 0.01²) · 1.959964 = 0.0277181: the difference must pass it, though the intervals overlap below 0.0392.
  [[0.9, 0.93], 0.01, true],
  [[0.9, 0.927], 0.01, false],
  [[0.93, 0.9], 0.01, true],
  [[0.9, 0.93], 0, null],
] as const)('from %j with a standard error of %d each: %s', ([before, after], se, significant) => {
  const interval = (value: number) => ({ lower: value - 1.959964 * se, upper: value + 1.959964 * se });
  expect(isSignificant(figure(before, interval(before)), figure(after, interval(after)))).toBe(significant);
});

it('is not known from one side alone', () => {
  expect(isSignificant(figure(0.9, { n: 100 }), figure(0.5))).toBeNull();
  expect(isSignificant(figure(0.9, { n: 1000 }), figure(0.5, { lower: 0.4, upper: 0.6 }))).toBe(true);
});

it('holds like against like: the same metric, data, split and slice', () => {
  const left = [
    figure(0.9),
    figure(0.8, { slice: 'age<25' }),
    figure(0.7, { split: 'dev' }),
    figure(0.5, { metric: 'mae' }),
    figure(null),
  ];
  const right = [
    figure(0.8),
    figure(0.8, { slice: 'age<25' }),
    figure(0.7, { datasetId: 'dts_2', dataset: 'test' }),
    figure(0.4, { metric: 'mae' }),
  ];
  const told = evaluationChanges(left, right, []).map(({ metric, slice, split, ...rest }) => [
    ...[metric, slice, split].filter(part => part !== null),
    ...[rest.left, rest.right, rest.delta === null ? null : Number(rest.delta.toFixed(6)), rest.better],
  ]);
  expect(told).toEqual([
    ['accuracy', 0.9, 0.8, -0.1, false],
    ['accuracy', 'age<25', 0.8, 0.8, 0, null],
    ['accuracy', 'dev', 0.7, null, null, null],
    ['mae', 0.5, 0.4, -0.1, true],
    // In words on the left.
    ['accuracy', null, null, null, null],
    ['accuracy', null, 0.7, null, null],
  ]);
});

it('holds a figure that is given twice against its own second time', () => {
  const twice = [figure(0.1), figure(0.2)];
  expect(evaluationChanges(twice, twice, []).map(({ left, right }) => [left, right])).toEqual([
    [0.1, 0.1],
    [0.2, 0.2],
  ]);
});

it('answers no number that cannot be written', () => {
  const [huge] = evaluationChanges([figure(-1.7e308)], [figure(1.7e308)], []);
  expect(huge).toMatchObject({ delta: null, better: null });
});

it('tells values by name', () => {
  const settings = (...pairs: [string, string][]) => settingsOf(pairs.map(([name, value]) => ({ name, value })));
  const left = settings(['depth', '6'], ['eta', '0.1'], ['constructor', 'x']);
  expect(valueChanges(left, settings(['eta', '0.1'], ['depth', '8'], ['__proto__', '']))).toEqual([
    { name: 'depth', change: 'CHANGED', before: '6', after: '8' },
    { name: 'constructor', change: 'REMOVED', before: 'x', after: null },
    { name: '__proto__', change: 'ADDED', before: null, after: '' },
  ]);
});

it('tells what became of assumptions and data', () => {
  const open = assumptionsTold([{ text: 'Prices stay', status: 'OPEN' }]);
  expect(valueChanges(open, assumptionsTold([{ text: 'Prices stay', status: 'BROKEN' }]))).toEqual([
    { name: 'Prices stay', change: 'CHANGED', before: 'OPEN', after: 'BROKEN' },
  ]);
  const [from, to] = [new Date('2026-01-01'), new Date('2026-02-01')];
  const dataset = {
    ...{ id: 'dts_1', name: 'sales', rows: 4500, from, to, digest: 'a'.repeat(64) },
    ...{ uri: null, description: null, revision: 1 },
  };
  const uses = [
    { dataset, purpose: 'TRAINING' },
    { dataset: { ...dataset, rows: null, from: null, to: null, digest: null }, purpose: 'TEST' },
  ] as const;
  expect([...dataTold(uses)]).toEqual([
    ['sales', 'test, dts_1; training, 4,500 rows, 2026-01-01 to 2026-02-01, digest aaaaaaaaaaaa'],
  ]);
});
