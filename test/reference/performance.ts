import { calibrationOf } from '@handoff/monitoring/performance/calibration';
import { expectedOf } from '@handoff/monitoring/performance/cbpe';
import { confusionOf, ratesOf } from '@handoff/monitoring/performance/confusion';
import { type FairnessRate, gapIn, ratesByGroup } from '@handoff/monitoring/performance/fairness';
import { classScores, overall } from '@handoff/monitoring/performance/multiclass';
import { byScore, rankingOf } from '@handoff/monitoring/performance/ranking';
import { errorsOf } from '@handoff/monitoring/performance/regression';
import type { Given } from './case.ts';
import { type Answer, reasoned } from './undefined.ts';

interface Pairs<T> {
  y: T[];
  p: T[];
  dropped: number;
}

/** Two lists without the places where one of them misses. */
function pairsOf<T>(y: readonly (T | null)[], p: readonly (T | null)[]): Pairs<T> {
  const isThere = (value: T | null | undefined): value is T =>
    value !== null && value !== undefined && !Number.isNaN(value as unknown);
  const kept = y.flatMap((value, i) => {
    const other = p[i];
    return isThere(value) && isThere(other) ? [[value, other] as const] : [];
  });
  return { y: kept.map(([value]) => value), p: kept.map(([, other]) => other), dropped: y.length - kept.length };
}

const binaryReason = 'A class has no row, none was predicted to be of it, or no row has both label and score.';

function binary(given: Given): Answer {
  const { y, p, dropped } = pairsOf(given.cells('y'), given.cells('p'));
  const threshold = given.number('threshold', 0.5);
  const predicted = p.map(score => Number(score >= threshold));
  const confusion = confusionOf(y, predicted);
  const { falsePositiveRate: _, selectionRate: __, ...rates } = ratesOf(confusion);
  const { rocAuc, averagePrecision } = rankingOf(y, p);
  const { logLoss, brier, ece, mce } = calibrationOf(y, p, given.number('eceBins', 10));
  return {
    ...{ n: y.length, dropped, ...confusion, ...rates },
    ...{ rocAuc, averagePrecision, logLoss, brier, ece10: ece, mce10: mce },
  };
}

/** The expected calibration error over bins of one number of rows, the lowest scores first; the last has the rest. */
function equalMass(given: Given): Answer {
  const { y, p } = pairsOf(given.cells('y'), given.cells('p'));
  const bins = given.number('bins', 10);
  const order = byScore(p).reverse();
  const width = Math.floor(order.length / bins);
  if (width === 0) return { ece: null, reason: 'There are fewer rows than bins.' };
  let ece = 0;
  for (let bin = 0; bin < bins; bin++) {
    const own = order.subarray(bin * width, bin === bins - 1 ? order.length : (bin + 1) * width);
    ece += Math.abs(own.reduce((sum, i) => sum + (p[i] ?? 0) - (y[i] ?? 0), 0)) / order.length;
  }
  return { ece };
}

function meanOf(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/** The errors that reports of others have beside ours. */
function moreErrors(y: readonly number[], p: readonly number[]): Answer {
  const pairs = y.map((truth, i) => ({ truth, guess: p[i] ?? truth }));
  const sizes = pairs.map(({ truth, guess }) => Math.abs(truth) + Math.abs(guess));
  const absolute = pairs.map(({ truth, guess }) => Math.abs(truth - guess));
  const sorted = absolute.toSorted((a, b) => a - b);
  const middle = [sorted[Math.floor((sorted.length - 1) / 2)] ?? 0, sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0];
  const total = pairs.reduce((sum, { truth }) => sum + Math.abs(truth), 0);
  const logs = pairs.map(({ truth, guess }) => (Math.log1p(guess) - Math.log1p(truth)) ** 2);
  const root = Math.sqrt(meanOf(logs) ?? Number.NaN);
  return {
    medianAe: sorted.length > 0 ? meanOf(middle) : null,
    wmape: total > 0 ? absolute.reduce((sum, each) => sum + each, 0) / total : null,
    smape: meanOf(absolute.flatMap((each, i) => ((sizes[i] ?? 0) > 0 ? [(2 * each) / (sizes[i] ?? 1)] : []))),
    rmsle: Number.isFinite(root) ? root : null,
    pinball90: meanOf(pairs.map(({ truth, guess }) => Math.max(0.9 * (truth - guess), -0.1 * (truth - guess)))),
  };
}

function regression(given: Given): Answer {
  const { y, p } = pairsOf(given.cells('y'), given.cells('p'));
  const { meanError, ...errors } = errorsOf(y, p);
  return { n: y.length, bias: meanError, ...errors, ...moreErrors(y, p) };
}

function multiclass(given: Given): Answer {
  const { y, p } = pairsOf(given.texts('y'), given.texts('p'));
  const classes = classScores(y, p);
  const { accuracy, macroF1, weightedF1, kappa } = overall(classes);
  const perClass = classes.map(({ name, precision, recall, f1, support }) => [
    name,
    { precision, recall, f1, support },
  ]);
  return { accuracy, macroF1, weightedF1, microF1: accuracy, kappa, perClass: Object.fromEntries(perClass) };
}

function cbpe(given: Given): Answer {
  const scores = given.numbers('p');
  const threshold = given.number('threshold', 0.5);
  const { confusion, rocAuc } = expectedOf(
    { scores },
    scores.map(score => Number(score >= threshold)),
  );
  const { accuracy, precision, recall, specificity, f1 } = ratesOf(confusion);
  return { accuracy, precision, recall, specificity, f1, rocAuc };
}

function fairness(given: Given): Answer {
  const [truth, predicted] = [given.cells('y'), given.cells('pred')];
  const isThere = truth.map((value, i) => value !== null && (predicted[i] ?? null) !== null);
  const pick = <T>(list: readonly T[]) => list.filter((_, i) => isThere[i]);
  const groups = ratesByGroup({
    ...{ truth: pick(truth) as number[], predicted: pick(predicted) as number[] },
    groups: pick(given.texts('group').map(group => group ?? 'missing')),
  });
  const gap = (rate: FairnessRate) => gapIn(rate, groups);
  const apart = [gap('recall')?.difference ?? null, gap('falsePositiveRate')?.difference ?? null];
  const ratio = gap('selectionRate')?.ratio ?? null;
  const told = groups.map(({ group, n, rates }) => [
    group,
    { n, selectionRate: rates.selectionRate, tpr: rates.recall, fpr: rates.falsePositiveRate },
  ]);
  return {
    groups: Object.fromEntries(told),
    demographicParityDifference: gap('selectionRate')?.difference ?? null,
    disparateImpact: ratio,
    fourFifths: ratio === null ? null : ratio >= 0.8,
    equalOpportunityDifference: apart[0],
    equalizedOddsDifference: apart.includes(null) ? null : Math.max(...(apart as number[])),
  };
}

const noRate = 'No row is what the quantity is a share of.';

/** How well predictions did, by the name the reference gives it. */
export const performanceFunctions: Readonly<Record<string, (given: Given) => Answer>> = {
  'perf.binary': given => reasoned(binary(given), binaryReason),
  'perf.eceEqualMass': equalMass,
  'perf.regression': given =>
    reasoned(regression(given), 'There are no rows, nothing varies, every truth is 0, or a value is below −1.'),
  'perf.multiclass': given => reasoned(multiclass(given), noRate),
  'perf.cbpe': given => reasoned(cbpe(given), 'There are no scores, or all expect one class.'),
  'perf.fairness': given => reasoned(fairness(given), noRate),
};
