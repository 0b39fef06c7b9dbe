import { grouped } from '@handoff/kit/loader';
import { type FairnessRate, fairnessRates, gapIn, ratesByGroup } from './fairness.ts';
import type { Metric, MetricName } from './metric.ts';
import { metricsOf } from './metrics.ts';
import { binaryRows, type Labelled, positiveClass, type Shape } from './rows.ts';

/** The metrics of the rows of one group. */
export interface GroupMetrics {
  group: string;
  n: number;
  metrics: Metric[];
}

/** The two groups that are furthest apart in a rate. */
export interface FairnessGap {
  metric: MetricName;
  lowest: string;
  highest: string;
  difference: number;
  ratio: number | null;
  /** Whether both rates are shares of enough rows to say so. */
  enoughData: boolean;
}

const names: Readonly<Record<FairnessRate, MetricName>> = {
  selectionRate: 'selection_rate',
  recall: 'true_positive_rate',
  falsePositiveRate: 'false_positive_rate',
};

/** Of so many rows a rate may be told: fewer are a matter of chance. */
export const leastInGroup = 30;
/** So many groups are told apart, those with most rows: more are no groups. */
const mostGroups = 50;

/** The metrics of each group, those with most rows first. */
export function groupMetrics(shape: Shape, rows: readonly Labelled[]): GroupMetrics[] {
  const groups = [...grouped(rows, ({ group }) => group ?? 'missing')];
  const largest = groups
    .sort(([a, own], [b, other]) => other.length - own.length || (a < b ? -1 : 1))
    .slice(0, mostGroups);
  return largest.map(([group, own]) => ({ group, n: own.length, metrics: metricsOf(shape, own) }));
}

/** How far groups are apart in who is selected, and how often rightly and wrongly; of other than two classes nothing. */
export function fairnessGaps(shape: Shape, rows: readonly Labelled[]): FairnessGap[] {
  if (shape !== 'BINARY') return [];
  const groups = ratesByGroup(binaryRows(rows, positiveClass(rows)));
  if (groups.length < 2) return [];
  return fairnessRates.flatMap(rate => {
    const gap = gapIn(rate, groups);
    if (!gap) return [];
    const isEnough = [gap.lowest, gap.highest].every(({ confusion: { tp, fp, fn, tn } }) => {
      const rowsOf = { selectionRate: tp + fp + fn + tn, recall: tp + fn, falsePositiveRate: fp + tn };
      return rowsOf[rate] >= leastInGroup;
    });
    const { lowest, highest, difference, ratio } = gap;
    return [
      { metric: names[rate], lowest: lowest.group, highest: highest.group, difference, ratio, enoughData: isEnough },
    ];
  });
}
