import { isUndefined, type OrReason, welch } from '@handoff/kit/statistics/t-test';
import type { Design } from './experiment.ts';
import { tuningOf } from './plan.ts';
import { compareProportions } from './statistics/proportion.ts';
import { ratioOf, zTest } from './statistics/ratio.ts';
import { confidenceSequence } from './statistics/sequential.ts';
import { pairsOf, type Totals } from './sums.ts';

/** An arm compared with the control: effect and interval in the metric's unit. */
export interface Comparison {
  effect: number;
  lower: number;
  upper: number;
  /** Of no difference at all, before any correction for several comparisons. */
  p: number;
}

type Read = Pick<Design, 'method' | 'alpha' | 'plannedSampleSize'>;

/** What is compared; level: 1 − the confidence of the interval. */
export interface Compared {
  control: Totals;
  treatment: Totals;
  level: number;
}

const noSpread = { reason: 'all values are the same, so there is no spread to judge a difference by' };
const notFinite = { reason: 'its numbers are too far apart to be compared' };
const noDenominator = { reason: 'its denominators add up to 0, so there is no ratio' };
const fewestAtAnyTime = 30;

/**
 * Compares an arm with the control by the method that was declared, or says why it cannot: with a fixed horizon the
 * pooled z-test with Newcombe's interval, Welch's t-test or the delta method; else the confidence sequence, which rests
 * on large numbers and says nothing of fewer than 30 in an arm.
 */
export function compare(design: Read, compared: Compared): OrReason<Comparison> {
  const found = compareBy(design, compared);
  return isUndefined(found) || Object.values(found).every(Number.isFinite) ? found : notFinite;
}

function compareBy(design: Read, compared: Compared): OrReason<Comparison> {
  const { control, treatment } = compared;
  if (design.method === 'FIXED_HORIZON') return atHorizon(compared);
  if (Math.min(control.n, treatment.n) < fewestAtAnyTime) {
    return { reason: `an interval that always holds needs ${fewestAtAnyTime} in each arm at least` };
  }
  const [before, after] = [estimateOf(control), estimateOf(treatment)];
  if (isUndefined(before)) return before;
  if (isUndefined(after)) return after;
  const variance = cautious(control, before.variance) + cautious(treatment, after.variance);
  if (!(variance > 0)) return noSpread;
  const effect = after.value - before.value;
  const of = { alpha: design.alpha, tuning: tuningOf(design), level: compared.level };
  const { low, high, p } = confidenceSequence({ difference: effect, variance, n: control.n + treatment.n }, of);
  return { effect, lower: low, upper: high, p };
}

/** Where all succeeded, or none, one more of each is thought of: a variance of 0 would be too sure (Agresti & Caffo 2000). */
function cautious({ kind, n, mean }: Totals, variance: number): number {
  if (kind !== 'PROPORTION' || variance > 0) return variance;
  const share = (n * mean + 1) / (n + 2);
  return (share * (1 - share)) / n;
}

function atHorizon(compared: Compared): OrReason<Comparison> {
  const { control, treatment, level } = compared;
  if (control.kind === 'PROPORTION') return ofProportions(compared);
  if (control.kind === 'MEAN') {
    const found = welch(momentsOf(treatment), momentsOf(control), level);
    if (isUndefined(found)) return noSpread;
    return { effect: treatment.mean - control.mean, lower: found.low, upper: found.high, p: found.p };
  }
  const [before, after] = [estimateOf(control), estimateOf(treatment)];
  if (isUndefined(before)) return before;
  if (isUndefined(after)) return after;
  const effect = after.value - before.value;
  const found = zTest(effect, before.variance + after.variance, level);
  return found ? { effect, lower: found.low, upper: found.high, p: found.p } : noSpread;
}

function ofProportions({ control, treatment, level }: Compared): Comparison {
  const [before, after] = [control, treatment].map(({ n, mean }) => ({ n, successes: Math.round(n * mean) }));
  const none = { n: 1, successes: 0 };
  const { difference, newcombe, p } = compareProportions(before ?? none, after ?? none, level);
  // All succeeded in both, or none: nothing speaks for a difference.
  return { effect: difference, lower: newcombe[0], upper: newcombe[1], p: p ?? 1 };
}

function momentsOf({ n, mean, squares }: Totals) {
  return { n, mean, variance: squares / (n - 1) };
}

const widest = 1.1;

/** Whether an interval is about as narrow as was planned: a minimum effect would have been noticed. True without one. */
export function isPrecise({ minimumEffect }: Pick<Design, 'minimumEffect'>, { lower, upper }: Comparison): boolean {
  return minimumEffect === null || (upper - lower) / 2 <= widest * minimumEffect;
}

/** What an arm's metric is, and the variance of this estimate. */
export function estimateOf(totals: Totals): OrReason<{ value: number; variance: number }> {
  const { kind, n, mean, squares } = totals;
  if (kind === 'PROPORTION') return { value: mean, variance: (mean * (1 - mean)) / n };
  if (kind === 'MEAN') return finite(mean, squares / (n - 1) / n);
  const found = ratioOf(pairsOf(totals));
  return found ? finite(found.ratio, found.variance) : noDenominator;
}

function finite(value: number, variance: number): OrReason<{ value: number; variance: number }> {
  return Number.isFinite(value) && Number.isFinite(variance * 1e12) ? { value, variance } : notFinite;
}
