import { momentsOf } from './moments.ts';

/** How far two samples are apart. */
export interface Distance {
  /** ∫ |F − G| dx: the first Wasserstein distance, in the unit of the values (Vallender 1974). */
  wasserstein: number;
  /** √(2 ∫ (F − G)² dx): the energy distance in one dimension (Székely & Rizzo 2013). */
  energy: number;
  /** The first over the standard deviation of the first sample (n, not n − 1), and over 0.001 where that is smaller. */
  normed: number;
}

/** The distances of two samples that are not empty; the first is the reference. */
export function distanceOf(a: readonly number[], b: readonly number[]): Distance {
  const [first, second] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  const all = Float64Array.from([...a, ...b]).sort();
  let [i, j, absolute, squared] = [0, 0, 0, 0];
  for (let at = 0; at + 1 < all.length; at++) {
    const x = all[at] ?? 0;
    while (i < first.length && (first[i] ?? 0) <= x) i++;
    while (j < second.length && (second[j] ?? 0) <= x) j++;
    const gap = Math.abs(i / first.length - j / second.length);
    const width = (all[at + 1] ?? x) - x;
    absolute += gap * width;
    squared += gap * gap * width;
  }
  const { n, variance } = momentsOf(a);
  const spread = Math.sqrt(((variance ?? 0) * (n - 1)) / n);
  return { wasserstein: absolute, energy: Math.sqrt(2 * squared), normed: absolute / Math.max(spread, 0.001) };
}
