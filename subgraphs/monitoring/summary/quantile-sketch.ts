/**
 * A sample of numbers that keeps ranks: however many went in, in whatever parts, a share of the numbers below one is
 * told within 1.5 %, usually far closer (KLL: Karnin, Lang, Liberty, FOCS 2016). An item of level i stands for 2^i
 * numbers. Levels are sorted, and never written to once they are there. Which of two neighbours stays when a level is
 * halved hangs on the numbers, and every second time it is the other one: the same numbers in the same order give the
 * same sample.
 */
export interface QuantileSketch {
  n: number;
  levels: Level[];
}

interface Level {
  items: Float64Array;
  /** Which of each pair the next halving keeps: the first (0), the second (1), or by the numbers (2). */
  next: number;
}

/** How many items the highest level may hold: the error of ranks falls with it, the size grows. */
const width = 400;
const leastWidth = 8;

export function newQuantileSketch(): QuantileSketch {
  return { n: 0, levels: [] };
}

/** Puts finite numbers in that are sorted. They are kept: nobody may write to them any more. */
export function addSorted(sketch: QuantileSketch, sorted: Float64Array): void {
  if (sorted.length === 0) return;
  sketch.n += sorted.length;
  addItems(sketch, 0, sorted);
  shrink(sketch);
}

/** Adds what is in another. */
export function addSketch(sketch: QuantileSketch, other: QuantileSketch): void {
  sketch.n += other.n;
  for (const [height, { items }] of other.levels.entries()) addItems(sketch, height, items);
  shrink(sketch);
}

function addItems(sketch: QuantileSketch, height: number, items: Float64Array): void {
  const level = levelAt(sketch, height);
  level.items = mergedItems(level.items, items);
}

function levelAt({ levels }: QuantileSketch, height: number): Level {
  while (levels.length <= height) levels.push({ items: new Float64Array(0), next: 2 });
  return levels[height] as Level;
}

function mergedItems(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const merged = new Float64Array(a.length + b.length);
  let [i, j, at] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i] as number, b[j] as number];
    if (x <= y) {
      merged[at++] = x;
      i++;
    } else {
      merged[at++] = y;
      j++;
    }
  }
  if (i < a.length) merged.set(a.subarray(i), at);
  else merged.set(b.subarray(j), at);
  return merged;
}

/** Halves every level that is too wide, from the lowest up. */
function shrink(sketch: QuantileSketch): void {
  for (let height = 0; height < sketch.levels.length; height++) {
    const level = levelAt(sketch, height);
    if (level.items.length <= widthOf(height, sketch.levels.length)) continue;
    const kept = halved(level);
    addItems(sketch, height + 1, kept);
  }
}

function widthOf(height: number, levels: number): number {
  return Math.max(leastWidth, Math.ceil(width * (2 / 3) ** (levels - 1 - height)));
}

/** Takes the items off a level and gives one of each pair; an item without another stays where it is. */
function halved(level: Level): Float64Array {
  const { items } = level;
  const odd = items.length % 2;
  const first = level.next === 2 ? coinOf(items) : level.next;
  level.next = level.next === 2 ? 1 - first : 2;
  const kept = new Float64Array((items.length - odd) / 2);
  for (let i = 0; i < kept.length; i++) kept[i] = items[odd + 2 * i + first] as number;
  level.items = items.slice(0, odd);
  return kept;
}

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** 0 or 1, as good as thrown: by how many items there are and by three of them. */
function coinOf(items: Float64Array): number {
  let hash = items.length;
  for (const part of [0.25, 0.5, 0.75]) {
    double[0] = items[Math.floor(part * items.length)] ?? 0;
    for (const half of halves) hash = Math.imul(hash ^ half, 0x9e3779b1) ^ (hash >>> 15);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash >>> 17) & 1;
}

/** What a sketch holds, sorted: each value, and how many numbers are not greater. */
export interface Ranked {
  values: Float64Array;
  /** Rising; the last is the number of all. */
  upTo: Float64Array;
}

/** The items of a sketch in their order, each value once. */
export function rankedOf({ levels }: QuantileSketch): Ranked {
  let all: Weighted = { values: new Float64Array(0), weights: new Float64Array(0) };
  for (const [height, { items }] of levels.entries()) all = withLevel(all, items, 2 ** height);
  let [at, sum] = [-1, 0];
  // Neither is needed any more but for this: both are written to in place.
  const { values, weights: upTo } = all;
  for (let i = 0; i < values.length; i++) {
    if (at < 0 || values[at] !== values[i]) values[++at] = values[i] as number;
    sum += upTo[i] as number;
    upTo[at] = sum;
  }
  return { values: values.slice(0, at + 1), upTo: upTo.slice(0, at + 1) };
}

interface Weighted {
  values: Float64Array;
  weights: Float64Array;
}

function withLevel({ values, weights }: Weighted, items: Float64Array, weight: number): Weighted {
  const merged = new Float64Array(values.length + items.length);
  const heavy = new Float64Array(merged.length);
  for (let i = 0, j = 0, at = 0; at < merged.length; at++) {
    const takesItem = i >= values.length || (j < items.length && (items[j] as number) < (values[i] as number));
    merged[at] = (takesItem ? items[j] : values[i]) as number;
    heavy[at] = takesItem ? weight : (weights[i] as number);
    if (takesItem) j++;
    else i++;
  }
  return { values: merged, weights: heavy };
}

/** For each share from 0 to 1 the least value that so many numbers are not greater than; null of nothing. */
export function quantilesOf(ranked: Ranked, shares: readonly number[]): (number | null)[] {
  const n = ranked.upTo.at(-1) ?? 0;
  return shares.map(share => ranked.values[firstAtLeast(ranked.upTo, share * n)] ?? null);
}

/** Where the first of rising numbers stands that is not below a bound; the last one where none is. */
function firstAtLeast(rising: Float64Array, bound: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
