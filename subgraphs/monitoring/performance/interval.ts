import { type Interval, wilsonInterval } from '@handoff/kit/statistics/proportion';

/** A figure with where it may really be; null where it is undefined. z, below: of the confidence wanted. */
export interface Estimate {
  value: number | null;
  lower: number | null;
  upper: number | null;
}

export const unknown: Estimate = { value: null, lower: null, upper: null };

/** z of 95 % confidence. */
export const usualZ = 1.959963984540054;

function within(value: number, [lower, upper]: Interval): Estimate {
  return { value, lower, upper };
}

/** A share of rows, which need not be whole (Wilson 1927). */
export function shareEstimate(part: number, whole: number, z: number): Estimate {
  return whole > 0 ? within(part / whole, wilsonInterval({ successes: part, n: whole }, z)) : unknown;
}

/** F1 = 2J / (1 + J), with J the share of right ones among all that are or were said to be positive (Wilson 1927 of J). */
export function f1Estimate({ tp, fp, fn }: { tp: number; fp: number; fn: number }, z: number): Estimate {
  const shared = shareEstimate(tp, tp + fp + fn, z);
  const f1 = (j: number | null) => (j === null ? null : (2 * j) / (1 + j));
  return { value: f1(shared.value), lower: f1(shared.lower), upper: f1(shared.upper) };
}

/** The mean of figures that do not depend on each other, from their intervals (Zou & Donner 2008, "MOVER"). */
export function meanEstimate(parts: readonly Estimate[]): Estimate {
  const known = parts.filter(({ value }) => value !== null);
  if (known.length === 0) return unknown;
  const mean = known.reduce((sum, { value }) => sum + (value ?? 0), 0) / known.length;
  const reach = (of: (part: Estimate) => number) => Math.hypot(...known.map(of)) / known.length;
  return {
    value: mean,
    lower: mean - reach(({ value, lower }) => (value ?? 0) - (lower ?? 0)),
    upper: mean + reach(({ value, upper }) => (upper ?? 0) - (value ?? 0)),
  };
}

/**
 * The area under a ROC curve of so many positives and negatives: the values it would not be too far from, by the variance
 * of Hanley & McNeil 1982 at each of them (Newcombe 2006, "Confidence intervals for an effect size measure …", method 5).
 */
export function aucEstimate(
  auc: number | null,
  positives: number,
  { negatives, z }: { negatives: number; z: number },
): Estimate {
  if (auc === null) return unknown;
  const size = (positives + negatives) / 2 - 1;
  const error = (a: number) => {
    const spread = a * (1 - a) * (1 + size * ((1 - a) / (2 - a) + a / (1 + a)));
    return Math.sqrt(spread / (positives * negatives));
  };
  const bound = (side: -1 | 1) => {
    let [inner, outer] = [auc, side < 0 ? 0 : 1];
    for (let i = 0; i < 60; i++) {
      const middle = (inner + outer) / 2;
      if (Math.abs(middle - auc) <= z * error(middle)) inner = middle;
      else outer = middle;
    }
    return inner;
  };
  return within(auc, [bound(-1), bound(1)]);
}

/** The area under precision and recall of so many positives, on the logit (Boyd, Eng & Page 2013). */
export function precisionAreaEstimate(area: number | null, positives: number, z: number): Estimate {
  if (area === null) return unknown;
  if (!(area > 0 && area < 1)) return { value: area, lower: null, upper: null };
  const [logit, error] = [Math.log(area / (1 - area)), 1 / Math.sqrt(positives * area * (1 - area))];
  const back = (x: number) => 1 / (1 + Math.exp(-x));
  return within(area, [back(logit - z * error), back(logit + z * error)]);
}

/** The mean of something over rows, by the central limit; least: what it cannot be below. */
export function averageEstimate(values: readonly number[], z: number, least = Number.NEGATIVE_INFINITY): Estimate {
  const n = values.length;
  if (n === 0) return unknown;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { value: mean, lower: null, upper: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const reach = z * Math.sqrt(squares / (n - 1) / n);
  return within(mean, [Math.max(least, mean - reach), mean + reach]);
}
