import { cutsOf } from './adwin.ts';
import type { Given } from './case.ts';
import { type Answer, reasoned } from './undefined.ts';

// Detectors that look at one value after another. The product judges windows, with a reference to explain them by; these
// are here to compare with.

interface PageHinkley {
  minInstances: number;
  delta: number;
  threshold: number;
  alpha: number;
}

/** Where the mean of values rose or fell (Page 1954; Hinkley 1971), with a fading sum; after each find it starts anew. */
function pageHinkley(values: readonly number[], { minInstances, delta, threshold, alpha }: PageHinkley): number[] {
  const drifts: number[] = [];
  let state = { n: 0, mean: 0, up: 0, down: 0, least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY };
  const fresh = { ...state };
  for (const [i, value] of values.entries()) {
    const n = state.n + 1;
    const mean = state.mean + (value - state.mean) / n;
    const up = alpha * state.up + value - mean - delta;
    const down = alpha * state.down + value - mean + delta;
    state = { n, mean, up, down, least: Math.min(state.least, up), most: Math.max(state.most, down) };
    if (n < minInstances || Math.max(up - state.least, state.most - down) <= threshold) continue;
    drifts.push(i);
    state = { ...fresh };
  }
  return drifts;
}

interface Ddm {
  warmStart: number;
  warning: number;
  drift: number;
}

/** Where the rate of errors left its lowest level (Gama et al. 2004, "Learning with drift detection"). */
function ddm(errors: readonly number[], { warmStart, warning, drift }: Ddm): Answer {
  const drifts: number[] = [];
  let firstWarning: number | null = null;
  let state = { n: 0, rate: 0, least: Number.POSITIVE_INFINITY, leastRate: 0, leastSpread: 0 };
  const fresh = { ...state };
  for (const [i, error] of errors.entries()) {
    const n = state.n + 1;
    const rate = state.rate + (error - state.rate) / n;
    const spread = Math.sqrt((rate * (1 - rate)) / n);
    state = { ...state, n, rate };
    if (n <= warmStart) continue;
    if (rate + spread <= state.least) {
      state = { ...state, least: rate + spread, leastRate: rate, leastSpread: spread };
    }
    const isOver = (times: number) => rate + spread > state.leastRate + times * state.leastSpread;
    if (isOver(warning)) firstWarning ??= i;
    if (!isOver(drift)) continue;
    drifts.push(i);
    state = { ...fresh };
  }
  return { firstWarning, drifts };
}

function adwin(given: Given): Answer {
  const drifts = cutsOf(given.numbers('x'), given.number('delta', 0.002));
  const first = drifts[0] ?? null;
  // The reference gives the band in which the first must be: it is both ends of ours.
  return { drifts, firstDetection: first, noDetectionBefore: first, firstDetectionAtMost: first };
}

/** Detectors in streams, by the name the reference gives them. */
export const detectorFunctions: Readonly<Record<string, (given: Given) => Answer>> = {
  'detect.pageHinkley': given => ({
    drifts: pageHinkley(given.numbers('x'), {
      ...{ minInstances: given.number('minInstances', 30), delta: given.number('delta', 0.005) },
      ...{ threshold: given.number('threshold', 50), alpha: given.number('alpha', 0.9999) },
    }),
  }),
  'detect.ddm': given => {
    const rule = { warning: given.number('warning', 2), drift: given.number('drift', 3) };
    const found = ddm(given.numbers('errors'), { warmStart: given.number('warmStart', 30), ...rule });
    return reasoned(found, 'There was never a warning.');
  },
  'detect.adwin': given => reasoned(adwin(given), 'Nothing changed.'),
};
