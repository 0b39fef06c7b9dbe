/** Numbers in order. Without weights each counts once; a sketch has a weight for each. */
export interface Ordered {
  values: Float64Array;
  /** As long as the values, each above 0. */
  weights?: Float64Array;
}

/** How far two distribution functions are apart. */
export interface Gap {
  /** The largest distance: the statistic of Kolmogorov and Smirnov. */
  ks: number;
  /** ∫ |F − G| dx: the first Wasserstein distance, in the unit of the values (Vallender 1974). */
  wasserstein: number;
}

/** The gap between two samples in one walk over both; null where one is empty. */
export function gapOf(a: Ordered, b: Ordered): Gap | null {
  const [weightA, weightB] = [weightOf(a), weightOf(b)];
  if (!(weightA > 0 && weightB > 0)) return null;
  return a.weights || b.weights ? weightedGap({ a, b, weightA, weightB }) : plainGap(a.values, b.values);
}

function weightOf({ values, weights }: Ordered): number {
  if (!weights) return values.length;
  let sum = 0;
  for (const weight of weights) sum += weight;
  return sum;
}

/** The same as of weights that are all 1, in whole numbers and without looking them up. */
function plainGap(a: Float64Array, b: Float64Array): Gap {
  const [m, n] = [a.length, b.length];
  let [i, j, largest, area] = [0, 0, 0, 0];
  let before = Math.min(a[0] as number, b[0] as number);
  while (i < m || j < n) {
    const nextA = i < m ? (a[i] as number) : Number.POSITIVE_INFINITY;
    const nextB = j < n ? (b[j] as number) : Number.POSITIVE_INFINITY;
    const x = Math.min(nextA, nextB);
    const gap = Math.abs(i * n - j * m);
    if (gap > largest) largest = gap;
    area += gap * (x - before);
    while (i < m && a[i] === x) i++;
    while (j < n && b[j] === x) j++;
    before = x;
  }
  return { ks: largest / (m * n), wasserstein: area / (m * n) };
}

interface Pair {
  a: Ordered;
  b: Ordered;
  weightA: number;
  weightB: number;
}

function weightedGap({ a, b, weightA, weightB }: Pair): Gap {
  const [first, second] = [a.values, b.values];
  let [i, j, shareA, shareB, ks, wasserstein] = [0, 0, 0, 0, 0, 0];
  let before = Math.min(first[0] ?? 0, second[0] ?? 0);
  while (i < first.length || j < second.length) {
    const x = Math.min(first[i] ?? Number.POSITIVE_INFINITY, second[j] ?? Number.POSITIVE_INFINITY);
    const gap = Math.abs(shareA - shareB);
    ks = Math.max(ks, gap);
    wasserstein += gap * (x - before);
    for (; i < first.length && first[i] === x; i++) shareA += (a.weights?.[i] ?? 1) / weightA;
    for (; j < second.length && second[j] === x; j++) shareB += (b.weights?.[j] ?? 1) / weightB;
    before = x;
  }
  return { ks, wasserstein };
}
