import { sorted } from '@handoff/kit/statistics/sort';
import { type Distances, distancesOf } from './distance.ts';
import { countsOn, quantileEdges } from './edges.ts';
import { type Gap, gapOf } from './gap.ts';

/** All distances of two samples of numbers. */
export interface Comparison extends Distances, Gap {
  /** Between the bins, from the reference alone. */
  edges: number[];
  reference: number[];
  current: number[];
}

/** Compares raw numbers, none of them NaN, with those of a reference: each is sorted once. Null where one has none. */
export function compareNumbers(reference: Float64Array, current: Float64Array): Comparison | null {
  const [first, second] = [sorted(reference), sorted(current)];
  const gap = gapOf({ values: first }, { values: second });
  if (!gap) return null;
  const edges = quantileEdges(first);
  const [ofFirst, ofSecond] = [countsOn(edges, first), countsOn(edges, second)];
  return { ...distancesOf(ofFirst, ofSecond), ...gap, edges, reference: ofFirst, current: ofSecond };
}
