import { invalid } from '@handoff/kit/problem';
import type { Cost } from '../../cost/cost.ts';
import { costsOf } from '../../cost/queries.ts';
import { shownNumber } from '../../number.ts';
import type { Monitor } from '../monitor.ts';
import type { Kind } from './kind.ts';
import { percent } from './words.ts';

/** What of the costs of this month is watched. */
const watched = ['burn', 'forecast', 'amount'] as const;
type Watched = (typeof watched)[number];

/**
 * What a model costs this month: the share of the budget that is spent (burn) or will be (forecast), or the amount. A
 * share of 1 is the whole budget.
 */
export const cost: Kind = {
  name: 'COST',
  takes: ['metric', 'comparator', 'threshold'],
  filled: ({ metric, comparator, threshold }) => ({
    metric: metric ?? 'forecast',
    comparator: comparator ?? 'AT_MOST',
    threshold: threshold ?? (metric === 'amount' ? null : 1),
    minimumRows: 0,
  }),
  problem({ metric, comparator, threshold, environment }) {
    if (!watched.some(name => name === metric)) {
      return invalid('monitor.metric', `"${metric}" is not watched of costs: give burn, forecast or amount.`);
    }
    if (environment !== null) {
      return invalid('monitor.environment', 'A budget is for all environments of a model: leave "environment" out.');
    }
    if (comparator === 'AT_LEAST')
      return invalid('monitor.comparator', 'Costs are watched for being too high: say AT_MOST.');
    if (threshold !== null && threshold > 0) return null;
    return invalid('monitor.threshold', 'Say how much it may cost this month at most: more than 0.');
  },
  everySeconds: 900,
  slow: false,
  hasHistory: true,
  rule: () => ({ op: '>', noData: 'keep' }),
  async find({ db }, looks) {
    const costs = await costsOf(
      db,
      looks.map(({ monitor, at }) => ({ modelId: monitor.modelId, at })),
    );
    const found = looks.flatMap(({ monitor }, place) => {
      const known = costs[place];
      if (!known) return [];
      const value = figureOf(known, monitor.metric as Watched);
      const sentence = () => sentenceOf(monitor, known);
      return [{ ...{ place, part: '', deploymentId: null, environment: null }, value, sentence }];
    });
    return { found, troubles: [] };
  },
};

function figureOf({ amount, burn, forecast, budget }: Cost, of: Watched): number | null {
  if (of === 'amount') return amount;
  if (of === 'burn') return burn;
  return forecast === null || budget === null ? null : forecast / budget;
}

function sentenceOf({ metric, threshold }: Monitor, { amount, budget, currency, forecast }: Cost): string {
  const money = (value: number) => `${shownNumber(Math.round(value * 100) / 100)} ${currency}`;
  if (metric === 'amount')
    return `It cost ${money(amount)} this month so far; at most ${money(threshold ?? 0)} may be spent.`;
  const most = `${percent(threshold ?? 1)} of the budget of ${money(budget ?? 0)}`;
  if (metric === 'burn') return `It cost ${money(amount)} this month so far; at most ${most} may be spent.`;
  return `It cost ${money(amount)} this month so far, and will have cost ${money(forecast ?? 0)} by its end if it goes on like this; at most ${most} may be.`;
}
