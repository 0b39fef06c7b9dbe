import { type Metric, smallerIsBetter } from './metric.ts';
import { metricsOf } from './metrics.ts';
import type { Labelled, Shape } from './rows.ts';

/** How much worse a metric is than it was, and whether that is more than chance. */
export interface Fall {
  name: Metric['name'];
  before: number;
  now: number;
  isFall: boolean;
}

/** z of 99.9 % confidence: two intervals of it that do not meet are no chance, however often one looks. */
const strictZ = 3.290526731491895;
/** A metric must be worse by a twentieth of what it was. */
const leastFall = 0.05;

/** Whether metrics got worse than they were: both intervals do not meet, and the difference matters. */
export function fallsOf(shape: Shape, before: readonly Labelled[], now: readonly Labelled[]): Fall[] {
  const past = new Map(metricsOf(shape, before, strictZ).map(metric => [metric.name, metric]));
  return metricsOf(shape, now, strictZ).flatMap(metric => {
    const then = past.get(metric.name);
    if (!then || then.value === null || metric.value === null) return [];
    return [{ name: metric.name, before: then.value, now: metric.value, isFall: isFall(then, metric) }];
  });
}

function isFall(before: Metric, now: Metric): boolean {
  if (before.name === 'selection_rate' || before.name === 'mean_error') return false;
  const [then, value] = [before.value ?? 0, now.value ?? 0];
  const matters = Math.abs(then - value) >= leastFall * Math.abs(then);
  if (smallerIsBetter.has(now.name)) return matters && isBelow(before.upper, now.lower);
  return matters && isBelow(now.upper, before.lower);
}

function isBelow(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && a < b;
}
