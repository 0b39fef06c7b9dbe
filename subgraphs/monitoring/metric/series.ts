import { type Grain, grainMs } from '../grain.ts';
import { type Period, periodProblem } from '../period.ts';
import { hasMinutes, minuteDays } from './grain.ts';
import { quantiles } from './sketch.ts';
import { sketchOf } from './sketch-bytes.ts';

/** The time a series is asked for, and how finely. */
export interface Span extends Period {
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

const fewPoints = 400;
const mostPoints = 1_500;

/** The finest grain at which a period has at most 400 points, and which is kept of it. */
export function grainFor({ from, to }: Period, now: Date): Grain {
  const length = to.getTime() - from.getTime();
  if (length <= fewPoints * grainMs.MINUTE && hasMinutes(from, now)) return 'MINUTE';
  return length <= fewPoints * grainMs.HOUR ? 'HOUR' : 'DAY';
}

/** Why a series cannot be asked for, or null: a period of up to 400 days, with up to 1,500 points that are kept. */
export function spanProblem({ from, to, grain }: Span, now: Date): string | null {
  const problem = periodProblem({ from, to });
  if (problem !== null) return problem;
  if (grain === 'MINUTE' && !hasMinutes(from, now))
    return `The period begins more than ${minuteDays} days ago, and minutes are kept no longer: ask by the hour.`;
  if (to.getTime() - from.getTime() <= mostPoints * grainMs[grain]) return null;
  return `The period has more than ${mostPoints} points by the ${grain.toLowerCase()}: ask for a part of it, or leave "grain" out.`;
}

/** Buckets of a time that were added up: means and counts by the database, sketches joined as bytes. */
export interface Sum {
  at: Date;
  n: number;
  sum: number;
  min: number;
  max: number;
  /** Null where no quantiles are asked. */
  sketches: Buffer | null;
}

const shares = [0.5, 0.95, 0.99];
const none: readonly number[] = [];

/** A point of what was added up. */
export function pointOf({ at, n, sum, min, max, sketches }: Sum): Point {
  const [p50 = null, p95 = null, p99 = null] = sketches?.length ? quantiles(sketchOf(sketches), shares) : none;
  // A mean lies between the two, whatever adding up made of its last digit.
  return { at, value: Math.min(max, Math.max(min, sum / n)), n, min, max, p50, p95, p99 };
}

/** The sum of two, at the first one's time. */
export function addedUp(a: Sum, b: Sum): Sum {
  return {
    at: a.at,
    n: a.n + b.n,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sketches: a.sketches && b.sketches ? Buffer.concat([a.sketches, b.sketches]) : (a.sketches ?? b.sketches),
  };
}
