import { momentsOf } from '@handoff/kit/statistics/moments';
import { quantileOf } from '@handoff/monitoring/drift/edges';
import type { Given } from './case.ts';
import { type Answer, reasoned, undefinedAs } from './undefined.ts';

/** Mean ± k standard deviations (n, not n − 1), within limits. */
function stdThreshold(given: Given): Answer {
  const { n, mean, variance } = momentsOf(given.numbers('values'));
  if (n === 0) return undefinedAs('There are no values.', ['lower', 'upper', 'mean', 'std']);
  const std = Math.sqrt(((variance ?? 0) * (n - 1)) / n);
  const reach = given.number('k', 3) * std;
  return {
    lower: Math.max(mean - reach, given.number('lowerLimit', Number.NEGATIVE_INFINITY)),
    upper: Math.min(mean + reach, given.number('upperLimit', Number.POSITIVE_INFINITY)),
    ...{ mean, std },
  };
}

/** The upper quartile of a standard normal variable: by it the median absolute deviation is that of the normal. */
const upperQuartile = 0.6744897501960817;

/** Iglewicz & Hoaglin 1993: distance from the median over the median absolute deviation. */
function madZ(given: Given): Answer {
  const values = given.cells('values');
  const sorted = Float64Array.from(given.numbers('values')).sort();
  if (sorted.length === 0) return undefinedAs('There are no values.', ['median', 'mad', 'z']);
  const median = quantileOf(sorted, 0.5);
  const mad = quantileOf(sorted.map(value => Math.abs(value - median)).sort(), 0.5);
  const z = values.map(value => (value === null || mad === 0 ? null : (upperQuartile * (value - median)) / mad));
  return reasoned({ median, mad, z }, 'A value is missing, or half of all are the median: there is no spread.');
}

/** Roberts 1959: a moving average, and the limits it keeps while nothing has changed. */
function ewma(given: Given): Answer {
  const [lambda, reach] = [given.number('lambda'), given.number('L')];
  const [mean, std] = [given.number('mean'), given.number('std')];
  let z = mean;
  const points = given.numbers('values').map((value, i) => {
    z = lambda * value + (1 - lambda) * z;
    const width = reach * std * Math.sqrt((lambda / (2 - lambda)) * (1 - (1 - lambda) ** (2 * (i + 1))));
    return { z, lcl: mean - width, ucl: mean + width, out: Math.abs(z - mean) > width };
  });
  const first = points.findIndex(({ out }) => out);
  return reasoned({ points, first: first < 0 ? null : first }, 'No point is out of its limits.');
}

/** Thresholds for single values, by the name the reference gives them. */
export const anomalyFunctions: Readonly<Record<string, (given: Given) => Answer>> = {
  'anomaly.stdThreshold': stdThreshold,
  'anomaly.madZ': madZ,
  'anomaly.ewma': ewma,
};
