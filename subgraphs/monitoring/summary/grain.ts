import { beginOf, dayMs, type Grain, grainMs } from '../grain.ts';

/**
 * For how long summaries of each grain are kept, in days: minutes for what happens now and last night, hours for weeks
 * and seasons of a month, days for as long as rows may be late.
 */
export const keptDays: Readonly<Record<Grain, number>> = { MINUTE: 3, HOUR: 63, DAY: 400 };

/** The grains that a row of an instant goes into: fine ones are kept for recent rows alone. */
export function grainsFor(at: number, now: number): Grain[] {
  const days = (now - at) / dayMs;
  if (days <= keptDays.MINUTE) return ['MINUTE', 'HOUR', 'DAY'];
  return days <= keptDays.HOUR ? ['HOUR', 'DAY'] : ['DAY'];
}

/** A stretch of time in whole minutes, hours or days. */
export interface Piece {
  grain: Grain;
  /** Milliseconds since 1970; to is not in it. */
  from: number;
  to: number;
}

/**
 * The pieces that make up a time, the largest that fit and finer ones at its ends: few rows for long times, and exact to
 * the minute where minutes are kept still. Where they are not, an end is that of the hour or day around it. None where
 * it ends before it begins.
 */
export function piecesOf(from: number, to: number, now: number): Piece[] {
  return from < to ? within({ from, to, now }, ['DAY', 'HOUR', 'MINUTE']) : [];
}

interface Stretch {
  from: number;
  to: number;
  now: number;
}

function within({ from, to, now }: Stretch, [grain = 'MINUTE', ...finer]: Grain[]): Piece[] {
  const first = beginOf(grain, from);
  const last = beginOf(grain, to - 1) + grainMs[grain];
  const next = finer[0];
  // A day less than they are kept: they must not be dropped before they are read.
  const isFine = (at: number) => next !== undefined && now - at < (keptDays[next] - 1) * dayMs;
  const begin = first < from && isFine(from) ? first + grainMs[grain] : first;
  const end = to < last && isFine(last - grainMs[grain]) ? last - grainMs[grain] : last;
  if (begin > end) return within({ from, to, now }, finer);
  const before = begin > first ? within({ from, to: Math.min(begin, to), now }, finer) : [];
  const after = end < last ? within({ from: Math.max(end, from), to, now }, finer) : [];
  return [...before, ...(begin < end ? [{ grain, from: begin, to: end }] : []), ...after];
}
