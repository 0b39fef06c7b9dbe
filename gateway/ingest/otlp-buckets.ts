import { boundOf, countOf, isMap, type JsonObject, listOf, numberOf } from './otlp-values.ts';

/** How many values lie between two bounds. */
export interface OtlpBucket {
  low: number;
  high: number;
  count: number;
}

/** One value, as often as it is there. */
export interface Weighted {
  value: number;
  n: number;
}

/** The buckets of a histogram's point; null: it is none. The outer ones end at the least and the greatest value. */
export function explicitBuckets(point: JsonObject): OtlpBucket[] | null {
  const bounds = listOf(point.explicitBounds)?.map(numberOf);
  const counts = listOf(point.bucketCounts)?.map(countOf);
  if (!bounds || !counts || counts.length !== bounds.length + 1) return null;
  if (![...bounds, ...counts].every(each => each !== null)) return null;
  const [first = 0, last = 0] = [bounds[0] ?? 0, bounds.at(-1) ?? 0];
  const low = boundOf(point.min) ?? Math.min(first, 0);
  const high = boundOf(point.max) ?? last;
  return (counts as number[]).map((count, i) => ({
    low: Math.min((bounds[i - 1] ?? low) as number, (bounds[i] ?? high) as number),
    high: (bounds[i] ?? Math.max(high, last)) as number,
    count,
  }));
}

/** The same of an exponential histogram: bucket i lies between base^i and base^(i + 1), base being 2^(2^-scale). */
export function exponentialBuckets(point: JsonObject): OtlpBucket[] | null {
  const scale = numberOf(point.scale ?? 0);
  const zeros = countOf(point.zeroCount ?? 0);
  if (scale === null || Math.abs(scale) > 30 || zeros === null) return null;
  const base = 2 ** (2 ** -scale);
  const [positive, negative] = [sideOf(point.positive, base), sideOf(point.negative, base)];
  if (!positive || !negative) return null;
  const mirrored = negative.map(({ low, high, count }) => ({ low: -high, high: -low, count }));
  return [...mirrored, { low: 0, high: 0, count: zeros }, ...positive];
}

function sideOf(side: unknown, base: number): OtlpBucket[] | null {
  if (side === undefined || side === null) return [];
  if (!isMap(side)) return null;
  const [offset, counts] = [numberOf(side.offset ?? 0), listOf(side.bucketCounts ?? [])?.map(countOf)];
  if (offset === null || !counts?.every(each => each !== null)) return null;
  return (counts as number[]).map((count, i) => ({ low: base ** (offset + i), high: base ** (offset + i + 1), count }));
}

/**
 * The values that buckets stand for: one for each, all at the same share of the way between its bounds, which is chosen
 * so that their sum is the one that was measured.
 */
export function valuesOf(buckets: readonly OtlpBucket[], sum: number | null): Weighted[] {
  const filled = buckets.filter(({ count }) => count > 0);
  const [least, width] = [0, 1].map(part =>
    filled.reduce((all, { low, high, count }) => all + count * (part === 0 ? low : high - low), 0),
  ) as [number, number];
  const share = sum === null || width <= 0 ? 0.5 : Math.min(1, Math.max(0, (sum - least) / width));
  return filled.map(({ low, high, count }) => ({ value: low + share * (high - low), n: count }));
}
