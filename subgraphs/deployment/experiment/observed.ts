import type { Arm, Design, Guardrail, MetricKind } from './experiment.ts';
import { type Totals, totalsOf } from './sums.ts';

/** What was observed of one arm and metric since the start, as sums. */
export interface Observed {
  arm: string;
  metric: string;
  n: number;
  sum: number;
  sumOfSquares: number;
}

/** Where the sums of a metric come from. */
export type Source = 'RECORDED' | 'OBSERVED';

type Placed = Pick<Arm, 'key'> & { deploymentId: string | null };

/** Whether the arms can be fed by what is observed: each names a deployment, and no other arm names the same. */
export function canBeFed(arms: readonly Placed[]): boolean {
  const named = arms.flatMap(({ deploymentId }) => deploymentId ?? []);
  return named.length === arms.length && new Set(named).size === arms.length;
}

/** The names of all metrics that an experiment looks at, its own first. */
export function metricsOf({ metric, guardrails }: Pick<Design, 'metric' | 'guardrails'>): string[] {
  return [metric, ...guardrails.map((guardrail: Guardrail) => guardrail.metric)];
}

/** The totals of an arm and metric that what was observed comes to. */
export interface ObservedTotals {
  arm: string;
  metric: string;
  totals: Totals;
}

/** What was observed as it is read; what cannot be of the kind that the metric is, is left out, and so are ratios. */
export function observedTotals(design: Design, observed: readonly Observed[]): ObservedTotals[] {
  return metricsOf(design).flatMap(metric => {
    const own = observed.filter(each => each.metric === metric && each.n > 0);
    const kind = metric === design.metric ? design.metricKind : kindOf(metric, own);
    if (!fits(kind, own)) return [];
    return own.flatMap(({ arm, ...sums }) => (sums.n < 2 ? [] : [{ arm, metric, totals: totalsOf(kind, sums) }]));
  });
}

const rounding = 1e-9;
/** Metrics that are shares, however they are recorded. */
const shares: ReadonlySet<string> = new Set([
  ...['accuracy', 'error_rate', 'selection_rate', 'precision', 'recall', 'true_positive_rate', 'false_positive_rate'],
]);

/** What a guardrail is: a share where it is one by name, or where each value is 0 or 1; else a mean. */
function kindOf(metric: string, observed: readonly Observed[]): MetricKind {
  const isCount = observed.every(({ n, sum, sumOfSquares }) => Math.abs(sumOfSquares - sum) <= rounding * n);
  return isCount || shares.has(metric) ? 'PROPORTION' : 'MEAN';
}

function fits(kind: MetricKind, observed: readonly Observed[]): boolean {
  if (kind === 'RATIO') return false;
  return kind === 'MEAN' || observed.every(({ n, sum }) => sum >= 0 && sum <= n);
}

/** How an experiment's metrics are fed, a sentence each. sources: where sums came from so far, by metric. */
export function feedsOf(design: Design, arms: readonly Placed[], sources: ReadonlyMap<string, Source>): string[] {
  return metricsOf(design).map(metric => {
    const source = sources.get(metric);
    if (source === 'RECORDED') return `"${metric}" is recorded with recordExperimentData.`;
    if (source === 'OBSERVED') return `"${metric}" is read from what is observed of the deployments of the arms.`;
    const lacking = lackOf(design, arms, metric);
    if (lacking !== null) return `Record "${metric}" with recordExperimentData: ${lacking}.`;
    const what = metric === design.metric && design.metricKind === 'PROPORTION' ? ' that is a share of 0 to 1' : '';
    return `"${metric}" is read from what is observed of the deployments of the arms; there is nothing${what} yet.`;
  });
}

/** Why a metric cannot be read from what is observed, or null. */
function lackOf(design: Design, arms: readonly Placed[], metric: string): string | null {
  if (metric === design.metric && design.metricKind === 'RATIO') {
    return 'what is observed does not tell how numerator and denominator go together';
  }
  if (canBeFed(arms)) return null;
  const without = arms.filter(({ deploymentId }) => deploymentId === null).map(({ key }) => key);
  if (without.length > 0) return `${without.join(', ')} ${without.length === 1 ? 'names' : 'name'} no deployment`;
  return 'several arms name the same deployment';
}
