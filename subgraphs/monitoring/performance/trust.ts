import { twoSidedNormal } from '@handoff/kit/statistics/normal';
import { calibrationOf, calibrationP } from './calibration.ts';
import type { BinaryRows } from './rows.ts';

/** Whether an estimate without labels may be believed, and why not. */
export interface Trust {
  trusted: boolean;
  reason: string;
}

/** So many labelled rows it takes to say whether scores are what they seem. */
export const leastLabelled = 100;
/** From here on scores are not the chances they stand for, unless that may be by chance. */
const mostOff = 0.05;
const alpha = 1e-3;

/** What no estimate from scores can see, to be said wherever one is told. */
export const blindness =
  'An estimate from scores alone cannot see that what the features mean has changed: only labels show that.';

/**
 * Judges the estimate on rows whose labels came: there its sum must be what came true (Kivimäki et al. 2024), and the
 * scores must be calibrated (Spiegelhalter 1986).
 */
export function trustOf({ truth, scores }: BinaryRows['scored'], least = leastLabelled): Trust {
  if (scores.length < least) {
    const reason = `Too few labels have come to hold it against: ${scores.length} of ${least}. ${blindness}`;
    return { trusted: false, reason };
  }
  const [expected, came] = [sumOf(scores), sumOf(truth)];
  const spread = Math.sqrt(scores.reduce((sum, score) => sum + score * (1 - score), 0));
  const apart = Math.abs(expected - came) / scores.length;
  const isBiased = spread > 0 ? twoSidedNormal((expected - came) / spread) < alpha : expected !== came;
  const p = calibrationP(truth, scores);
  const { ece } = calibrationOf(truth, scores);
  const isOff = (p === null ? isBiased : p < alpha) && (ece ?? 0) > mostOff;
  if (isOff || (isBiased && apart > mostOff)) {
    return { trusted: false, reason: `The labels that came do not bear out the scores. ${blindness}` };
  }
  return { trusted: true, reason: `The labels that came bear it out. ${blindness}` };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
