/** A bucket of neighbours: how many values, their sum, and their squared distance from their mean. */
interface Bucket {
  n: number;
  sum: number;
  apart: number;
}

const mostAlike = 5;
const lookEvery = 32;
const leastInPart = 5;

/**
 * Where a window of values is cut because its two parts differ by more than chance allows (ADWIN2; Bifet & Gavaldà 2007,
 * "Learning from time-changing data with adaptive windowing"): the places of the values seen last. What is older than a
 * cut is forgotten.
 */
export function cutsOf(values: readonly number[], delta: number): number[] {
  const cuts: number[] = [];
  let buckets: Bucket[] = [];
  for (const [i, value] of values.entries()) {
    buckets = compressed([...buckets, { n: 1, sum: value, apart: 0 }]);
    if ((i + 1) % lookEvery !== 0 || !hasCut(buckets, delta)) continue;
    cuts.push(i);
    while (buckets.length > 0 && hasCut(buckets, delta)) buckets = buckets.slice(1);
  }
  return cuts;
}

/** Merges the two oldest of a size, where there are more of it than are kept; the oldest come first. */
function compressed(buckets: Bucket[]): Bucket[] {
  const found = [...buckets];
  for (let end = found.length; end > 0; ) {
    const size = found[end - 1]?.n ?? 0;
    let start = end;
    while (start > 0 && found[start - 1]?.n === size) start--;
    if (end - start <= mostAlike) return found;
    found.splice(start, 2, merged(found[start], found[start + 1]));
    end = start + 1;
  }
  return found;
}

function merged(a: Bucket = { n: 0, sum: 0, apart: 0 }, b: Bucket = { n: 0, sum: 0, apart: 0 }): Bucket {
  const between = a.n > 0 && b.n > 0 ? ((a.sum / a.n - b.sum / b.n) ** 2 * a.n * b.n) / (a.n + b.n) : 0;
  return { n: a.n + b.n, sum: a.sum + b.sum, apart: a.apart + b.apart + between };
}

function hasCut(buckets: readonly Bucket[], delta: number): boolean {
  const all = buckets.reduce<Bucket>((sum, bucket) => merged(sum, bucket), { n: 0, sum: 0, apart: 0 });
  let old: Bucket = { n: 0, sum: 0, apart: 0 };
  return buckets.some(bucket => {
    old = merged(old, bucket);
    const young = { n: all.n - old.n, sum: all.sum - old.sum };
    if (old.n < leastInPart || young.n < leastInPart) return false;
    const harmonic = 1 / old.n + 1 / young.n;
    const log = Math.log((2 * Math.log(all.n)) / delta);
    const bound = Math.sqrt(2 * harmonic * (all.apart / all.n) * log) + (2 / 3) * harmonic * log;
    return Math.abs(old.sum / old.n - young.sum / young.n) > bound;
  });
}
