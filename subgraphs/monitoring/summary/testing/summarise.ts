import { addCategory } from '../categories.ts';
import { addCode, codeOfNumber, codeOfText } from '../distinct.ts';
import { momentsOf } from '../moments.ts';
import { addSorted } from '../quantile-sketch.ts';
import { newSummary, type Summary } from '../summary.ts';

/** A value as tests give it: null is missing, what is no number of its column invalid. */
export type Given = number | string | null;

/** What a numeric column of these values is summed up to, without what hangs on a reference. */
export function numericSummary(values: readonly Given[]): Summary {
  const summary = newSummary('NUMERIC');
  const numbers = Float64Array.from(values.filter(each => typeof each === 'number')).sort();
  summary.n = values.length;
  summary.missing = values.filter(each => each === null).length;
  summary.invalid = values.length - summary.missing - numbers.length;
  if (numbers.length === 0) return summary;
  summary.moments = momentsOf(numbers);
  summary.min = numbers[0] as number;
  summary.max = numbers.at(-1) as number;
  addSorted(summary.sketch, numbers);
  for (const each of numbers) addCode(summary.distinct, codeOfNumber(each));
  return summary;
}

/** The same of a categorical column. */
export function categoricalSummary(values: readonly Given[]): Summary {
  const summary = newSummary('CATEGORICAL');
  summary.n = values.length;
  for (const each of values) {
    if (each === null) summary.missing++;
    else if (typeof each === 'number') summary.invalid++;
    else {
      addCategory(summary.categories, each);
      addCode(summary.distinct, codeOfText(each));
    }
  }
  return summary;
}
