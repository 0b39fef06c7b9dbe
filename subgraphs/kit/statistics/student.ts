import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** P(|T| ≥ |t|) of Student's t: the p of a two-sided test. Degrees of freedom need not be whole. */
export function twoSidedStudent(t: number, df: number): number {
  return 2 * tCdf(-Math.abs(t), df);
}

/** The t that Student's t exceeds with this probability, 0 to 1: 2.23 for 0.025 at 10 degrees of freedom. */
export function studentCritical(tail: number, df: number): number {
  return -tQuantile(tail, df);
}
