import { kolmogorovLimit, kolmogorovTail } from './kolmogorov.ts';

/** The two-sample Kolmogorov-Smirnov test, with p by several definitions: tools differ in which one they mean. */
export interface KsTest {
  /** The largest distance between both distribution functions. */
  d: number;
  /** Exact, two-sided, as without ties; null where the samples are too large for it. */
  exact: number | null;
  /** By the one-sample distribution at the rounded effective size; NaN where that is 0. */
  asymptotic: number;
  /** By Kolmogorov's limit. */
  limit: number;
  /** By the limit with Stephens' correction of 1970 for small samples. */
  stephens: number;
}

const mostSteps = 25_000_000;

/** Compares the distributions of two samples that are not empty. */
export function ksTest(a: readonly number[], b: readonly number[]): KsTest {
  const [m, n] = [a.length, b.length];
  const steps = largestGap(sorted(a), sorted(b));
  const effective = (m * n) / (m + n);
  const d = steps / (m * n);
  const root = Math.sqrt(effective);
  return {
    d,
    exact: m * n <= mostSteps ? exactTail(m, n, steps) : null,
    asymptotic: kolmogorovTail(halfToEven(effective), d),
    limit: kolmogorovLimit(root * d),
    stephens: kolmogorovLimit((root + 0.12 + 0.11 / root) * d),
  };
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

/** The largest |i·n − j·m| where i and j values of the samples are at most x, over all x: a whole number. */
function largestGap(a: Float64Array, b: Float64Array): number {
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i] ?? 0, b[j] ?? 0);
    while (i < a.length && a[i] === x) i++;
    while (j < b.length && b[j] === x) j++;
    largest = Math.max(largest, Math.abs(i * b.length - j * a.length));
  }
  return largest;
}

/**
 * The probability that a random order of m + n values reaches this gap: what a walk over the lattice reaches for the
 * first time, added up, so that nothing is taken from 1 (Hodges 1957, "The significance probability of the Smirnov test").
 */
function exactTail(m: number, n: number, steps: number): number {
  let reached = 0;
  const row = new Float64Array(n + 1);
  for (let i = 0; i <= m; i++) {
    for (let j = 0; j <= n; j++) {
      const left = m + n - i - j + 1;
      const fromA = i === 0 ? 0 : ((row[j] ?? 0) * (m - i + 1)) / left;
      const fromB = j === 0 ? 0 : ((row[j - 1] ?? 0) * (n - j + 1)) / left;
      const here = i + j === 0 ? 1 : fromA + fromB;
      const isReached = Math.abs(i * n - j * m) >= steps;
      if (isReached) reached += here;
      row[j] = isReached ? 0 : here;
    }
  }
  return Math.min(1, reached);
}

function halfToEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
