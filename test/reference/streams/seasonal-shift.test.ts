import { judgeDrift } from '@handoff/monitoring/drift/drift';
import { describe, expect, it } from 'vitest';
import { between, Days } from './by-day.ts';
import { day, tableOf, truthOf } from './read.ts';

const file = 'stream_seasonal_shift.csv';
const truth = truthOf<{ referenceUntil: string; driftOnset: string; maxDetectionDelayDays: number }>(file);
const rows = tableOf(file);
const start = Date.parse(rows[0]?.ts ?? '');
const dayOf = (time: string) => Math.floor((Date.parse(time) - (start - (start % day))) / day);
const [learnt, onset] = [dayOf(truth.referenceUntil), dayOf(truth.driftOnset)];
const days = new Days({ rows, numbers: ['amount', 'age', 'latency_ms', 'score', 'label'], texts: ['channel'] });

type Reference = (from: number, to: number) => number[];
const training: Reference = () => between(0, learnt);
const trailing =
  (length: number): Reference =>
  from =>
    between(from - length, from);
/** The same weekdays of the weeks before, as many as there are. */
const sameWeekday =
  (weeks: number): Reference =>
  (from, to) =>
    between(1, weeks + 1).flatMap(week => between(from - 7 * week, to - 7 * week));

/** The day at whose end each column was first called drifted, looking at the days before each midnight. */
function firstCalled(length: number, reference: Reference): Map<string, number> {
  const found = new Map<string, number>();
  for (let end = learnt + 1; end <= days.length; end++) {
    const from = end - length;
    const { drifted } = judgeDrift(days.pairs(reference(from, end), between(from, end)));
    for (const feature of drifted) if (!found.has(feature)) found.set(feature, end);
  }
  return found;
}

describe.each([
  ['a day against the training data', 1, training],
  ['a day against the days before', 1, trailing(28)],
  ['a day against the same weekdays', 1, sameWeekday(4)],
  ['a week against the training data', 7, training],
  ['a week against the days before', 7, trailing(28)],
  ['a week against the same weekdays', 7, sameWeekday(4)],
] as const)('%s', (_, length, reference) => {
  const called = firstCalled(length, reference);

  it('raises no alarm while nothing changes, and none on what only has seasons', () => {
    expect([...called].filter(([, end]) => end <= onset)).toEqual([]);
    expect([called.get('amount'), called.get('latency_ms')]).toEqual([undefined, undefined]);
  });

  it('calls what changed in time', () => {
    // A window is full of the new world when it is as long as that lasts.
    const latest = onset + length + truth.maxDetectionDelayDays;
    expect(called.get('age')).toBeLessThanOrEqual(latest);
    if (length === 7) expect(called.get('channel')).toBeLessThanOrEqual(latest);
  });
});
