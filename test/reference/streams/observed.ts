import type { Summary } from '@handoff/monitoring/summary/summary';
import { quantiles } from '@handoff/monitoring/summary/summary';
import { categoricalSummary, type Given, numericSummary } from '@handoff/monitoring/summary/testing/summarise';

/** What a reference keeps of values of one kind. */
export function profileOf(values: readonly Given[]): Summary {
  const plain = values.some(value => typeof value === 'string') ? categoricalSummary(values) : numericSummary(values);
  // Of its own values some are far out already.
  return observed(plain, values);
}

/** Values as they are counted against a reference: beside its range, its categories and its outer fences. */
export function observed(reference: Summary, values: readonly Given[]): Summary {
  if (reference.kind === 'CATEGORICAL') {
    const unseen = values.filter(value => typeof value === 'string' && !reference.categories.counts.has(value)).length;
    return { ...categoricalSummary(values), unseen };
  }
  const numbers = values.filter(value => typeof value === 'number');
  const [low = 0, high = 0] = quantiles(reference, [0.25, 0.75]) as number[];
  const fence = 3 * (high - low);
  return {
    ...numericSummary(values),
    outOfRange: numbers.filter(value => value < reference.min || value > reference.max).length,
    outliers: numbers.filter(value => value < low - fence || value > high + fence).length,
  };
}
