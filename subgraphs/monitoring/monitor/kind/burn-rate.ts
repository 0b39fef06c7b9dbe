import { invalid } from '@handoff/kit/problem';
import type { WindowSum } from '../../metric/sums.ts';
import { shownNumber } from '../../number.ts';
import { type BurnWindows, burnRate, type Tally, usualBurnWindows } from '../burn-rate.ts';
import type { Monitor } from '../monitor.ts';
import { errorMetric } from './error-rate.ts';
import type { Found, Kind, Look } from './kind.ts';
import { measured, ofDeployment, windowOf } from './over-window.ts';
import { lastTime, metricProblem, percent, where } from './words.ts';

/**
 * How fast the budget of an objective is used up: the share that must be good over 30 days. It watches a metric whose
 * values are 1 for what was bad and 0 for what was good. CRITICAL ones tell of what is gone within days, others of what
 * is gone before the month is.
 */
export const burn: Kind = {
  name: 'BURN_RATE',
  takes: ['metric', 'slice', 'objective'],
  filled: ({ metric }) => ({ metric: metric ?? errorMetric }),
  problem({ metric, objective }) {
    if (objective !== null && objective > 0 && objective < 1) return metricProblem(metric ?? '');
    return invalid('monitor.objective', 'Say which share must be good, more than 0 and less than 1: 0.999, say.');
  },
  everySeconds: 15,
  slow: false,
  hasHistory: true,
  series: ({ metric }) => metric,
  rule: () => ({ op: '>=', noData: 'keep' }),
  async find(tools, looks) {
    const asked = looks.flatMap((look, place) =>
      pairsOf(look.monitor).flatMap(pair => windowsOf(look, { place, pair })),
    );
    const sums = await measured(
      tools,
      asked.map(({ window }) => window),
    );
    const byThing = new Map<string, WindowSum[]>();
    for (const sum of sums) {
      const key = `${asked[sum.place]?.place} ${sum.deploymentId}`;
      byThing.set(key, [...(byThing.get(key) ?? []), sum]);
    }
    return { found: [...byThing.values()].map(own => foundOf(own, asked, looks)), troubles: [] };
  },
};

interface Asked {
  place: number;
  pair: BurnWindows;
  minutes: number;
  window: ReturnType<typeof windowOf>;
}

const [fastest, fast, slowest] = usualBurnWindows as [BurnWindows, BurnWindows, BurnWindows];
/** What is gone within days. */
const fastPairs = [fastest, fast];
/** What is gone before the month is: 10 % of the budget in a day, or in three. */
const slowPairs = [{ long: 1440, short: 120, factor: 3 }, slowest];

function pairsOf({ severity }: Pick<Monitor, 'severity'>): readonly BurnWindows[] {
  return severity === 'CRITICAL' ? fastPairs : slowPairs;
}

function windowsOf(look: Look, { place, pair }: Pick<Asked, 'place' | 'pair'>): Asked[] {
  const name = look.monitor.metric ?? errorMetric;
  // The window ends with the minute that the look falls in: one minute less before it makes it as long as it says.
  return [pair.long, pair.short].map(minutes => ({
    ...{ place, pair, minutes },
    window: windowOf(look, name, minutes - 1),
  }));
}

function foundOf(sums: readonly WindowSum[], asked: readonly Asked[], looks: readonly Look[]): Found {
  const [first] = sums as [WindowSum];
  const { place } = asked[first.place] as Asked;
  const { monitor } = looks[place] as Look;
  const objective = monitor.objective ?? 0;
  const tally = (minutes: number): Tally => {
    const sum = sums.find(each => asked[each.place]?.minutes === minutes);
    return { total: sum?.n ?? 0, bad: sum?.sum ?? 0 };
  };
  const burns = pairsOf(monitor).map(pair => {
    const long = tally(pair.long);
    // What both windows reach.
    const rate = Math.min(burnRate(long, objective), burnRate(tally(pair.short), objective));
    return { pair, long, rate };
  });
  const worst = burns.reduce((a, b) => (b.rate / b.pair.factor > a.rate / a.pair.factor ? b : a));
  const enough = Math.max(...burns.map(({ long }) => long.total)) >= monitor.minimumRows;
  return {
    ...ofDeployment({ ...first, place }),
    value: enough ? worst.rate : null,
    threshold: worst.pair.factor,
    sentence: () => sentenceOf(monitor, worst),
  };
}

function sentenceOf(monitor: Monitor, { pair, long, rate }: { pair: BurnWindows; long: Tally; rate: number }): string {
  const bad = `${percent(long.total === 0 ? 0 : long.bad / long.total)} of ${shownNumber(long.total)}${where(monitor)}`;
  const days = shownNumber(Math.round(300 / Math.max(rate, 1e-9)) / 10);
  return `${bad} were bad over ${lastTime(pair.long)}, and ${percent(monitor.objective ?? 0)} must be good: what 30 days allow is used up ${shownNumber(rate)} times too fast, and gone in ${days} days.`;
}
