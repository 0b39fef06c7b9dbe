/**
 * Counts between edges that were fixed before: those of a reference. A number is in the bin of as many edges as are
 * below it, so that there is one bin more than edges, the outer ones without end. Missing values are counted beside.
 */
export interface Histogram {
  /** Rising. */
  edges: Float64Array;
  counts: Float64Array;
}

export function newHistogram(edges: ArrayLike<number>): Histogram {
  return { edges: Float64Array.from(edges), counts: new Float64Array(edges.length + 1) };
}

/** Counts sorted numbers. */
export function countSorted({ edges, counts }: Histogram, sorted: Float64Array): void {
  let bin = 0;
  let counted = 0;
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] as number;
    while (bin < edges.length && (edges[bin] as number) < value) {
      counts[bin] = (counts[bin] as number) + i - counted;
      counted = i;
      bin++;
    }
  }
  counts[bin] = (counts[bin] as number) + sorted.length - counted;
}

/** The sum of two; null where their edges differ: what was counted between other edges cannot be told. */
export function histogramSum(a: Histogram, b: Histogram): Histogram | null {
  if (a.edges.length !== b.edges.length || a.edges.some((edge, i) => edge !== b.edges[i])) return null;
  return { edges: a.edges, counts: a.counts.map((count, i) => count + (b.counts[i] ?? 0)) };
}
