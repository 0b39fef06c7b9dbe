/**
 * A summary of numbers that answers quantiles within 1 %, and that adds up: the sum of two is what one over all numbers
 * would be. Bins grow by a constant factor (DDSketch: Masson, Rim, Lee, VLDB 2019); unlike there, a bin that met one
 * number only remembers it, so that numbers which come again and again are answered exactly.
 */
export interface Sketch {
  /** How many numbers, by weight. */
  n: number;
  min: number;
  max: number;
  /** By the key of the bin: keys sort as the numbers in them do. */
  bins: Map<number, Bin>;
}

interface Bin {
  count: number;
  /** The only number in it; null: there were several. */
  value: number | null;
}

/** Every answer is this close to a number that was put in, relatively; for magnitudes from 1e-300 on. */
export const accuracy = 0.01;
const growth = Math.log((1 + accuracy) / (1 - accuracy));
/** Greater than the index of any bin: |ln of a double| is at most 745. */
const offset = 40_000;

export function newSketch(): Sketch {
  return { n: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, bins: new Map() };
}

/** Puts a finite number in, weight times: more than 0. */
export function addTo(sketch: Sketch, number: number, weight = 1): void {
  const value = number + 0; // Turns -0 into 0.
  sketch.n += weight;
  widen(sketch, value, value);
  put(sketch, keyOf(value), { count: weight, value });
}

/** Adds what is in another sketch. */
export function mergeInto(sketch: Sketch, other: Sketch): void {
  sketch.n += other.n;
  widen(sketch, other.min, other.max);
  for (const [key, bin] of other.bins) put(sketch, key, bin);
}

/** Adds a bin that met several numbers, as it was read from bytes; minimum and maximum are to be added beside. */
export function addMixed(sketch: Sketch, key: number, count: number): void {
  sketch.n += count;
  put(sketch, key, { count, value: null });
}

/** Tells a sketch that numbers lie between these two, which are among them. */
export function widen(sketch: Sketch, min: number, max: number): void {
  sketch.min = Math.min(sketch.min, min);
  sketch.max = Math.max(sketch.max, max);
}

function put({ bins }: Sketch, key: number, { count, value }: Bin): void {
  const known = bins.get(key);
  if (!known) bins.set(key, { count, value });
  else {
    known.count += count;
    if (known.value !== value) known.value = null;
  }
}

function keyOf(value: number): number {
  if (value === 0) return 0;
  return Math.sign(value) * (Math.ceil(Math.log(Math.abs(value)) / growth) + offset);
}

/** The number at the middle of a bin, as errors are counted: relatively. */
function middleOf(key: number): number {
  const index = Math.abs(key) - offset;
  // e^(index · growth) · 2 / (e^growth + 1), with the factor in the exponent: it must not overflow halfway.
  return Math.sign(key) * Math.exp(index * growth + Math.log(2 / (Math.exp(growth) + 1)));
}

/**
 * For each share, from 0 to 1 and in rising order: the least number that so many are not greater than, within 1 %.
 * 0 and 1 are the exact minimum and maximum. Null where nothing was put in.
 */
export function quantiles(sketch: Sketch, shares: readonly number[]): (number | null)[] {
  const keys = [...sketch.bins.keys()].sort((a, b) => a - b);
  let at = -1;
  let below = 0;
  return shares.map(share => {
    if (keys.length === 0) return null;
    if (share <= 0) return sketch.min;
    if (share >= 1) return sketch.max;
    while (at < 0 || (below < share * sketch.n && at < keys.length - 1)) {
      at += 1;
      below += sketch.bins.get(keys[at] ?? 0)?.count ?? 0;
    }
    return answerOf(sketch, keys[at] ?? 0);
  });
}

function answerOf({ bins, min, max }: Sketch, key: number): number {
  return Math.min(max, Math.max(min, bins.get(key)?.value ?? middleOf(key)));
}
