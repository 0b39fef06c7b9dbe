import { invalid, type Problem } from '@handoff/kit/problem';
import { meanOf } from '../../metric/sums.ts';
import { shownNumber } from '../../number.ts';
import { performanceFindings } from '../../performance/findings.ts';
import { type MetricName, metricNames, smallerIsBetter } from '../../performance/metric.ts';
import type { Monitor, Wished } from '../monitor.ts';
import type { Found, Kind, Look, Tools } from './kind.ts';
import { everySeconds, ofThing, questionOf } from './over-observed.ts';
import { measured, ofDeployment, windowOf } from './over-window.ts';
import { badSide, lastTime, mustBe, thresholdProblem, where } from './words.ts';

const mostDays = 90;

/**
 * How well a model does on the labels that came within the window; held against a threshold, or, with TRAILING days as
 * its reference, against the labels of the days before: whether it is worse by more than chance explains. Where no label
 * came, the metric of that name is taken that is recorded ready-made.
 */
export const performance: Kind = {
  name: 'PERFORMANCE',
  takes: ['metric', 'slice', 'comparator', 'threshold', 'reference'],
  filled: ({ metric, comparator, reference, threshold }) => ({
    comparator: comparator ?? (smallerIsBetter.has(metric as MetricName) ? 'AT_MOST' : 'AT_LEAST'),
    threshold: threshold ?? (reference === null ? null : 0),
  }),
  problem(set) {
    if (!metricNames.some(name => name === set.metric)) {
      return invalid('monitor.metric', `Name what is measured on labels: one of ${metricNames.join(', ')}.`);
    }
    return set.reference === null ? thresholdProblem(set) : fallProblem(set);
  },
  everySeconds,
  slow: true,
  hasHistory: true,
  series: ({ metric }) => metric,
  rule: ({ comparator }) => ({ op: badSide(comparator), noData: 'keep' }),
  async find(tools, looks) {
    const questions = looks.map(look => ({
      ...questionOf(look),
      metric: look.monitor.metric as MetricName,
      trailingDays: look.monitor.reference?.days ?? null,
    }));
    const found = (await performanceFindings(tools, questions)).map(({ value, fell, before, sentence, ...thing }) => {
      const monitor = looks[thing.place]?.monitor as Monitor;
      const fall = before === null || value === null ? null : worse(monitor, fell);
      return {
        ...ofThing(thing),
        value: monitor.reference === null ? value : fall,
        sentence: () => (monitor.reference === null ? `${sentence} ${must(monitor)}` : sentence),
      };
    });
    const labelled = new Set(found.flatMap(({ place, value }) => (value === null ? [] : [place])));
    const ready = await readyMade(tools, looks, labelled);
    const replaced = new Set(ready.map(({ place }) => place));
    return { found: [...found.filter(({ place }) => !replaced.has(place)), ...ready], troubles: [] };
  },
};

/** A fall lies beyond a threshold of 0, on the side that is bad. */
function worse({ comparator }: Monitor, fell: boolean): number {
  if (!fell) return 0;
  return comparator === 'AT_LEAST' ? -1 : 1;
}

function fallProblem({ reference, threshold }: Wished): Problem | null {
  if (reference?.kind !== 'TRAILING') {
    return invalid('monitor.reference.kind', 'Labels are held against those of the days before: give TRAILING.');
  }
  const { days } = reference;
  if (typeof days !== 'number' || days < 1 || days > mostDays) {
    return invalid('monitor.reference.days', `Say how many days of the past count: 1 to ${mostDays}.`);
  }
  if (threshold === 0) return null;
  return invalid('monitor.threshold', 'With a reference, chance says from when on it is worse: leave "threshold" out.');
}

function must({ comparator, threshold }: Monitor): string {
  const sentence = mustBe(comparator, shownNumber(threshold ?? 0));
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** What is recorded ready-made, for looks at which no label says anything. Whoever recorded it knows whether it is enough. */
async function readyMade(tools: Tools, looks: readonly Look[], labelled: ReadonlySet<number>): Promise<Found[]> {
  const asked = looks.flatMap((look, place) =>
    labelled.has(place) || look.monitor.reference !== null ? [] : [{ look, place }],
  );
  const sums = await measured(
    tools,
    asked.map(({ look }) => windowOf(look, look.monitor.metric ?? '')),
  );
  return sums.map(sum => {
    const { look, place } = asked[sum.place] as (typeof asked)[number];
    const { monitor } = look;
    const value = meanOf(sum);
    return {
      ...ofDeployment({ ...sum, place }),
      value,
      sentence: () =>
        `${monitor.metric}${where(monitor)} was ${shownNumber(value)} over ${lastTime(monitor.windowMinutes)}, as it was recorded. ${must(monitor)}`,
    };
  });
}
