import { invalid } from '@handoff/kit/problem';
import { meanOf } from '../../metric/sums.ts';
import { shownNumber } from '../../number.ts';
import type { Kind } from './kind.ts';
import { measured, ofDeployment, windowOf } from './over-window.ts';
import { lastTime, percent, thresholdProblem, where } from './words.ts';

/** Where it is recorded of each prediction whether it failed: 1, or 0. */
export const errorMetric = 'error_rate';

/** The share of predictions that failed: at most so many, as a share from 0 to 1. */
export const errorRate: Kind = {
  name: 'ERROR_RATE',
  takes: ['slice', 'comparator', 'threshold'],
  filled: ({ comparator }) => ({ comparator: comparator ?? 'AT_MOST' }),
  problem(set) {
    const { comparator, threshold } = set;
    if (comparator === 'AT_LEAST') {
      return invalid('monitor.comparator', 'Few errors are good: leave "comparator" out, or say AT_MOST.');
    }
    if (threshold === null || (threshold >= 0 && threshold <= 1)) return thresholdProblem(set);
    return invalid(
      'monitor.threshold',
      `A share of errors lies between 0 and 1, and ${threshold} does not: 0.05 is 5 %.`,
    );
  },
  everySeconds: 15,
  slow: false,
  hasHistory: true,
  series: () => errorMetric,
  rule: () => ({ op: '>', noData: 'keep' }),
  async find(tools, looks) {
    const sums = await measured(
      tools,
      looks.map(look => windowOf(look, errorMetric)),
    );
    const found = sums.map(sum => {
      const { monitor } = looks[sum.place] as (typeof looks)[number];
      const value = sum.n >= monitor.minimumRows ? meanOf(sum) : null;
      const sentence = () =>
        `${percent(value ?? 0)} of ${shownNumber(sum.n)} predictions${where(monitor)} failed over ${lastTime(monitor.windowMinutes)}; at most ${percent(monitor.threshold ?? 0)} may.`;
      return { ...ofDeployment(sum), value, sentence };
    });
    return { found, troubles: [] };
  },
};
