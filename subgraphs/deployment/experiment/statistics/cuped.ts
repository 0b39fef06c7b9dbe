import { covarianceOf, type Moments, momentsOf } from '@handoff/kit/statistics/moments';
import { isUndefined, welch } from '@handoff/kit/statistics/t-test';

/** What was measured of each one in an arm before and during an experiment. */
export interface BeforeAndAfter {
  before: readonly number[];
  after: readonly number[];
}

/**
 * The difference of means, second arm less first, with the part taken out that was there before (Deng, Xu, Kohavi &
 * Walker 2013, "Improving the sensitivity of online controlled experiments by utilizing pre-experiment data"); θ over
 * both arms together, and 0 where nothing differed before. Null: nothing varies, or an arm has fewer than two.
 */
export function cuped(a: BeforeAndAfter, b: BeforeAndAfter) {
  const [before, after] = [
    [...a.before, ...b.before],
    [...a.after, ...b.after],
  ];
  const { mean, variance } = momentsOf(before);
  const theta = variance !== null && variance > 0 ? covarianceOf(before, after) / variance : 0;
  const without = (arm: BeforeAndAfter) =>
    momentsOf(arm.after.map((value, i) => value - theta * ((arm.before[i] ?? mean) - mean)));
  const [ofA, ofB] = [without(a), without(b)];
  const found = welch(ofB, ofA, 0.05);
  const plain = welch(momentsOf(b.after), momentsOf(a.after), 0.05);
  if (isUndefined(found) || isUndefined(plain)) return null;
  const varianceReduction =
    1 - (errorOf(ofA) + errorOf(ofB)) / (errorOf(momentsOf(a.after)) + errorOf(momentsOf(b.after)));
  return { theta, arms: [ofA, ofB] as const, adjusted: found, unadjusted: plain, varianceReduction };
}

/** The squared standard error of a mean. */
function errorOf({ n, variance }: Moments): number {
  return (variance ?? 0) / n;
}
