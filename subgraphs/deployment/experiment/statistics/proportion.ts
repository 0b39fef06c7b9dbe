import { normalCritical, twoSidedNormal } from '@handoff/kit/statistics/normal';
import { type Count, type Interval, wilsonInterval } from '@handoff/kit/statistics/proportion';

/** Two proportions, the second compared with the first. */
export interface Proportions {
  difference: number;
  /** Of the pooled test; null where all or none succeeded in both. */
  z: number | null;
  p: number | null;
  wald: Interval;
  wilson: readonly [control: Interval, treatment: Interval];
  newcombe: Interval;
  /** Treatment over control, less one, with its interval; null where the control has none. */
  lift: number | null;
  liftInterval: Interval | null;
}

/**
 * Compares proportions at confidence 1 − alpha: the pooled z-test and Wald's interval (Fleiss, Levin & Paik 2003, ch. 3),
 * Wilson's interval of each (Wilson 1927), Newcombe's of the difference (1998, method 10), and the lift's by the delta
 * method.
 */
export function compareProportions(control: Count, treatment: Count, alpha: number): Proportions {
  const z = normalCritical(alpha / 2);
  const [p1, p2] = [shareOf(control), shareOf(treatment)];
  const difference = p2 - p1;
  const [v1, v2] = [(p1 * (1 - p1)) / control.n, (p2 * (1 - p2)) / treatment.n];
  const tested = pooledZ(control, treatment);
  const wilson = [wilsonInterval(control, z), wilsonInterval(treatment, z)] as const;
  const lift = p1 === 0 ? null : difference / p1;
  const liftError = Math.sqrt(v2 / p1 ** 2 + (p2 ** 2 * v1) / p1 ** 4);
  return {
    difference,
    z: tested,
    p: tested === null ? null : twoSidedNormal(tested),
    wald: around(difference, z * Math.sqrt(v1 + v2)),
    wilson,
    newcombe: newcombe([p1, p2], wilson),
    lift,
    liftInterval: lift === null ? null : around(lift, z * liftError),
  };
}

function shareOf({ successes, n }: Count): number {
  return successes / n;
}

function around(middle: number, reach: number): Interval {
  return [middle - reach, middle + reach];
}

function pooledZ(control: Count, treatment: Count): number | null {
  const pooled = (control.successes + treatment.successes) / (control.n + treatment.n);
  const variance = pooled * (1 - pooled) * (1 / control.n + 1 / treatment.n);
  return variance > 0 ? (shareOf(treatment) - shareOf(control)) / Math.sqrt(variance) : null;
}

function newcombe([p1, p2]: Interval, [[low1, high1], [low2, high2]]: readonly [Interval, Interval]): Interval {
  const difference = p2 - p1;
  return [difference - Math.hypot(p2 - low2, high1 - p1), difference + Math.hypot(high2 - p2, p1 - low1)];
}
