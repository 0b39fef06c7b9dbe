import { minuteMs, type TakenPoint } from './recording.ts';
import { addTo, newSketch, type Sketch } from './sketch.ts';
import { sketchBytes } from './sketch-bytes.ts';

/** What was measured of one metric and slice within a minute. Two of them add up. */
export interface Bucket {
  name: string;
  slice: string;
  /** Where the minute begins. */
  at: Date;
  unit: string | null;
  n: number;
  sum: number;
  sumOfSquares: number;
  sketch: Sketch;
}

/** Adds points up by metric, slice and minute, in the order of these. */
export function bucketsOf(points: readonly TakenPoint[]): Bucket[] {
  const buckets = new Map<string, Bucket>();
  for (const point of points) {
    const at = new Date(Math.floor(point.at.getTime() / minuteMs) * minuteMs);
    const key = bucketKey({ ...point, at });
    const bucket = buckets.get(key) ?? newBucket({ ...point, at });
    buckets.set(key, bucket);
    bucket.n += point.n;
    bucket.sum += point.value * point.n;
    bucket.sumOfSquares += point.value * point.value * point.n;
    bucket.unit ??= point.unit;
    addTo(bucket.sketch, point.value, point.n);
  }
  return [...buckets.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bucket]) => bucket);
}

function newBucket({ name, slice, at, unit }: Pick<Bucket, 'name' | 'slice' | 'at' | 'unit'>): Bucket {
  return { name, slice, at, unit, n: 0, sum: 0, sumOfSquares: 0, sketch: newSketch() };
}

/** One text for each bucket of a version or deployment. */
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
