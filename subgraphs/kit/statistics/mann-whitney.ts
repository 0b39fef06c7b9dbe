import { normalTail } from './normal.ts';

/** The Mann-Whitney test, two-sided. */
export interface MannWhitney {
  /** U of the first sample: how many pairs it wins, ties half. */
  u: number;
  /** The share of pairs that it wins: U / (m n). */
  auc: number;
  /** By the normal limit, with corrections for ties and continuity; null when all values are the same. */
  asymptotic: number | null;
  /** Null with ties, where it has no such distribution, and for samples too large for it. */
  exact: number | null;
}

const mostPairs = 10_000;

/** Compares the locations of two samples that are not empty (Mann & Whitney 1947; ties: Lehmann 1975, "Nonparametrics", 1.4). */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  const [m, n] = [a.length, b.length];
  const { rankSum, tieTerm } = ranked(a, b);
  const u = rankSum - (m * (m + 1)) / 2;
  const larger = Math.max(u, m * n - u);
  const total = m + n;
  const variance = ((m * n) / 12) * (total + 1 - tieTerm / (total * (total - 1)));
  const asymptotic =
    variance > 0 ? Math.min(1, 2 * normalTail((larger - (m * n) / 2 - 0.5) / Math.sqrt(variance))) : null;
  const exact = tieTerm === 0 && m * n <= mostPairs ? exactTail({ m, n, u: larger }) : null;
  return { u, auc: u / (m * n), asymptotic, exact };
}

/** The sum of the middle ranks of the first sample, and Σ (t³ − t) over the ties. */
function ranked(a: readonly number[], b: readonly number[]): { rankSum: number; tieTerm: number } {
  const all = [...a.map(value => ({ value, own: 1 })), ...b.map(value => ({ value, own: 0 }))];
  all.sort((x, y) => x.value - y.value);
  let [rankSum, tieTerm] = [0, 0];
  for (let from = 0; from < all.length; ) {
    let to = from;
    let own = 0;
    while (to < all.length && all[to]?.value === all[from]?.value) own += all[to++]?.own ?? 0;
    const tied = to - from;
    rankSum += (own * (from + 1 + to)) / 2;
    tieTerm += tied ** 3 - tied;
    from = to;
  }
  return { rankSum, tieTerm };
}

interface Pairs {
  m: number;
  n: number;
  u: number;
}

/** min(1, 2 P(U ≥ u)): probabilities by the recurrence over which sample has the largest value (Mann & Whitney 1947). */
function exactTail({ m, n, u }: Pairs): number {
  let rows: Float64Array[] = Array.from({ length: n + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= m; i++) {
    const next: Float64Array[] = [Float64Array.of(1)];
    for (let j = 1; j <= n; j++) next.push(mixed({ i, j }, rows[j], next[j - 1]));
    rows = next;
  }
  const tail = (rows[n] ?? new Float64Array()).subarray(Math.ceil(u));
  return Math.min(1, 2 * tail.reduce((sum, p) => sum + p, 0));
}

/** The distribution of U for sizes i and j, from those of i − 1, j and of i, j − 1. */
function mixed(size: { i: number; j: number }, withoutA?: Float64Array, withoutB?: Float64Array): Float64Array {
  const { i, j } = size;
  const found = new Float64Array(i * j + 1);
  for (let u = 0; u < found.length; u++) found[u] = (i * (withoutA?.[u - j] ?? 0) + j * (withoutB?.[u] ?? 0)) / (i + j);
  return found;
}
