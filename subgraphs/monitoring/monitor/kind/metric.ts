import { invalid, type Problem } from '@handoff/kit/problem';
import { type MetricWindow, meanOf, type WindowSum } from '../../metric/sums.ts';
import { shownNumber } from '../../number.ts';
import type { Monitor, Wished } from '../monitor.ts';
import { queryProblem } from '../prometheus/wish.ts';
import { findByQuery } from './by-query.ts';
import type { Found, Kind, Placed, Tools } from './kind.ts';
import { measured, ofDeployment, windowOf } from './over-window.ts';
import { pastProblem, pastWindows, pastWords } from './past.ts';
import { badSide, lastTime, metricProblem, mustBe, thresholdProblem, where } from './words.ts';

/**
 * The mean of a metric that is recorded ready-made, or what a query answers that Prometheus is asked. With a reference
 * it is held against its own past: the value is then how many times as great it is, 1 as before.
 */
export const metric: Kind = {
  name: 'METRIC',
  takes: ['metric', 'slice', 'comparator', 'threshold', 'prometheus', 'reference'],
  problem: set => sourceProblem(set) ?? thresholdProblem(set),
  everySeconds: 15,
  slow: false,
  hasHistory: true,
  series: ({ metric: name }) => name,
  rule: ({ comparator }) => ({ op: badSide(comparator), noData: 'keep' }),
  async find(tools, looks) {
    const [stored, queried] = [true, false].map(inside =>
      looks.flatMap((look, place) => ((look.monitor.prometheus === null) === inside ? [{ look, place }] : [])),
    ) as [Placed[], Placed[]];
    const found = await findStored(tools, stored);
    const answered = await findByQuery(tools, queried);
    return { found: [...found, ...answered.found], troubles: answered.troubles };
  },
};

function sourceProblem({ metric: name, prometheus, slice, reference }: Wished): Problem | null {
  if (prometheus === null) {
    if (name === null) return invalid('monitor.metric', 'Name the metric to watch, as it is recorded: accuracy, say.');
    return metricProblem(name) ?? (reference === null ? null : pastProblem(reference));
  }
  const extra = Object.entries({ metric: name, slice, reference }).find(([, value]) => value !== null)?.[0];
  if (!extra) return queryProblem(prometheus);
  return invalid(`monitor.${extra}`, `A query says by itself what it watches: leave "${extra}" out.`);
}

async function findStored(tools: Tools, looks: readonly Placed[]): Promise<Found[]> {
  if (looks.length === 0) return [];
  const asked = looks.flatMap(placed => windowsOf(placed));
  const sums = await measured(
    tools,
    asked.map(({ window }) => window),
  );
  const past = new Map<string, WindowSum>();
  for (const sum of sums.filter(each => asked[each.place]?.past)) {
    const key = thingOf(sum, asked);
    const known = past.get(key);
    past.set(key, known ? { ...known, n: known.n + sum.n, sum: known.sum + sum.sum } : sum);
  }
  const now = sums.filter(each => !asked[each.place]?.past);
  return now.map(sum => {
    const of = asked[sum.place] as Asked;
    return foundOf(of, sum, past.get(thingOf(sum, asked)) ?? null);
  });
}

interface Asked extends Placed {
  window: MetricWindow;
  /** Whether it is of the time that the look is held against. */
  past: boolean;
}

function windowsOf({ look, place }: Placed): Asked[] {
  const window = windowOf(look, look.monitor.metric ?? '');
  const { reference } = look.monitor;
  const past = reference === null ? [] : pastWindows(window, reference);
  return [{ look, place, window, past: false }, ...past.map(each => ({ look, place, window: each, past: true }))];
}

function thingOf(sum: WindowSum, asked: readonly Asked[]): string {
  return `${asked[sum.place]?.place} ${sum.deploymentId}`;
}

function foundOf({ look, place }: Asked, sum: WindowSum, past: WindowSum | null): Found {
  const { monitor } = look;
  const enough = sum.n >= monitor.minimumRows;
  const mean = meanOf(sum);
  const of = ofDeployment({ ...sum, place });
  if (monitor.reference === null) {
    return { ...of, value: enough ? mean : null, sentence: () => sentenceOf(monitor, { value: mean, n: sum.n }) };
  }
  // Of several windows that were added up, the least and the greatest are of one of them.
  const before = past !== null && past.n >= monitor.minimumRows ? past.sum / past.n : 0;
  const value = enough && before !== 0 ? mean / before : null;
  return { ...of, value, sentence: () => pastWords(monitor, { mean, before, n: sum.n }) };
}

/** What was found, in a sentence: n, of how many things the value is the mean. */
export function sentenceOf(monitor: Monitor, found: { value: number; n: number }): string {
  const { metric: name, windowMinutes, comparator, threshold } = monitor;
  const time = `over ${lastTime(windowMinutes)} (${shownNumber(found.n)} measured)`;
  const value = shownNumber(found.value);
  return `${name}${where(monitor)} was ${value} ${time}; ${mustBe(comparator, shownNumber(threshold ?? 0))}.`;
}
