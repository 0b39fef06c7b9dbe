/** One measured figure, with the bound it is held against when there is one. */
export interface Figure {
  bench: string;
  figure: string;
  /** ms unless told otherwise. */
  unit: string;
  min: number;
  median: number;
  max: number;
  runs: number;
  /** What the median may be at most. */
  atMost: number | null;
  met: boolean | null;
}

/** Sums up samples: minimum, median and maximum, rounded to a hundredth. */
export function figure(of: {
  bench: string;
  figure: string;
  samples: readonly number[];
  atMost?: number;
  unit?: string;
}): Figure {
  const sorted = of.samples.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN) * 100) / 100;
  const median = at(0.5);
  const atMost = of.atMost ?? null;
  const met = atMost === null ? null : median <= atMost;
  return {
    bench: of.bench,
    figure: of.figure,
    unit: of.unit ?? 'ms',
    min: at(0),
    median,
    max: at(1),
    runs: sorted.length,
    atMost,
    met,
  };
}
