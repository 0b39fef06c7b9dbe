import { compareNumbers } from '@handoff/monitoring/drift/compare';
import { type Figure, figure } from './figures.ts';

const sizes = { values: 1_000_000, runs: 7 } as const;

/** How long the distances of two large samples take that come as they were recorded. */
export async function benchStatistics(): Promise<Figure[]> {
  const shapes = {
    'normal values': (u: number, v: number) => Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v),
    'values with a heavy tail': (u: number, v: number) =>
      Math.exp(3 * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)),
    'whole numbers': (u: number) => Math.floor(u * 50),
  };
  return Object.entries(shapes).map(([name, shape]) =>
    figure({
      bench: 'monitoring',
      figure: `PSI, Jensen-Shannon, KS and Wasserstein, a million against a million, ${name}`,
      samples: timesOf(shape),
      atMost: 250,
    }),
  );
}

function timesOf(shape: (u: number, v: number) => number): number[] {
  const random = randomFrom(7);
  const draw = (shift: number) =>
    Float64Array.from({ length: sizes.values }, () => shape(1 - random(), random()) + shift);
  const [reference, current] = [draw(0), draw(0.1)];
  const samples: number[] = [];
  // The first one is not counted: it compiles.
  for (let run = -1; run < sizes.runs; run++) {
    const began = performance.now();
    const found = compareNumbers(reference, current);
    if (!found || !(found.wasserstein > 0)) throw new Error('Two samples that differ have no distance.');
    if (run >= 0) samples.push(performance.now() - began);
  }
  return samples;
}

/** Numbers from 0 up to 1, the same ones each time (Steele, Lea & Flood 2014, by 32 bits). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
