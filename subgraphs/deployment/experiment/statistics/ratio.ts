import { normalCritical, twoSidedNormal } from '@handoff/kit/statistics/normal';

/** Pairs of numerator and denominator, such as clicks and views of each user, as far as their ratio needs them. */
export interface Pairs {
  n: number;
  numerator: number;
  denominator: number;
  /** Unbiased variances of both and their covariance, per pair. */
  numeratorVariance: number;
  denominatorVariance: number;
  covariance: number;
}

/** The mean of the numerators over that of the denominators, and the variance of this estimate; null: 0 below. */
export function ratioOf(pairs: Pairs): { ratio: number; variance: number } | null {
  const { n, numerator, denominator, numeratorVariance, denominatorVariance, covariance } = pairs;
  if (denominator === 0) return null;
  const ratio = numerator / denominator;
  const spread = numeratorVariance - 2 * ratio * covariance + ratio ** 2 * denominatorVariance;
  return { ratio, variance: Math.max(0, spread) / (n * denominator ** 2) };
}

/** A difference judged by the normal distribution. */
export interface ZTest {
  z: number;
  p: number;
  low: number;
  high: number;
}

/**
 * The z-test of a difference with the interval of confidence 1 − alpha; for ratios the variance is that of the delta
 * method (Deng, Knoblich & Lu 2018, "Applying the delta method in metric analytics"). Null where nothing varies.
 */
export function zTest(difference: number, variance: number, alpha: number): ZTest | null {
  if (!(variance > 0)) return null;
  const error = Math.sqrt(variance);
  const reach = normalCritical(alpha / 2) * error;
  const z = difference / error;
  return { z, p: twoSidedNormal(z), low: difference - reach, high: difference + reach };
}
