import { shownNumber } from '../number.ts';
import { quantiles, type Summary } from '../summary/summary.ts';
import { sharesOf } from './distance.ts';
import type { Measures, Pair } from './feature.ts';

/** A share as people say it: 3.2 %. */
export function percent(share: number): string {
  return `${shownNumber(Number((100 * share).toPrecision(3)))} %`;
}

/** So many rows of those that are needed. */
export function tooFewRows(n: number, wanted: number): string {
  return `Not enough data: ${shownNumber(n)} of ${shownNumber(wanted)} rows.`;
}

/** What moved most in a column, in a sentence; both summaries have rows and are of one kind. */
export function whatMoved({ reference, current }: Pair, { bins }: Measures): string {
  if (!bins || !reference || !current) return 'There is nothing to compare.';
  const [then, now] = [sharesOf(bins.reference), sharesOf(bins.current)];
  const moves = then.map((share, i) => Math.abs((now[i] ?? 0) - share));
  const most = moves.indexOf(Math.max(...moves));
  const isMissing = most === bins.labels.length - 1;
  if (isMissing) return `Rows without a value went from ${percent(then[most] ?? 0)} to ${percent(now[most] ?? 0)}.`;
  return medians(reference, current) ?? shareMoved(bins.labels[most] ?? '', then[most] ?? 0, now[most] ?? 0);
}

/** The middle where it moved by a tenth of the spread, else the spread; null where nothing is known of its values. */
function medians(reference: Summary, current: Summary): string | null {
  const [low, middle, high] = deciles(reference);
  const [lowNow, middleNow, highNow] = deciles(current);
  if (middle === null || middleNow === null) return null;
  const span = (high ?? middle) - (low ?? middle);
  if (Math.abs(middleNow - middle) > span / 10)
    return `The median went from ${rounded(middle)} to ${rounded(middleNow)}.`;
  const range = (from: number | null, to: number | null) => `between ${rounded(from ?? 0)} and ${rounded(to ?? 0)}`;
  return `The middle 80 % of the values lay ${range(low, high)}, and now lie ${range(lowNow, highNow)}.`;
}

function deciles(summary: Summary): [number | null, number | null, number | null] {
  const [low = null, middle = null, high = null] = quantiles(summary, [0.1, 0.5, 0.9]);
  return [low, middle, high];
}

function rounded(value: number): string {
  return shownNumber(Number(value.toPrecision(4)));
}

function shareMoved(label: string, then: number, now: number): string {
  const name = label === 'unseen' ? 'Categories that the reference has not seen' : `"${label}"`;
  return `${name} went from ${percent(then)} to ${percent(now)} of the rows.`;
}
