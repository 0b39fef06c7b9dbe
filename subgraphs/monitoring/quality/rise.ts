import { moreOf } from '@handoff/kit/statistics/fisher';

/** So many of so many rows. */
export interface Part {
  rows: number;
  of: number;
}

/**
 * How likely it is by chance alone that a share is as much higher now: the one-sided test of Fisher 1935, which is exact
 * for few rows too. 1 where there are no rows.
 */
export function riseP(then: Part, now: Part): number {
  if (then.of === 0 || now.of === 0) return 1;
  return moreOf([now.rows, now.of - now.rows, then.rows, then.of - then.rows]);
}
