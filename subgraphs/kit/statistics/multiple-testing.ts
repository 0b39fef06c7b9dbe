/** p of each of several tests when all of them must be right at once (Bonferroni; Dunn 1961). */
export function bonferroni(p: readonly number[]): number[] {
  return p.map(each => Math.min(1, each * p.length));
}

/** How many tests each is judged among by Holm's steps: all for the smallest p, one less for the next, and so on. */
export function holmFactors(p: readonly number[]): number[] {
  const factors = new Array<number>(p.length).fill(1);
  for (const [rank, place] of ranking(p).entries()) factors[place] = p.length - rank;
  return factors;
}

/** The same as Bonferroni's with more power: step by step, from the smallest p (Holm 1979). */
export function holm(p: readonly number[]): number[] {
  const factors = holmFactors(p);
  return adjusted(p, { order: ranking(p), factor: place => factors[place] ?? 1, keep: Math.max });
}

/** For the share of false ones among those found (Benjamini & Hochberg 1995). */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = ranking(p);
  const rank = new Map(order.map((place, i) => [place, i + 1]));
  const factor = (place: number) => p.length / (rank.get(place) ?? 1);
  return adjusted(p, { order: order.toReversed(), factor, keep: Math.min });
}

/** The same however the tests depend on each other (Benjamini & Yekutieli 2001). */
export function benjaminiYekutieli(p: readonly number[]): number[] {
  const harmonic = p.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
  const order = ranking(p);
  const rank = new Map(order.map((place, i) => [place, i + 1]));
  const factor = (place: number) => (harmonic * p.length) / (rank.get(place) ?? 1);
  return adjusted(p, { order: order.toReversed(), factor, keep: Math.min });
}

/** Places of the values, the smallest first. */
function ranking(p: readonly number[]): number[] {
  return p.map((_, place) => place).sort((a, b) => (p[a] ?? 0) - (p[b] ?? 0));
}

interface Steps {
  order: readonly number[];
  factor: (place: number) => number;
  keep: (...values: number[]) => number;
}

/** Each value times its factor, no more than 1, and never on the wrong side of the one before in the order. */
function adjusted(p: readonly number[], { order, factor, keep }: Steps): number[] {
  const found = new Array<number>(p.length).fill(1);
  let before: number | null = null;
  for (const place of order) {
    const next: number = Math.min(1, (p[place] ?? 1) * factor(place));
    before = before === null ? next : keep(before, next);
    found[place] = before;
  }
  return found;
}
