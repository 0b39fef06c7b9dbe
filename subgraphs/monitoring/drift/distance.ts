import { contingency } from '@handoff/kit/statistics/contingency';

/** How far the shares of bins are apart; all but `psi` are 0 for the same shares and at most 1. */
export interface Distances {
  psi: number;
  /** The distance, not the divergence, to base 2. */
  jensenShannon: number;
  hellinger: number;
  lInfinity: number;
}

/** A test of two rows of counts. */
export interface ChiSquare {
  chi2: number;
  p: number;
  dof: number;
}

/** A share of 0 counts as this in the PSI: one row of ten thousand. It keeps a bin that came to be from being infinite. */
export const shareFloor = 1e-4;

/** Shares of the counts of bins; all 0 where nothing was counted. */
export function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map(count => (total > 0 ? count / total : 0));
}

/** The distances of two rows of counts on the same bins, the reference first; the PSI with its shares floored. */
export function distancesOf(reference: readonly number[], current: readonly number[]): Distances {
  const [p, q] = [sharesOf(reference), sharesOf(current)];
  return {
    psi: psi(floored(p), floored(q)),
    jensenShannon: Math.sqrt(jensenShannonDivergence(p, q) / Math.LN2),
    hellinger: hellinger(p, q),
    lInfinity: lInfinity(p, q),
  };
}

/** Shares, none smaller than a floor. */
export function floored(shares: readonly number[], floor = shareFloor): number[] {
  return shares.map(share => Math.max(share, floor));
}

/** Σ (p − q) ln(p/q): the population stability index (Siddiqi 2006; Jeffreys 1946). Infinite where only one is 0. */
export function psi(p: readonly number[], q: readonly number[]): number {
  return over(p, q, (a, b) => (a === b ? 0 : (a - b) * Math.log(a / b)));
}

/** KL(p‖m)/2 + KL(q‖m)/2 with m in the middle, in nats (Lin 1991); its root is a distance (Endres & Schindelin 2003). */
export function jensenShannonDivergence(p: readonly number[], q: readonly number[]): number {
  const half = (a: number, middle: number) => (a > 0 ? (a * Math.log(a / middle)) / 2 : 0);
  return Math.max(
    0,
    over(p, q, (a, b) => half(a, (a + b) / 2) + half(b, (a + b) / 2)),
  );
}

/** ‖√p − √q‖ / √2 (Hellinger 1909). */
export function hellinger(p: readonly number[], q: readonly number[]): number {
  return Math.sqrt(over(p, q, (a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2) / 2);
}

/** The largest difference of a share. */
export function lInfinity(p: readonly number[], q: readonly number[]): number {
  return p.reduce((largest, a, i) => Math.max(largest, Math.abs(a - (q[i] ?? 0))), 0);
}

/** Pearson's test of two rows of counts, without a correction; bins that are empty in both are left out. Null where a row is empty. */
export function chiSquareOf(reference: readonly number[], current: readonly number[]): ChiSquare | null {
  const kept = reference.map((count, i) => [count, current[i] ?? 0] as const).filter(([a, b]) => a + b > 0);
  const { chi2, p, dof } = contingency([kept.map(([a]) => a), kept.map(([, b]) => b)]);
  return chi2 === null || p === null || dof === null ? null : { chi2, p, dof };
}

function over(p: readonly number[], q: readonly number[], term: (a: number, b: number) => number): number {
  return p.reduce((sum, a, i) => sum + term(a, q[i] ?? 0), 0);
}
