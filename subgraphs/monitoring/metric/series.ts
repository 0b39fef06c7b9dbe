import { dayMs, minuteMs, mostDaysBack } from './recording.ts';
import { quantiles } from './sketch.ts';
import { sketchOf } from './sketch-bytes.ts';

export type Grain = 'MINUTE' | 'HOUR' | 'DAY';

/** The time a series is asked for, and how finely. */
export interface Span {
  from: Date;
  to: Date;
  grain: Grain;
}

/** A point of a series. */
export interface Point {
  /** Where it begins. */
  at: Date;
  /** The mean. */
  value: number;
  n: number;
  min: number;
  max: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** What was measured over a time. Times without measurements are left out. */
export interface Series {
  name: string;
  unit: string | null;
  grain: Grain;
  points: Point[];
}

const lengths: Readonly<Record<Grain, number>> = { MINUTE: minuteMs, HOUR: 60 * minuteMs, DAY: dayMs };
const fewPoints = 400;
const mostPoints = 1_500;

/** The finest grain at which a period has at most 400 points. */
export function grainFor({ from, to }: { from: Date; to: Date }): Grain {
  const length = to.getTime() - from.getTime();
  if (length <= fewPoints * lengths.MINUTE) return 'MINUTE';
  return length <= fewPoints * lengths.HOUR ? 'HOUR' : 'DAY';
}

/** Why a series cannot be asked for, or null: a period of up to 400 days, with up to 1,500 points. */
export function spanProblem({ from, to, grain }: Span): string | null {
  const length = to.getTime() - from.getTime();
  if (length <= 0)
    return `The period ends (${to.toISOString()}) before it begins (${from.toISOString()}): give a later "to".`;
  if (length > mostDaysBack * dayMs) return `The period is longer than ${mostDaysBack} days: ask for a part of it.`;
  if (length <= mostPoints * lengths[grain]) return null;
  return `The period has more than ${mostPoints} points by the ${grain.toLowerCase()}: ask for a part of it, or leave "grain" out.`;
}

/** Buckets of a time that were added up: means and counts by the database, sketches joined as bytes. */
export interface Sum {
  at: Date;
  n: number;
  sum: number;
  min: number;
  max: number;
  sketches: Buffer;
}

/** A point of what was added up. */
export function pointOf({ at, n, sum, min, max, sketches }: Sum): Point {
  const [p50 = null, p95 = null, p99 = null] = quantiles(sketchOf(sketches), [0.5, 0.95, 0.99]);
  // A mean lies between the two, whatever adding up made of its last digit.
  return { at, value: Math.min(max, Math.max(min, sum / n)), n, min, max, p50, p95, p99 };
}
