import type { MonitorKind } from './monitor.ts';

/** What an alert says of a version: its inputs or outputs moved, its data are broken, it predicts worse, it serves badly. */
export type Symptom = 'DRIFT' | 'DATA' | 'PERFORMANCE' | 'TROUBLE';

/** What a monitor watches; kind null: the alert came from outside. */
export interface Watched {
  kind: MonitorKind | null;
  metric: string | null;
}

const symptoms: Readonly<Partial<Record<MonitorKind, Symptom>>> = {
  DRIFT: 'DRIFT',
  DATA_QUALITY: 'DATA',
  FRESHNESS: 'DATA',
  PERFORMANCE: 'PERFORMANCE',
  LATENCY: 'TROUBLE',
  ERROR_RATE: 'TROUBLE',
  BURN_RATE: 'TROUBLE',
  EXTERNAL: 'TROUBLE',
};

/** Metrics that say how well a model predicts, as the graph names them. */
const performanceMetrics: ReadonlySet<string> = new Set([
  ...['accuracy', 'balanced_accuracy', 'precision', 'recall', 'f1', 'roc_auc', 'pr_auc', 'log_loss', 'brier', 'ece'],
  ...['mae', 'rmse', 'mape', 'r2', 'mean_error', 'true_positive_rate', 'false_positive_rate'],
]);

const troubleMetrics: ReadonlySet<string> = new Set(['latency_ms', 'error_rate']);

/** What an alert of such a monitor is a sign of; null: of nothing that is wrong with a version, such as cost. */
export function symptomOf({ kind, metric }: Watched): Symptom | null {
  if (kind === null) return 'TROUBLE';
  if (kind !== 'METRIC') return symptoms[kind] ?? null;
  if (metric === null) return null;
  if (performanceMetrics.has(metric)) return 'PERFORMANCE';
  return troubleMetrics.has(metric) ? 'TROUBLE' : null;
}
