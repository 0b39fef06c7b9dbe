import type { MetricKind } from './experiment.ts';
import type { Pairs } from './statistics/ratio.ts';

/** What was measured of one arm and metric, as it is sent: sums, which add up. */
export interface SentSums {
  n: number;
  sum: number;
  sumOfSquares?: number | null;
  denominatorSum?: number | null;
  denominatorSumOfSquares?: number | null;
  /** Of numerator × denominator. */
  productSum?: number | null;
}

/** The same as means and sums of squared distances from them, which add up without losing digits. */
export interface Totals {
  kind: MetricKind;
  n: number;
  mean: number;
  squares: number;
  /** 0 unless of a ratio, like the two below. */
  denominatorMean: number;
  denominatorSquares: number;
  products: number;
}

/** Sent sums as totals; the checks of data.ts have been passed. Squares of a proportion follow from its count. */
export function totalsOf(kind: MetricKind, sent: SentSums): Totals {
  const { n, sum } = sent;
  const below = sent.denominatorSum ?? 0;
  const squares = kind === 'PROPORTION' ? sum : (sent.sumOfSquares ?? 0);
  const around = (ofProducts: number, a: number, b: number) => ofProducts - (a * b) / n;
  return {
    kind,
    n,
    mean: sum / n,
    squares: Math.max(0, around(squares, sum, sum)),
    denominatorMean: below / n,
    denominatorSquares: Math.max(0, around(sent.denominatorSumOfSquares ?? 0, below, below)),
    products: kind === 'RATIO' ? around(sent.productSum ?? 0, sum, below) : 0,
  };
}

/** Two totals as one (Chan, Golub & LeVeque 1983, "Algorithms for computing the sample variance"). */
export function addTotals(a: Totals, b: Totals): Totals {
  const n = a.n + b.n;
  const weight = (a.n * b.n) / n;
  const [apart, apartBelow] = [b.mean - a.mean, b.denominatorMean - a.denominatorMean];
  return {
    kind: a.kind,
    n,
    mean: a.mean + (apart * b.n) / n,
    squares: a.squares + b.squares + apart ** 2 * weight,
    denominatorMean: a.denominatorMean + (apartBelow * b.n) / n,
    denominatorSquares: a.denominatorSquares + b.denominatorSquares + apartBelow ** 2 * weight,
    products: a.products + b.products + apart * apartBelow * weight,
  };
}

/** Totals of a ratio as its test needs them; n is 2 at least. */
export function pairsOf({ n, mean, squares, denominatorMean, denominatorSquares, products }: Totals): Pairs {
  return {
    n,
    numerator: mean,
    denominator: denominatorMean,
    numeratorVariance: squares / (n - 1),
    denominatorVariance: denominatorSquares / (n - 1),
    covariance: products / (n - 1),
  };
}
