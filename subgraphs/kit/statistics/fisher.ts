import { normalTail, twoSidedNormal } from './normal.ts';

/** Whole counts a, b, c, d of a table with the rows a b and c d. */
export type TwoByTwo = readonly [number, number, number, number];

/** Beyond so many rows of standard deviation the normal distribution takes over: no number of rows takes long. */
const mostSpread = 100_000;

/** P that chance puts at least a into the first cell, whatever the margins are (Fisher 1935). 1 where a margin is empty. */
export function moreOf(table: TwoByTwo): number {
  const { mean, spread } = expectedOf(table);
  if (spread > mostSpread) return normalTail((table[0] - 0.5 - mean) / spread);
  const { below, above } = aroundOf(table);
  // Either sum may be infinite beside what was seen, never both.
  return 1 / (1 + below.all / (1 + above.all));
}

/** P of all tables with these margins that are no more likely than this one: the two-sided test (Fisher 1935). */
export function noMoreLikely(table: TwoByTwo): number {
  const { mean, spread } = expectedOf(table);
  const apart = Math.abs(table[0] - mean);
  if (spread > mostSpread) return twoSidedNormal(Math.max(0, apart - 0.5) / spread);
  const { below, above } = aroundOf(table);
  return Math.min(1, (1 + below.unlikely + above.unlikely) / (1 + below.all + above.all));
}

/** What chance lets one expect of the first cell: the hypergeometric distribution. */
function expectedOf([a, b, c, d]: TwoByTwo): { mean: number; spread: number } {
  const [top, left, total] = [a + b, a + c, a + b + c + d];
  const mean = (top / total) * left;
  const variance = mean * ((total - left) / total) * ((total - top) / Math.max(1, total - 1));
  return { mean, spread: Math.sqrt(variance) };
}

/** How likely tables are, as a multiple of how likely the one that was seen is. */
interface Weights {
  all: number;
  /** Of those that are no more likely than it. */
  unlikely: number;
}

/** Tables with fewer in the first cell, and with more. Step by step from the table itself: no factorial is needed. */
function aroundOf([a, b, c, d]: TwoByTwo): { below: Weights; above: Weights } {
  const offset = d - a;
  const [top, left] = [a + b, a + c];
  const up = (x: number) => ((top - x) * (left - x)) / ((x + 1) * (offset + x + 1));
  const down = (x: number) => (x * (offset + x)) / ((top - x + 1) * (left - x + 1));
  return {
    below: along(down, { from: a, steps: Math.min(a, d), by: -1 }),
    above: along(up, { from: a, steps: Math.min(b, c), by: 1 }),
  };
}

interface Way {
  from: number;
  steps: number;
  by: 1 | -1;
}

/** Adds up the weights in one direction, until what is left of them is nothing beside what was seen. */
function along(ratio: (x: number) => number, { from, steps, by }: Way): Weights {
  const sum = { all: 0, unlikely: 0 };
  let weight = 1;
  for (let step = 0; step < steps; step++) {
    const change = ratio(from + by * step);
    weight *= change;
    sum.all += weight;
    // Two that are equally likely may differ in their last digits.
    if (weight <= 1 + 1e-7) sum.unlikely += weight;
    // They only fall from here on, and faster and faster.
    if (change < 1 && weight < 1e-14 * (1 - change)) break;
    if (weight === Number.POSITIVE_INFINITY) break;
  }
  return sum;
}
