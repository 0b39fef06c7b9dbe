import { sumUpSorted } from '@handoff/monitoring/observation/gathered-numbers';
import { mergeInto, newSummary, quantiles, type Summary } from '@handoff/monitoring/summary/summary';
import { type Figure, figure } from './figures.ts';

const values = 200_000;
const trees = 30;
const shares = Array.from({ length: 199 }, (_, i) => (i + 1) / 200);

const shapes: readonly ((i: number, random: number) => number)[] = [
  (_, random) => Math.sqrt(-2 * Math.log(1 - random)) * Math.cos(1e4 * random),
  (_, random) => Math.exp(10 * random),
  i => i,
  i => -i,
  (_, random) => Math.floor(7 * random),
];

/** How far ranks of merged sketches are off, over trees of merges that differ each time. */
export async function benchRanks(): Promise<Figure[]> {
  const samples = shapes.flatMap((shape, s) =>
    Array.from({ length: trees }, (_, tree) => worstOf(shape, s * 1000 + tree)),
  );
  return [
    figure({
      ...{ bench: 'monitoring', figure: `worst error of rank of merged sketches, ${samples.length} trees of merges` },
      ...{ unit: '%', digits: 2, samples: [Math.max(...samples)], atMost: 1.5 },
    }),
  ];
}

function worstOf(shape: (typeof shapes)[number], seed: number): number {
  let state = seed + 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const all = Float64Array.from({ length: values }, (_, i) => shape(i, random()));
  const merged = mergedAtRandom(partsOf(all, 2 + Math.floor(random() * 300)), random);
  const sorted = all.sort();
  const answers = quantiles(merged, shares);
  return 100 * Math.max(...shares.map((share, i) => errorOf(sorted, answers[i] ?? Number.NaN, share)));
}

function partsOf(all: Float64Array, count: number): Summary[] {
  return Array.from({ length: count }, (_, i) => {
    const summary = newSummary('NUMERIC');
    const part = all.slice(Math.floor((i * all.length) / count), Math.floor(((i + 1) * all.length) / count)).sort();
    summary.n = part.length;
    for (let from = 0; from < part.length; from += 2048) sumUpSorted(summary, part.slice(from, from + 2048));
    return summary;
  });
}

function mergedAtRandom(parts: Summary[], random: () => number): Summary {
  while (parts.length > 1) {
    const [taken] = parts.splice(Math.floor(random() * parts.length), 1);
    const into = parts[Math.floor(random() * parts.length)];
    if (taken && into) mergeInto(into, taken);
  }
  return parts[0] ?? newSummary('NUMERIC');
}

/** How far a share is from the ranks that a number has, ties and all. */
function errorOf(sorted: Float64Array, answer: number, share: number): number {
  const below = firstAbove(sorted, answer, false) / sorted.length;
  const upTo = firstAbove(sorted, answer, true) / sorted.length;
  return Math.max(0, below - share, share - upTo);
}

function firstAbove(sorted: Float64Array, bound: number, strictly: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] as number;
    if (value < bound || (strictly && value === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}
