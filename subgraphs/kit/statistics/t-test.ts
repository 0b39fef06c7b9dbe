import { type Moments, momentsOf } from './moments.ts';
import { studentCritical, twoSidedStudent } from './student.ts';

/** A t-test of a difference of means with its confidence interval. */
export interface TTest {
  t: number;
  df: number;
  p: number;
  low: number;
  high: number;
}

/** A quantity that may be undefined, with the reason in words; never NaN. */
export type OrReason<T> = T | { reason: string };

/** Whether a quantity is undefined. */
export function isUndefined<T extends object>(found: OrReason<T>): found is { reason: string } {
  return 'reason' in found;
}

const tooFew = { reason: 'Each sample needs two values at least: one has no variance.' };
const noSpread = { reason: 'All values of both samples are the same: there is no spread to judge a difference by.' };

/**
 * Welch's test of mean(a) − mean(b), unequal variances, with the interval of confidence 1 − alpha; degrees of freedom by
 * Satterthwaite (Welch 1947, "The generalization of Student's problem"). Undefined without two values or any spread.
 */
export function welch(a: Moments, b: Moments, alpha: number): OrReason<TTest> {
  if (a.variance === null || b.variance === null) return tooFew;
  const [ofA, ofB] = [a.variance / a.n, b.variance / b.n];
  const squared = ofA + ofB;
  if (!(squared > 0)) return noSpread;
  const [shareA, shareB] = [ofA / squared, ofB / squared];
  const df = 1 / (shareA ** 2 / (a.n - 1) + shareB ** 2 / (b.n - 1));
  return tested({ difference: a.mean - b.mean, error: Math.sqrt(squared), df, alpha });
}

/** Student's test of mean(a) − mean(b) with one pooled variance (Student 1908). Undefined as Welch's is. */
export function student(a: Moments, b: Moments, alpha: number): OrReason<TTest> {
  const pooled = pooledVariance(a, b);
  if (pooled === null) return tooFew;
  if (!(pooled > 0)) return noSpread;
  const error = Math.sqrt(pooled * (1 / a.n + 1 / b.n));
  return tested({ difference: a.mean - b.mean, error, df: a.n + b.n - 2, alpha });
}

/** (mean(a) − mean(b)) / pooled standard deviation (Cohen 1988, ch. 2); null where there is no spread. */
export function cohenD(a: Moments, b: Moments): number | null {
  const pooled = pooledVariance(a, b);
  return pooled === null || !(pooled > 0) ? null : (a.mean - b.mean) / Math.sqrt(pooled);
}

function pooledVariance(a: Moments, b: Moments): number | null {
  if (a.variance === null || b.variance === null) return null;
  return ((a.n - 1) * a.variance + (b.n - 1) * b.variance) / (a.n + b.n - 2);
}

interface Difference {
  difference: number;
  /** Its standard error, above 0. */
  error: number;
  df: number;
  alpha: number;
}

function tested({ difference, error, df, alpha }: Difference): TTest {
  const t = difference / error;
  const reach = studentCritical(alpha / 2, df) * error;
  return { t, df, p: twoSidedStudent(t, df), low: difference - reach, high: difference + reach };
}

/** Both tests of two samples of values, at 95 % confidence. */
export function tTests(a: readonly number[], b: readonly number[]) {
  const [ofA, ofB] = [momentsOf(a), momentsOf(b)];
  return { welch: welch(ofA, ofB, 0.05), student: student(ofA, ofB, 0.05), cohenD: cohenD(ofA, ofB) };
}
