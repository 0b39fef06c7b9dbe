import { type RejectedRow, rowTextProblem } from '../batch.ts';
import { dayMs } from '../grain.ts';

/** One ready-made point, as it is sent. */
export interface MetricPointSent {
  name: string;
  at: Date;
  value: number;
  /** How many things it was made of; left out: 1. */
  n?: number | null;
  unit?: string | null;
  slice?: string | null;
}

/** A point that was taken, with its place in what was sent. */
export interface TakenPoint {
  index: number;
  name: string;
  at: Date;
  value: number;
  n: number;
  unit: string | null;
  /** Empty: of all that was measured. */
  slice: string;
}

/** What became of the points of a batch. */
export interface JudgedPoints {
  accepted: TakenPoint[];
  rejected: RejectedRow[];
}

/** Points may lie so many days back, and one ahead: clocks differ. */
export const mostDaysBack = 400;
/** Greater ones would leave the numbers of a database when they are squared and added up. */
const greatestValue = 1e100;
const mostThings = 1e12;

/** Takes the points that make sense, and says of each other one why not. */
export function judgePoints(points: readonly MetricPointSent[], now: Date): JudgedPoints {
  const judged: JudgedPoints = { accepted: [], rejected: [] };
  for (const [index, point] of points.entries()) {
    const reason = pointProblem(point) ?? timeProblem(point, now);
    if (reason !== null) judged.rejected.push({ index, reason: `${reason}.` });
    else judged.accepted.push(taken(point, index));
  }
  return judged;
}

function taken({ name, at, value, n, unit, slice }: MetricPointSent, index: number): TakenPoint {
  return { index, name, at, value, n: n ?? 1, unit: unit ?? null, slice: slice ?? '' };
}

function pointProblem({ name, value, n, unit, slice }: MetricPointSent): string | null {
  if (Math.abs(value) > greatestValue) return `The value ${value} is too great: ${greatestValue} is the most`;
  if ((n ?? 1) < 1 || (n ?? 1) > mostThings) {
    return `"n" is ${n}: say how many things the value was made of, 1 to ${mostThings}`;
  }
  return nameProblem('name', name) ?? labelProblem('unit', unit) ?? labelProblem('slice', slice);
}

/** What is wrong with the name of a metric, as a sentence without its full stop, or null. */
export function nameProblem(field: string, name: string): string | null {
  if (name.trim() === '') return `"${field}" is empty: name the metric, such as accuracy`;
  if (name !== name.trim()) return `"${field}" begins or ends with a space: leave it out`;
  return rowTextProblem(field, name);
}

/** The same for a unit or slice; nothing is fine. */
export function labelProblem(field: string, text: string | null | undefined): string | null {
  if (text?.trim() === '') return `"${field}" is empty: say which, or leave it out`;
  return rowTextProblem(field, text);
}

function timeProblem({ at }: MetricPointSent, now: Date): string | null {
  const age = now.getTime() - at.getTime();
  if (age < -dayMs) return `It lies in the future (${at.toISOString()}): at most a day ahead is taken`;
  if (age <= mostDaysBack * dayMs) return null;
  return `It is older than ${mostDaysBack} days (${at.toISOString()}): what is older is not kept`;
}

/**
 * Sorts out the points whose unit is not that of their metric: units by the name of a metric where one is known, else
 * the first point with a unit sets it.
 */
export function judgeUnits(judged: JudgedPoints, known: ReadonlyMap<string, string>): JudgedPoints {
  const units = new Map(known);
  const accepted: TakenPoint[] = [];
  const rejected = [...judged.rejected];
  for (const point of judged.accepted) {
    const unit = units.get(point.name) ?? point.unit;
    if (unit !== null) units.set(point.name, unit);
    if (point.unit === null || point.unit === unit) accepted.push({ ...point, unit });
    else {
      const reason = `It is in ${point.unit}, and "${point.name}" is recorded in ${unit}: convert it first.`;
      rejected.push({ index: point.index, reason });
    }
  }
  return { accepted, rejected: rejected.sort((a, b) => a.index - b.index) };
}
