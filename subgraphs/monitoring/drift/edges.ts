/** Into how many bins the values of a reference are cut, when nothing else is said. */
export const usualBins = 10;

/**
 * The edges between bins of about as many values each: quantiles of the sorted reference, interpolated (Hyndman & Fan
 * 1996, type 7), each once. Nothing of what comes later moves them. None of no values.
 */
export function quantileEdges(sorted: ArrayLike<number>, bins = usualBins): number[] {
  const edges = new Set<number>();
  for (let k = 1; k < bins; k++) if (sorted.length > 0) edges.add(quantileOf(sorted, k / bins));
  return [...edges];
}

/** A quantile of values that are sorted, of which there is one at least (Hyndman & Fan 1996, type 7). */
export function quantileOf(sorted: ArrayLike<number>, q: number): number {
  const place = (sorted.length - 1) * q;
  const [below, part] = [Math.floor(place), place % 1];
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  if (low === high) return low;
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

/** How many of the sorted values are in each bin: up to and with the first edge, up to the second, …, above the last. */
export function countsOn(edges: readonly number[], sorted: ArrayLike<number>): number[] {
  const upTo = [...edges.map(edge => placeAfter(sorted, edge)), sorted.length];
  return upTo.map((place, i) => place - (upTo[i - 1] ?? 0));
}

/** How many of the sorted values are at most this. */
function placeAfter(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
