import { invalid, type Problem } from '@handoff/kit/problem';
import { dayMs } from '../grain.ts';
import type { Reference } from '../monitor/monitor.ts';
import type { SummaryRequest } from '../summary/queries.ts';

/** What drift is asked of: a version over a time, wherever it runs or in one place. */
export interface DriftRequest {
  versionId: string;
  /** Null: the version wherever it runs. */
  deploymentId: string | null;
  /** Null: any. */
  environment: string | null;
  from: Date;
  /** Not in it. */
  to: Date;
  /** column=value; null: all rows. */
  slice: string | null;
  /** Null: the training profile, and where there is none, the days before. */
  reference: Reference | null;
  /** Null: all columns. */
  feature: string | null;
  minimumRows: number;
}

/** Of what, and when. */
type TimeRequest = Omit<DriftRequest, 'reference' | 'minimumRows'>;

export const usualDays = 28;
export const usualWeeks = 4;
const mostDays = 365;
const mostWeeks = 52;
const weekMs = 7 * dayMs;

/** What is wrong with a reference that somebody asks for, or null. */
export function referenceProblem({ kind, versionId, days, weeks }: Reference): Problem | null {
  if (kind === 'VERSION' && !versionId) {
    return invalid('reference.versionId', 'Say which version to hold it against: give "versionId".');
  }
  if (kind === 'TRAILING' && !isWithin(days ?? usualDays, mostDays)) {
    return invalid('reference.days', `"days" is how far back to go: a whole number from 1 to ${mostDays}.`);
  }
  if (kind === 'SAME_WEEKDAY' && !isWithin(weeks ?? usualWeeks, mostWeeks)) {
    return invalid('reference.weeks', `"weeks" is how many of them to take: a whole number from 1 to ${mostWeeks}.`);
  }
  return null;
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

/** A reference with what it means where somebody left that out. */
export function filled(reference: Reference): Reference {
  if (reference.kind === 'TRAILING') return { ...reference, days: reference.days ?? usualDays };
  if (reference.kind === 'SAME_WEEKDAY') return { ...reference, weeks: reference.weeks ?? usualWeeks };
  return reference;
}

/**
 * The stretches of observed time that make up a reference: the days before, or the same hours of the same weekday in the
 * weeks before; of another version the same time. None of a training profile, which is no time.
 */
export function timesOf(request: TimeRequest, reference: Reference): SummaryRequest[] {
  const { from, to } = request;
  const time = (begin: number, end: number) => ({ ...placeOf(request), from: new Date(begin), to: new Date(end) });
  if (reference.kind === 'TRAILING') {
    return [time(from.getTime() - (reference.days ?? usualDays) * dayMs, from.getTime())].filter(isRecorded);
  }
  if (reference.kind === 'SAME_WEEKDAY') {
    const weeks = Array.from({ length: reference.weeks ?? usualWeeks }, (_, i) => (i + 1) * weekMs);
    // Of a time longer than a week each of them has a week, so that no row counts twice.
    return weeks
      .map(back => time(from.getTime() - back, Math.min(to.getTime() - back, from.getTime() - back + weekMs)))
      .filter(isRecorded);
  }
  if (reference.kind !== 'VERSION') return [];
  const versionId = reference.versionId ?? '';
  return [{ ...time(from.getTime(), to.getTime()), versionId, deploymentId: null }];
}

/** Nothing was recorded before 1970, and a database knows no year 0. */
function isRecorded({ from }: SummaryRequest): boolean {
  return from.getTime() > 0;
}

/** The time that is asked about. */
export function timeOf(request: TimeRequest): SummaryRequest {
  return { ...placeOf(request), from: request.from, to: request.to };
}

function placeOf({ versionId, deploymentId, environment, slice, feature }: TimeRequest) {
  return {
    ...{ versionId, deploymentId, environment, slice: slice ?? '' },
    ...(feature === null ? {} : { names: [feature] }),
  };
}
