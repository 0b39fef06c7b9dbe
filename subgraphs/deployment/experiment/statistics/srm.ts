import { chiSquaredTail } from '@handoff/kit/statistics/chi-squared';

/** How well the sizes of arms fit the shares they were meant to have. */
export interface SampleRatio {
  chi2: number;
  p: number;
  dof: number;
  mismatch: boolean;
}

/** Below this p the arms are not what was meant (Fabijan et al. 2019 use 0.0005, Microsoft's and GrowthBook's checks 0.001). */
export const mismatchThreshold = 0.001;

/**
 * Pearson's goodness of fit of the arms' sizes with their shares (Fabijan et al. 2019, "Diagnosing sample ratio mismatch
 * in online controlled experiments"). Shares need not add up to 1; without any traffic p is 1.
 */
export function sampleRatio(sizes: readonly number[], shares: readonly number[], threshold: number): SampleRatio {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const dof = sizes.length - 1;
  if (total === 0) return { chi2: 0, p: 1, dof, mismatch: false };
  const terms = sizes.map((size, i) => {
    const expected = (total * (shares[i] ?? 0)) / whole;
    return size === expected ? 0 : (size - expected) ** 2 / expected;
  });
  const chi2 = terms.reduce((sum, term) => sum + term, 0);
  const p = chiSquaredTail(chi2, dof);
  return { chi2, p, dof, mismatch: p < threshold };
}
