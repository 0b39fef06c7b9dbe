import { shownNumber } from '../number.ts';
import type { Histogram } from '../summary/histogram.ts';
import { quantilesOf, type Ranked } from '../summary/quantile-sketch.ts';
import { rankedNumbers, type Summary } from '../summary/summary.ts';
import { usualBins } from './edges.ts';

/** Rows of a reference and of now on the same bins; what has no value is the last one. */
export interface Bins {
  labels: string[];
  reference: number[];
  current: number[];
}

/** Categories that are told apart, the most frequent of the reference; the rest of them is one bin. */
const mostCategories = 25;
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
  return {
    labels: [...bins.labels, 'missing'],
    reference: [...bins.reference, reference.missing + reference.invalid],
    current: [...bins.current, current.missing + current.invalid],
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
  const ranking = [...reference.categories.counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const kept = ranking.slice(0, mostCategories).map(([name]) => name);
  const now = current.categories.counts;
  const inNow = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + (now.get(name) ?? 0), 0);
  const rest = ranking.slice(mostCategories);
  const restCount = rest.reduce((sum, [, count]) => sum + count, reference.categories.other);
  // What a reference counted together may be among it: it cannot be called unseen.
  const isOpen = reference.categories.other > 0;
  const strange = [...now.keys()].filter(name => !reference.categories.counts.has(name));
  const strangers = inNow(strange) + current.categories.other;
  const rows = {
    labels: [...kept],
    reference: kept.map(name => reference.categories.counts.get(name) ?? 0),
    current: kept.map(name => now.get(name) ?? 0),
  };
  const add = (label: string, then: number, count: number) => {
    rows.labels.push(label);
    rows.reference.push(then);
    rows.current.push(count);
  };
  if (restCount > 0) add('other', restCount, inNow(rest.map(([name]) => name)) + (isOpen ? strangers : 0));
  if (!isOpen) add('unseen', 0, strangers);
  return rows;
}
