export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** How finely times are summed up; days are those of UTC. */
export type Grain = 'MINUTE' | 'HOUR' | 'DAY';

/** From fine to coarse. */
export const grains = ['MINUTE', 'HOUR', 'DAY'] as const satisfies readonly Grain[];

/** How long each lasts, in milliseconds. */
export const grainMs: Readonly<Record<Grain, number>> = { MINUTE: minuteMs, HOUR: hourMs, DAY: dayMs };

/** Where the minute, hour or day that holds an instant begins; both in milliseconds since 1970. */
export function beginOf(grain: Grain, at: number): number {
  return Math.floor(at / grainMs[grain]) * grainMs[grain];
}

/** The same of a date. */
export function floorTo(at: Date, grain: Grain): Date {
  return new Date(beginOf(grain, at.getTime()));
}
