/** One measured figure, with the bound it is held against when there is one. */
export interface Figure {
  bench: string;
  figure: string;
  unit: string;
  min: number;
  median: number;
  max: number;
  runs: number;
  /** What the median may be at most. */
  atMost: number | null;
  met: boolean | null;
}

/** What a figure is made of. */
export interface Measured {
  bench: string;
  figure: string;
  samples: readonly number[];
  /** Milliseconds unless told otherwise. */
  unit?: string;
  /** Behind the point; one unless told otherwise. */
  digits?: number;
  atMost?: number;
}

/** Sums up samples: minimum, median and maximum, rounded. */
export function figure({ bench, figure: name, samples, unit = 'ms', digits = 1, atMost }: Measured): Figure {
  const sorted = samples.toSorted((a, b) => a - b);
  const rounded = (value: number) => Number(value.toFixed(digits));
  const at = (share: number) => rounded(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
  const median = at(0.5);
  return {
    bench,
    figure: name,
    unit,
    min: at(0),
    median,
    max: at(1),
    runs: sorted.length,
    atMost: atMost === undefined ? null : rounded(atMost),
    met: atMost === undefined ? null : median <= atMost,
  };
}
