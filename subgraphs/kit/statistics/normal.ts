import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';

/** P(Z > z) of a standard normal variable, exact in the tail too: erfc(z / √2) / 2 (Abramowitz & Stegun, 26.2.29). */
export function normalTail(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}

/** P(|Z| ≥ |z|): the p of a two-sided z-test. */
export function twoSidedNormal(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/** The z that a standard normal variable exceeds with this probability, 0 to 1: 1.96 for 0.025. */
export function normalCritical(tail: number): number {
  return Math.SQRT2 * erfcinv(2 * tail);
}
