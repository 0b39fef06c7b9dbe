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

/** Puts finite numbers in that are sorted. They are copied. */
export function addSorted(sketch: QuantileSketch, sorted: Float64Array): void {
  sketch.n += sorted.length;
  addItems(sketch, 0, sorted);
}

/** Adds what is in another. */
export function addSketch(sketch: QuantileSketch, other: QuantileSketch): void {
  sketch.n += other.n;
  for (const [height, { items }] of other.levels.entries()) addItems(sketch, height, items);
}

/** Two places to merge in, in turn, so that what goes on to the next level needs no array of its own. */
const spaces: [Float64Array, Float64Array] = [new Float64Array(4096), new Float64Array(4096)];

/** Merges sorted items into a level; where they are too many for it, half of them go on to the next one. */
function addItems(sketch: QuantileSketch, from: number, items: Float64Array): void {
  let carried = items;
  for (let height = from; carried.length > 0; height++) {
    const level = levelAt(sketch, height);
    const count = level.items.length + carried.length;
    if (count <= widthOf(height, sketch.levels.length)) {
      level.items = mergedInto(new Float64Array(count), level.items, carried);
      return;
    }
    carried = halved(level, mergedInto(spaceFor(height, count), level.items, carried));
  }
}

/** What is carried lies in the other one. */
function spaceFor(height: number, count: number): Float64Array {
  const turn = height % 2 === 0 ? 0 : 1;
  if (spaces[turn].length < count) spaces[turn] = new Float64Array(2 * count);
  return spaces[turn].subarray(0, count);
}

function levelAt({ levels }: QuantileSketch, height: number): Level {
  while (levels.length <= height) levels.push({ items: new Float64Array(0), next: 2 });
  return levels[height] as Level;
}

function mergedInto(merged: Float64Array, a: Float64Array, b: Float64Array): Float64Array {
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

function widthOf(height: number, levels: number): number {
  return Math.max(leastWidth, Math.ceil(width * (2 / 3) ** (levels - 1 - height)));
}

/** Gives one of each pair of items, in their own place; one without another stays on the level. */
function halved(level: Level, items: Float64Array): Float64Array {
  const odd = items.length % 2;
  const first = level.next === 2 ? coinOf(items) : level.next;
  level.next = level.next === 2 ? 1 - first : 2;
  level.items = items.slice(0, odd);
  const count = (items.length - odd) / 2;
  for (let i = 0; i < count; i++) items[i] = items[odd + 2 * i + first] as number;
  return items.subarray(0, count);
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
