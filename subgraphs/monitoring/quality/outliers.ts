import { quantiles, rankedNumbers, type Summary } from '../summary/summary.ts';

/**
 * A training profile with how many of its own values are far out: further from its quartiles than three times their
 * distance (Tukey 1977, outer fences), as observations are counted. By its sketch, within 1.5 % of the rows.
 */
export function withOutliers(profile: Summary): Summary {
  const ranked = rankedNumbers(profile);
  const [low, high] = quantiles(profile, [0.25, 0.75]);
  if (!ranked || typeof low !== 'number' || typeof high !== 'number') return profile;
  const fence = 3 * (high - low);
  const { values, upTo } = ranked;
  const below = (bound: number) => values.findLastIndex(value => value < bound);
  const upToFence = values.findLastIndex(value => value <= high + fence);
  const all = upTo.at(-1) ?? 0;
  return { ...profile, outliers: (upTo[below(low - fence)] ?? 0) + all - (upTo[upToFence] ?? 0) };
}
