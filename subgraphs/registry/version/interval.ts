import { isProportion } from '../comparison/direction.ts';
import type { EvaluationRow } from './version.ts';

/** The 97.5 % point of the standard normal distribution. */
const z = 1.959964;

export interface Interval {
  lower: number | null;
  upper: number | null;
}

/**
 * The 95 % confidence interval of a figure: as it was given; else, for a share of n cases, the score interval of Wilson
 * (1927), (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). Nulls where neither is known.
 */
export function intervalOf({
  metric,
  value: p,
  lower,
  upper,
  n,
}: Pick<EvaluationRow, 'metric' | 'value' | 'lower' | 'upper' | 'n'>): Interval {
  if (lower !== null || upper !== null) return { lower, upper };
  if (p === null || p < 0 || p > 1 || n === null || n < 1 || !isProportion(metric)) return { lower, upper };
  const scale = 1 + z ** 2 / n;
  const centre = (p + z ** 2 / (2 * n)) / scale;
  const half = (z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / scale;
  return { lower: Math.max(0, Math.min(p, centre - half)), upper: Math.min(1, Math.max(p, centre + half)) };
}
