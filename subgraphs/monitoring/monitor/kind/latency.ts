import { invalid } from '@handoff/kit/problem';
import { quantiles } from '../../metric/sketch.ts';
import { sketchOf } from '../../metric/sketch-bytes.ts';
import { shownNumber } from '../../number.ts';
import type { Kind } from './kind.ts';
import { measured, ofDeployment, windowOf } from './over-window.ts';
import { badSide, lastTime, mustBe, thresholdProblem, where } from './words.ts';

/** Where the time that each prediction took is recorded, in milliseconds. */
export const latencyMetric = 'latency_ms';

/** How long predictions take: so many of a hundred at most so many milliseconds, p95 unless another is named. */
export const latency: Kind = {
  name: 'LATENCY',
  takes: ['metric', 'slice', 'comparator', 'threshold'],
  filled: ({ metric, comparator }) => ({ metric: metric ?? 'p95', comparator: comparator ?? 'AT_MOST' }),
  problem: set =>
    shareOf(set.metric) === null
      ? invalid('monitor.metric', `"${set.metric}" is no percentile: give p50, p95, p99 or another from p1 to p99.9.`)
      : thresholdProblem(set),
  everySeconds: 15,
  slow: false,
  hasHistory: true,
  series: () => latencyMetric,
  rule: ({ comparator }) => ({ op: badSide(comparator), noData: 'keep' }),
  async find(tools, looks) {
    const windows = looks.map(look => windowOf(look, latencyMetric));
    const found = (await measured(tools, windows, true)).map(sum => {
      const { monitor } = looks[sum.place] as (typeof looks)[number];
      const { metric, threshold, minimumRows } = monitor;
      const enough = sum.n >= minimumRows;
      const [value = null] = enough ? quantiles(sketchOf(Buffer.concat(sum.sketches)), [shareOf(metric) ?? 0.95]) : [];
      const sentence = () => {
        const most = `${percentileWords(metric)} took at most ${shownNumber(value ?? 0)} ms`;
        const time = `over ${lastTime(monitor.windowMinutes)} (${shownNumber(sum.n)} measured)`;
        return `${most}${where(monitor)} ${time}; ${mustBe(monitor.comparator, `${shownNumber(threshold ?? 0)} ms`)}.`;
      };
      return { ...ofDeployment(sum), value, sentence };
    });
    return { found, troubles: [] };
  },
};

/** The share that a percentile such as p95 names, or null. */
export function shareOf(metric: string | null): number | null {
  const percent = /^p(\d{1,2}(\.\d{1,3})?)$/.exec(metric ?? '')?.[1];
  return percent === undefined || Number(percent) <= 0 ? null : Number(percent) / 100;
}

function percentileWords(metric: string | null): string {
  const percent = 100 * (shareOf(metric) ?? 0.95);
  return percent === 50 ? 'Half of the predictions' : `${shownNumber(percent)} of 100 predictions`;
}
