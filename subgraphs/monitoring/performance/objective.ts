import type { Comparator } from '@handoff/kit/schema/scalars';
import { type Metric, metricNamed } from './metric.ts';

/** What "good" means for a model, as the registry tells it. */
export interface Objective {
  metric: string;
  comparator: Comparator;
  target: number;
}

/** A metric beside what it should be; null: no objective asks for it, or it is undefined. */
export interface MeasuredMetric extends Metric {
  objective: number | null;
  met: boolean | null;
}

/** Puts metrics beside the objectives of their model; of several for one metric the first counts that is not met. */
export function besideObjectives(metrics: readonly Metric[], objectives: readonly Objective[]): MeasuredMetric[] {
  return metrics.map(metric => {
    const asked = objectives.filter(({ metric: name }) => metricNamed(name) === metric.name);
    const judged = asked.map(each => ({ ...each, met: metric.value === null ? null : isMet(metric.value, each) }));
    const told = judged.find(({ met }) => met === false) ?? judged[0];
    return { ...metric, objective: told?.target ?? null, met: told?.met ?? null };
  });
}

function isMet(value: number, { comparator, target }: Objective): boolean {
  return comparator === 'AT_LEAST' ? value >= target : value <= target;
}
