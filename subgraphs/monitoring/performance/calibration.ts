import { twoSidedNormal } from '@handoff/kit/statistics/normal';

/** How far scores are from the chance that they stand for; null of no rows. */
export interface Calibration {
  /** The mean of −ln of what was given to the truth, in nats; a score is held this far from 0 and 1: 1e-15. */
  logLoss: number | null;
  /** The mean squared difference of score and truth (Brier 1950). */
  brier: number | null;
  /** The mean distance of score and share over ten bins of one width, weighted by rows (Naeini et al. 2015). */
  ece: number | null;
  /** The largest distance over these bins. */
  mce: number | null;
}

const clip = 1e-15;

/** How calibrated scores are, in 0 to 1; 1 in `truth` is the positive class. */
export function calibrationOf(truth: ArrayLike<number>, scores: ArrayLike<number>, bins = 10): Calibration {
  const n = scores.length;
  if (n === 0) return { logLoss: null, brier: null, ece: null, mce: null };
  let [loss, squares] = [0, 0];
  const [rows, gaps] = [new Float64Array(bins), new Float64Array(bins)];
  for (let i = 0; i < n; i++) {
    const [score, isPositive] = [scores[i] ?? 0, truth[i] === 1];
    const held = Math.min(1 - clip, Math.max(clip, score));
    loss -= isPositive ? Math.log(held) : Math.log1p(-held);
    squares += (score - (isPositive ? 1 : 0)) ** 2;
    const bin = Math.max(0, Math.min(bins - 1, Math.floor(score * bins)));
    rows[bin] = (rows[bin] ?? 0) + 1;
    gaps[bin] = (gaps[bin] ?? 0) + score - (isPositive ? 1 : 0);
  }
  const apart = [...gaps].map((gap, bin) => ({ share: (rows[bin] ?? 0) / n, gap: Math.abs(gap) / (rows[bin] || 1) }));
  return {
    logLoss: loss / n,
    brier: squares / n,
    ece: apart.reduce((sum, { share, gap }) => sum + share * gap, 0),
    mce: Math.max(...apart.map(({ gap }) => gap)),
  };
}

/**
 * Whether scores are too far from calibrated for chance: the two-sided p of Spiegelhalter's Z (1986, "Probabilistic
 * prediction in patient management"). Null where every score is 0, 1/2 or 1, which tells nothing.
 */
export function calibrationP(truth: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  let [sum, variance] = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? 0;
    sum += ((truth[i] === 1 ? 1 : 0) - score) * (1 - 2 * score);
    variance += (1 - 2 * score) ** 2 * score * (1 - score);
  }
  return variance > 0 ? twoSidedNormal(sum / Math.sqrt(variance)) : null;
}
