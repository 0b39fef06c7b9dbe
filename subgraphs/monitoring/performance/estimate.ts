import type { Ranked } from '../summary/quantile-sketch.ts';
import { expectedOf } from './cbpe.ts';
import { aucEstimate, usualZ } from './interval.ts';
import { type Metric, metricsFrom } from './metric.ts';
import { rateEstimates } from './metrics.ts';
import { usualThreshold } from './rows.ts';

/**
 * What the scores of a time let one expect of it, before any label comes; of scores that are no chances, nothing.
 * selected: the share that was predicted positive, where it is known: it says from which score on that is.
 */
export function estimatedMetrics({ values, upTo }: Ranked, selected: number | null, z = usualZ): Metric[] {
  const n = upTo.at(-1) ?? 0;
  if (n === 0 || (values[0] ?? 0) < 0 || (values.at(-1) ?? 0) > 1) return [];
  const times = values.map((_, i) => (upTo[i] ?? 0) - (upTo[i - 1] ?? 0));
  const predicted = values.map((score, i) =>
    Number(selected === null ? score >= usualThreshold : (upTo[i] ?? 0) - (times[i] ?? 0) / 2 > (1 - selected) * n),
  );
  const { confusion, rocAuc } = expectedOf({ scores: values, times }, predicted);
  const positives = confusion.tp + confusion.fn;
  const auc = aucEstimate(rocAuc, positives, { negatives: n - positives, z });
  return metricsFrom({ ...rateEstimates(confusion, z), roc_auc: auc });
}
