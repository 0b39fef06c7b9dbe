import { floorTo, type Grain } from '../grain.ts';
import type { TakenPoint } from './recording.ts';
import { addTo, mergeInto, newSketch, type Sketch } from './sketch.ts';
import { sketchBytes } from './sketch-bytes.ts';

/** What was measured of one metric and slice within a minute, an hour or a day. Two of them add up. */
export interface Bucket {
  name: string;
  slice: string;
  /** Where it begins. */
  at: Date;
  unit: string | null;
  n: number;
  sum: number;
  sumOfSquares: number;
  sketch: Sketch;
}

/** Adds points up by metric, slice and minute, in the order of these. */
export function bucketsOf(points: readonly TakenPoint[]): Bucket[] {
  return gathered(points, 'MINUTE', (bucket, { value, n }) => {
    bucket.n += n;
    bucket.sum += value * n;
    bucket.sumOfSquares += value * value * n;
    addTo(bucket.sketch, value, n);
  });
}

/** Minutes added up to hours or days. */
export function coarser(buckets: readonly Bucket[], grain: Grain): Bucket[] {
  return gathered(buckets, grain, (bucket, { n, sum, sumOfSquares, sketch }) => {
    bucket.n += n;
    bucket.sum += sum;
    bucket.sumOfSquares += sumOfSquares;
    mergeInto(bucket.sketch, sketch);
  });
}

type Placed = Pick<Bucket, 'name' | 'slice' | 'at' | 'unit'>;

function gathered<T extends Placed>(parts: readonly T[], grain: Grain, add: (to: Bucket, part: T) => void): Bucket[] {
  const buckets = new Map<string, Bucket>();
  for (const part of parts) {
    const at = floorTo(part.at, grain);
    const key = bucketKey({ ...part, at });
    const bucket = buckets.get(key) ?? newBucket({ ...part, at });
    buckets.set(key, bucket);
    bucket.unit ??= part.unit;
    add(bucket, part);
  }
  return [...buckets.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bucket]) => bucket);
}

function newBucket({ name, slice, at, unit }: Placed): Bucket {
  return { name, slice, at, unit, n: 0, sum: 0, sumOfSquares: 0, sketch: newSketch() };
}

/** One text for each bucket of a version or deployment, among those of one grain. */
export function bucketKey({ name, slice, at }: Pick<Bucket, 'name' | 'slice' | 'at'>): string {
  return JSON.stringify([name, slice, at.getTime()]);
}

/** Buckets as columns, for a statement that takes a list for each. */
export function bucketColumns(buckets: readonly Bucket[]): unknown[] {
  const column = <T>(of: (bucket: Bucket) => T): T[] => buckets.map(of);
  return [
    column(b => b.name),
    column(b => b.slice),
    column(b => b.at),
    column(b => b.n),
    column(b => b.sum),
    column(b => b.sumOfSquares),
    column(b => b.sketch.min),
    column(b => b.sketch.max),
    column(b => b.unit),
    column(b => sketchBytes(b.sketch)),
  ];
}
