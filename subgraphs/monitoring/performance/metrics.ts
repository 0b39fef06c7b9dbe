import { calibrationOf } from './calibration.ts';
import { type Confusion, confusionOf } from './confusion.ts';
import {
  aucEstimate,
  averageEstimate,
  type Estimate,
  f1Estimate,
  meanEstimate,
  precisionAreaEstimate,
  shareEstimate,
  unknown,
  usualZ,
} from './interval.ts';
import { type Metric, metricsFrom } from './metric.ts';
import { classScores } from './multiclass.ts';
import { rankingOf } from './ranking.ts';
import { errorsOf } from './regression.ts';
import { type BinaryRows, binaryRows, type Labelled, positiveClass, type Shape } from './rows.ts';

/** The metrics of rows, each with its interval; z: of the confidence wanted. */
export function metricsOf(shape: Shape, rows: readonly Labelled[], z = usualZ): Metric[] {
  if (shape === 'REGRESSION') return regressionMetrics(rows, z);
  if (shape === 'MULTICLASS') return classMetrics(rows, z);
  return binaryMetrics(binaryRows(rows, positiveClass(rows)), z);
}

/** The metrics of two classes. */
export function binaryMetrics({ truth, predicted, scored }: BinaryRows, z: number): Metric[] {
  return metricsFrom({ ...rateEstimates(confusionOf(truth, predicted), z), ...scoreEstimates(scored, z) });
}

/** The rates of a confusion, as estimates: the rows of it need not be whole. */
export function rateEstimates({ tp, fp, fn, tn }: Confusion, z: number) {
  const recall = shareEstimate(tp, tp + fn, z);
  const specificity = shareEstimate(tn, fp + tn, z);
  const hasBoth = recall.value !== null && specificity.value !== null;
  return {
    accuracy: shareEstimate(tp + tn, tp + fp + fn + tn, z),
    balanced_accuracy: hasBoth ? meanEstimate([recall, specificity]) : unknown,
    precision: shareEstimate(tp, tp + fp, z),
    recall,
    f1: f1Estimate({ tp, fp, fn }, z),
    selection_rate: shareEstimate(tp + fp, tp + fp + fn + tn, z),
    true_positive_rate: recall,
    false_positive_rate: shareEstimate(fp, fp + tn, z),
  };
}

function scoreEstimates({ truth, scores }: BinaryRows['scored'], z: number) {
  const { rocAuc, averagePrecision, positives, negatives } = rankingOf(truth, scores);
  const { ece } = calibrationOf(truth, scores);
  const held = scores.map(score => Math.min(1 - 1e-15, Math.max(1e-15, score)));
  const losses = held.map((score, i) => (truth[i] === 1 ? -Math.log(score) : -Math.log1p(-score)));
  const squares = scores.map((score, i) => (score - (truth[i] ?? 0)) ** 2);
  return {
    roc_auc: aucEstimate(rocAuc, positives, { negatives, z }),
    pr_auc: precisionAreaEstimate(averagePrecision, positives, z),
    log_loss: averageEstimate(losses, z, 0),
    brier: averageEstimate(squares, z, 0),
    // Chance alone makes it larger, so that it has no interval around itself.
    ece: { value: ece, lower: null, upper: null },
  };
}

/** Means over the classes, each counting once. */
function classMetrics(rows: readonly Labelled[], z: number): Metric[] {
  const known = rows.filter(({ prediction }) => prediction !== null);
  const classes = classScores(
    known.map(({ label }) => String(label)),
    known.map(({ prediction }) => String(prediction)),
  );
  const right = classes.reduce((sum, each) => sum + each.right, 0);
  const recall = meanEstimate(classes.map(each => shareEstimate(each.right, each.support, z)));
  const f1 = classes.map(({ right: tp, predicted, support }) =>
    f1Estimate({ tp, fp: predicted - tp, fn: support - tp }, z),
  );
  return metricsFrom({
    accuracy: shareEstimate(right, known.length, z),
    balanced_accuracy: recall,
    precision: meanEstimate(classes.map(each => shareEstimate(each.right, each.predicted, z))),
    recall,
    f1: meanEstimate(f1),
  });
}

function regressionMetrics(rows: readonly Labelled[], z: number): Metric[] {
  const pairs = rows.flatMap(({ label, prediction }) =>
    typeof label === 'number' && typeof prediction === 'number' ? [{ label, prediction }] : [],
  );
  const [truth, guesses] = [pairs.map(({ label }) => label), pairs.map(({ prediction }) => prediction)];
  const errors = truth.map((value, i) => (guesses[i] ?? value) - value);
  const squares = averageEstimate(
    errors.map(error => error * error),
    z,
    0,
  );
  const relative = errors.flatMap((error, i) => (truth[i] ? [Math.abs(error / (truth[i] ?? 1))] : []));
  return metricsFrom({
    mae: averageEstimate(errors.map(Math.abs), z, 0),
    rmse: { value: root(squares.value), lower: root(squares.lower), upper: root(squares.upper) },
    mape: averageEstimate(relative, z, 0),
    r2: explained({ truth, guesses, z }),
    mean_error: averageEstimate(errors, z),
  });
}

function root(value: number | null): number | null {
  return value === null ? null : Math.sqrt(value);
}

/** 1 − MSE / V by the delta method: each row moves it by −(e² − MSE)/V + MSE ((y − ȳ)² − V)/V². */
function explained({ truth, guesses, z }: { truth: number[]; guesses: number[]; z: number }): Estimate {
  const { r2, rmse } = errorsOf(truth, guesses);
  if (r2 === null || rmse === null) return unknown;
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  const apart = truth.map(value => (value - mean) ** 2);
  const spread = apart.reduce((sum, each) => sum + each, 0) / truth.length;
  const influence = truth.map((value, i) => {
    const error = (guesses[i] ?? value) - value;
    return -(error ** 2 - rmse ** 2) / spread + (rmse ** 2 * ((apart[i] ?? 0) - spread)) / spread ** 2;
  });
  const { value, upper } = averageEstimate(influence, z);
  if (value === null || upper === null) return { value: r2, lower: null, upper: null };
  return { value: r2, lower: r2 - (upper - value), upper: Math.min(1, r2 + (upper - value)) };
}
