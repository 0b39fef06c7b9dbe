import { judgeDrift } from '@handoff/monitoring/drift/drift';
import { estimatedMetrics } from '@handoff/monitoring/performance/estimate';
import { fallsOf } from '@handoff/monitoring/performance/fall';
import { binaryRows, type Labelled, positiveClass } from '@handoff/monitoring/performance/rows';
import { blindness, trustOf } from '@handoff/monitoring/performance/trust';
import { rankedNumbers } from '@handoff/monitoring/summary/summary';
import { expect, it } from 'vitest';
import { between, Days } from './by-day.ts';
import { day, hour, numberOf, tableOf, truthOf } from './read.ts';

interface Truth {
  referenceUntil: string;
  driftOnset: string;
  labelDelayMedianHours: number;
  maxDetectionDelayHoursAfterLabels: number;
  rocAucBefore: number;
}

const file = 'stream_concept_delay.csv';
const truth = truthOf<Truth>(file);
const rows = tableOf(file);
const start = Date.parse(rows[0]?.ts ?? '');
const [learnt, onset] = [Date.parse(truth.referenceUntil), Date.parse(truth.driftOnset)];
const end = Date.parse(rows.at(-1)?.ts ?? '');

interface Timed extends Labelled {
  labelledAt: number;
}

const labelled: Timed[] = rows.flatMap(row =>
  row.label === null || row.label_ts === null
    ? []
    : [
        {
          ...{ prediction: numberOf(row.prediction), score: numberOf(row.score), label: Number(row.label) },
          ...{ group: null, labelledAt: Date.parse(row.label_ts ?? '') },
        },
      ],
);
/** What was known when its labels came within a time, and nothing of what came later. */
const known = (from: number, to: number) => labelled.filter(row => row.labelledAt >= from && row.labelledAt < to);

const days = new Days({ rows, numbers: ['x1', 'x2', 'score', 'prediction'], texts: ['x3'] });
const dayOf = (at: number) => Math.floor((at - start) / day);

it.each([1, 7])('no input and no score is called drifted over %i days, before or after', length => {
  for (let to = dayOf(learnt) + 1; to <= days.length; to++) {
    const report = judgeDrift(days.pairs(between(0, dayOf(learnt)), between(to - length, to)));
    expect(report.drifted).toEqual([]);
  }
});

/** The times at which somebody looks, twelve hours apart, and whether labels of the day before told of a fall. */
function looks() {
  const before = known(start, learnt);
  const times = Array.from(
    { length: Math.floor((end - learnt) / (12 * hour)) },
    (_, i) => learnt + (i + 2) * 12 * hour,
  );
  return times.map(at => {
    const now = known(at - day, at);
    return { at, now, falls: fallsOf('BINARY', before, now).filter(({ isFall }) => isFall) };
  });
}

it('finds the fall when labels tell of it, and none before', () => {
  const [first] = looks().filter(({ falls }) => falls.length > 0);
  const inTime = onset + (truth.labelDelayMedianHours + truth.maxDetectionDelayHoursAfterLabels) * hour;
  expect(first?.at).toBeGreaterThan(onset);
  expect(first?.at).toBeLessThanOrEqual(inTime);
});

it('has an estimate that does not see it, and says that it cannot be trusted once labels come', () => {
  const late = end - 5 * day;
  const scores = days.pairs([], between(dayOf(late), days.length)).find(({ feature }) => feature === 'score')?.current;
  const ranked = scores && rankedNumbers(scores);
  const estimate = ranked ? estimatedMetrics(ranked, null) : [];
  expect(estimate.find(({ name }) => name === 'roc_auc')?.value).toBeGreaterThan(truth.rocAucBefore - 0.05);

  const trust = (from: number, to: number) => {
    const own = known(from, to);
    return trustOf(binaryRows(own, positiveClass(own)).scored);
  };
  expect(trust(learnt, onset)).toMatchObject({ trusted: true });
  expect(trust(late, end)).toMatchObject({ trusted: false });
  expect(trust(late, end).reason).toContain(blindness);
});
