import type { Estimate } from './interval.ts';

/** The names that metrics have in the graph, and in objectives. */
export const metricNames = [
  'accuracy',
  'balanced_accuracy',
  'precision',
  'recall',
  'f1',
  'roc_auc',
  'pr_auc',
  'log_loss',
  'brier',
  'ece',
  'mae',
  'rmse',
  'mape',
  'r2',
  'mean_error',
  'selection_rate',
  'true_positive_rate',
  'false_positive_rate',
] as const;
export type MetricName = (typeof metricNames)[number];

/** A metric of some rows, with its interval where there is one. */
export interface Metric extends Estimate {
  name: MetricName;
}

/** Those that are better when they are smaller; the others are better when larger, or neither. */
export const smallerIsBetter: ReadonlySet<MetricName> = new Set([
  'log_loss',
  'brier',
  'ece',
  'mae',
  'rmse',
  'mape',
  'false_positive_rate',
]);

/** Names that people write for the same thing. */
const otherNames: Readonly<Record<string, MetricName>> = {
  auc: 'roc_auc',
  auroc: 'roc_auc',
  average_precision: 'pr_auc',
  auprc: 'pr_auc',
  f1_score: 'f1',
  logloss: 'log_loss',
  brier_score: 'brier',
  bias: 'mean_error',
  tpr: 'true_positive_rate',
  sensitivity: 'true_positive_rate',
  fpr: 'false_positive_rate',
};

/** The metric that somebody's name for it means: "ROC AUC" is roc_auc. Null: none of ours. */
export function metricNamed(name: string): MetricName | null {
  const plain = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  return metricNames.find(each => each === plain) ?? otherNames[plain] ?? null;
}

/** Metrics of estimates by their names, in the order of the names. */
export function metricsFrom(found: Partial<Record<MetricName, Estimate>>): Metric[] {
  return metricNames.flatMap(name => {
    const estimate = found[name];
    return estimate ? [{ name, ...estimate }] : [];
  });
}
