import { invalid, type Problem } from '@handoff/kit/problem';
import { dayMs } from '../../grain.ts';
import type { MetricWindow } from '../../metric/sums.ts';
import { shownNumber } from '../../number.ts';
import type { Monitor, Reference } from '../monitor.ts';
import { lastTime, where } from './words.ts';

const mostDays = 90;
const mostWeeks = 12;

/** What is wrong with the past that a metric is to be held against, or null. */
export function pastProblem({ kind, days, weeks }: Reference): Problem | null {
  if (kind === 'TRAILING') return within('days', days, mostDays);
  if (kind === 'SAME_WEEKDAY') return within('weeks', weeks, mostWeeks);
  const message = `A metric is held against its own past: TRAILING days or SAME_WEEKDAY weeks. ${kind} is for drift.`;
  return invalid('monitor.reference.kind', message);
}

function within(field: 'days' | 'weeks', given: number | null | undefined, most: number): Problem | null {
  if (typeof given === 'number' && given >= 1 && given <= most) return null;
  return invalid(`monitor.reference.${field}`, `Say how many ${field} of the past count: 1 to ${most}.`);
}

/** The windows of the past that one is held against: the days before it, or the same time of the weeks before. */
export function pastWindows(window: MetricWindow, { kind, days, weeks }: Reference): MetricWindow[] {
  if (kind === 'TRAILING') {
    const from = new Date(window.from.getTime() - (days ?? 1) * dayMs);
    return [{ ...window, from, to: window.from }];
  }
  return Array.from({ length: weeks ?? 1 }, (_, i) => ({
    ...window,
    from: before(window.from, i + 1),
    to: before(window.to, i + 1),
  }));
}

function before(at: Date, weeks: number): Date {
  return new Date(at.getTime() - weeks * 7 * dayMs);
}

/** What was found, beside what it was before. */
export function pastWords(monitor: Monitor, of: { mean: number; before: number; n: number }): string {
  const { metric, reference, windowMinutes, comparator, threshold } = monitor;
  const then =
    reference?.kind === 'TRAILING'
      ? `the ${shownNumber(reference.days ?? 1)} days before`
      : `the same time of the ${shownNumber(reference?.weeks ?? 1)} weeks before`;
  const times = shownNumber(of.mean / of.before);
  const must = `${comparator === 'AT_LEAST' ? 'at least' : 'at most'} ${shownNumber(threshold ?? 0)} times`;
  return `${metric}${where(monitor)} was ${shownNumber(of.mean)} over ${lastTime(windowMinutes)} (${shownNumber(of.n)} measured), ${times} times what it was in ${then} (${shownNumber(of.before)}); it must be ${must}.`;
}
