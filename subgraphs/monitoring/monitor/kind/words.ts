import { invalid, type Problem } from '@handoff/kit/problem';
import type { Comparator } from '@handoff/kit/schema/scalars';
import { nameProblem } from '../../metric/recording.ts';
import { shownNumber } from '../../number.ts';
import type { Monitor, Wished } from '../monitor.ts';

/** A time of so many minutes, in words: the last minute, the last 3 hours. */
export function lastTime(minutes: number): string {
  const [count, unit] =
    minutes % 1440 === 0 ? [minutes / 1440, 'day'] : minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return count === 1 ? `the last ${unit}` : `the last ${shownNumber(count)} ${unit}s`;
}

/** A share as people say it: 3.2 %. */
export function percent(share: number): string {
  return `${shownNumber(100 * share)} %`;
}

/** Which side is good, and from which value on. */
export function mustBe(comparator: Comparator | null, threshold: string): string {
  return `it must be ${comparator === 'AT_LEAST' ? 'at least' : 'at most'} ${threshold}`;
}

/** Where a monitor looks, behind what it looks at. */
export function where({ slice, environment }: Pick<Monitor, 'slice' | 'environment'>): string {
  return `${slice === null ? '' : ` of ${slice}`}${environment === null ? '' : ` in ${environment}`}`;
}

/** The side that is bad. */
export function badSide(comparator: Comparator | null): '<' | '>' {
  return comparator === 'AT_LEAST' ? '<' : '>';
}

/** What is wrong with the name of a metric, or null. */
export function metricProblem(metric: string): Problem | null {
  const problem = nameProblem('metric', metric);
  return problem === null ? null : invalid('monitor.metric', `${problem}.`);
}

/** What is missing of comparator and threshold, or null. */
export function thresholdProblem({ comparator, threshold }: Pick<Wished, 'comparator' | 'threshold'>): Problem | null {
  if (comparator === null) {
    return invalid('monitor.comparator', 'Say which side of the threshold is good: AT_LEAST or AT_MOST.');
  }
  return threshold === null ? invalid('monitor.threshold', 'Say from which value on it is good.') : null;
}
