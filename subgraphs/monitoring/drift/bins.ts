import { shownNumber } from '../number.ts';
import type { Histogram } from '../summary/histogram.ts';
import { quantilesOf, type Ranked } from '../summary/quantile-sketch.ts';
import { rankedNumbers, type Summary } from '../summary/summary.ts';
import { expectedUnseen } from '../summary/unseen.ts';
import { usualBins } from './edges.ts';

/** Rows of a reference and of now on the same bins; what has no value is the last one. */
export interface Bins {
  labels: string[];
  reference: number[];
  current: number[];
  /** What the reference lets one expect of as many rows again, where that is not what it had. */
  expected?: number[];
}

/** Categories that are told apart, the most frequent of the reference; the rest of them is one bin. */
const mostCategories = 25;
/** A category of fewer rows is among the rest: which of the rare ones came is a matter of chance. */
const leastRows = 5;
/** Where one bin holds more of a reference than this, its quantiles are asked for finer edges. */
const crowded = 0.9;

/**
 * The bins that two summaries of one kind are compared on: from the reference alone, with bins of their own for
 * categories that it has not seen and for rows without a value, which are missing or invalid. Null: the reference says
 * nothing of its values, so that only missing rows could be told.
 */
export function binsOf(reference: Summary, current: Summary): Bins | null {
  const bins = reference.kind === 'NUMERIC' ? numberBins(reference, current) : categoryBins(reference, current);
  return bins && withMissing(bins, reference, current);
}

function withMissing(bins: Bins, reference: Summary, current: Summary): Bins {
  const missing = reference.missing + reference.invalid;
  return {
    labels: [...bins.labels, 'missing'],
    reference: [...bins.reference, missing],
    current: [...bins.current, current.missing + current.invalid],
    ...(bins.expected && { expected: [...bins.expected, missing] }),
  };
}

function numberBins(reference: Summary, current: Summary): Bins | null {
  const [ranked, rankedNow] = [rankedNumbers(reference), rankedNumbers(current)];
  const known = reference.histogram;
  const edges = known && !isCrowded(known) ? [...known.edges] : quantileEdgesOf(ranked, known);
  if (!edges) return null;
  const counts = (histogram: Histogram | null, numbers: Ranked | null) =>
    histogram && sameEdges(histogram, edges) ? [...histogram.counts] : countsOnRanked(edges, numbers);
  return {
    labels: labelsOf(edges),
    reference: counts(known, ranked),
    current: counts(current.histogram, rankedNow),
  };
}

function isCrowded({ counts }: Histogram): boolean {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.some(count => count > crowded * all);
}

function quantileEdgesOf(ranked: Ranked | null, known: Histogram | null): number[] | null {
  if (!ranked) return known && [...known.edges];
  const shares = Array.from({ length: usualBins - 1 }, (_, k) => (k + 1) / usualBins);
  return [...new Set(quantilesOf(ranked, shares).filter(edge => edge !== null))];
}

function sameEdges({ edges }: Histogram, wanted: readonly number[]): boolean {
  return edges.length === wanted.length && wanted.every((edge, i) => edge === edges[i]);
}

function countsOnRanked(edges: readonly number[], ranked: Ranked | null): number[] {
  if (!ranked) return new Array<number>(edges.length + 1).fill(0);
  const { values, upTo } = ranked;
  let at = 0;
  const reached = edges.map(edge => {
    while (at < values.length && (values[at] ?? 0) <= edge) at++;
    return upTo[at - 1] ?? 0;
  });
  return [...reached, upTo.at(-1) ?? 0].map((sum, i) => sum - (reached[i - 1] ?? 0));
}

function labelsOf(edges: readonly number[]): string[] {
  const shown = edges.map(shownNumber);
  if (shown.length === 0) return ['all'];
  const between = shown.slice(1).map((edge, i) => `${shown[i]} to ${edge}`);
  return [`up to ${shown[0]}`, ...between, `above ${shown.at(-1)}`];
}

function categoryBins(reference: Summary, current: Summary): Bins {
  const { counts, other } = reference.categories;
  const ranking = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const isKept = ([, count]: [string, number], rank: number) => rank < mostCategories && count >= leastRows;
  const kept = ranking.filter(isKept).map(([name]) => name);
  const rest = ranking.filter((entry, rank) => !isKept(entry, rank));
  const now = current.categories.counts;
  const inNow = (names: readonly string[]) => names.reduce((sum, name) => sum + (now.get(name) ?? 0), 0);
  const strangers = inNow([...now.keys()].filter(name => !counts.has(name))) + current.categories.other;
  const bins: Bins = {
    labels: [...kept],
    reference: kept.map(name => counts.get(name) ?? 0),
    current: kept.map(name => now.get(name) ?? 0),
  };
  const restBefore = rest.reduce((sum, [, count]) => sum + count, other);
  const restNow = inNow(rest.map(([name]) => name));
  if (other > 0) return withBin(bins, 'other', [restBefore, restNow + strangers]);
  const all = withBin(restBefore > 0 ? withBin(bins, 'other', [restBefore, restNow]) : bins, 'unseen', [0, strangers]);
  // What came once takes the place of what did not come: as many of the next rows are of other rare categories.
  const unseen = expectedUnseen(reference.categories);
  return unseen > 0 ? { ...all, expected: [...bins.reference, restBefore - unseen, unseen] } : all;
}

/** A bin more, with the rows of the reference and of now. What a reference counted together cannot be called unseen. */
function withBin(bins: Bins, label: string, [then, now]: readonly [number, number]): Bins {
  return {
    labels: [...bins.labels, label],
    reference: [...bins.reference, then],
    current: [...bins.current, now],
  };
}
