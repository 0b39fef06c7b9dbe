/** Numbers in their order. */
export interface Ordered {
  values: Float64Array;
  /** For each value how many are not greater: whole or not, rising. Left out: each counts once. */
  upTo?: Float64Array;
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
  if (a.values.length === 0 || b.values.length === 0) return null;
  return a.upTo || b.upTo ? weightedGap(a, b) : plainGap(a.values, b.values);
}

/** Each counts once: whole numbers, and nothing to look up. */
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

function weightedGap(a: Ordered, b: Ordered): Gap {
  const [first, second] = [a.values, b.values];
  const [shareOfA, shareOfB] = [shareUpTo(a), shareUpTo(b)];
  let [i, j, ks, wasserstein] = [0, 0, 0, 0];
  let before = Math.min(first[0] ?? 0, second[0] ?? 0);
  while (i < first.length || j < second.length) {
    const x = Math.min(first[i] ?? Number.POSITIVE_INFINITY, second[j] ?? Number.POSITIVE_INFINITY);
    const gap = Math.abs(shareOfA(i) - shareOfB(j));
    ks = Math.max(ks, gap);
    wasserstein += gap * (x - before);
    while (i < first.length && first[i] === x) i++;
    while (j < second.length && second[j] === x) j++;
    before = x;
  }
  return { ks, wasserstein };
}

/** The share of all that is among the first so many values. */
function shareUpTo({ values, upTo }: Ordered): (places: number) => number {
  if (!upTo) return places => places / values.length;
  const all = upTo.at(-1) ?? 1;
  return places => (places === 0 ? 0 : (upTo[places - 1] ?? 0) / all);
}
