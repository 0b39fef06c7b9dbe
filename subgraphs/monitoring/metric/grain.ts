import { dayMs, floorTo, type Grain, grainMs, grains } from '../grain.ts';
import type { Period } from '../period.ts';

/** So long minutes are kept, a few days longer than the longest window of a monitor; hours and days stay longer. */
export const minuteDays = 40;

/** A part of a period that is read at one grain. */
export interface Stretch extends Period {
  grain: Grain;
}

function ceilTo(at: Date, grain: Grain): Date {
  return new Date(Math.ceil(at.getTime() / grainMs[grain]) * grainMs[grain]);
}

/** Whether minutes of an instant are kept. */
export function hasMinutes(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() < minuteDays * dayMs;
}

/**
 * A period cut into whole days, hours and minutes, none coarser than asked, so that few rows tell of a long time: at
 * most 59 minutes and 23 hours at either end. It begins with the minute of its begin; where minutes are not kept any
 * more, with the hour, and ends with one.
 */
export function stretches({ from, to }: Period, coarsest: Grain, now: Date): Stretch[] {
  const begin = floorTo(from, hasMinutes(from, now) ? 'MINUTE' : 'HOUR');
  const end = hasMinutes(to, now) ? to : ceilTo(to, 'HOUR');
  return cut({ from: begin, to: end }, grains.slice(0, grains.indexOf(coarsest) + 1));
}

function cut(period: Period, allowed: readonly Grain[]): Stretch[] {
  const { from, to } = period;
  const grain = allowed.at(-1);
  if (grain === undefined || from >= to) return [];
  if (allowed.length === 1) return [{ grain, from, to }];
  const finer = allowed.slice(0, -1);
  const [first, last] = [ceilTo(from, grain), floorTo(to, grain)];
  if (first >= last) return cut(period, finer);
  return [...cut({ from, to: first }, finer), { grain, from: first, to: last }, ...cut({ from: last, to }, finer)];
}

/** What is read of many periods at one grain: each stretch with what it is a part of, and with the place of that. */
export function cutsAt<T extends Period>(
  wanted: readonly T[],
  parts: readonly Stretch[][],
  grain: Grain,
): (T & { place: number })[] {
  return wanted.flatMap((each, place) => {
    const own = (parts[place] ?? []).filter(part => part.grain === grain);
    return own.map(({ from, to }) => ({ ...each, place, from, to }));
  });
}

/** The earliest begin and the latest end, so that only the partitions between them are looked at; null: of nothing. */
export function boundsOf(periods: readonly Period[]): [from: Date, to: Date] | null {
  if (periods.length === 0) return null;
  const earliest = periods.reduce((found, { from }) => Math.min(found, from.getTime()), Number.POSITIVE_INFINITY);
  const latest = periods.reduce((found, { to }) => Math.max(found, to.getTime()), Number.NEGATIVE_INFINITY);
  return [new Date(earliest), new Date(latest)];
}
