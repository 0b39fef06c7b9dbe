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
  return Object.entries(shapes).flatMap(([name, shape]) => {
    const { clock, cpu } = timesOf(shape);
    const what = `PSI, Jensen-Shannon, KS and Wasserstein, a million against a million, ${name}`;
    return [
      figure({ bench: 'monitoring', figure: what, samples: clock, atMost: 250 }),
      figure({ bench: 'monitoring', figure: 'the same, CPU', samples: cpu }),
    ];
  });
}

/** Milliseconds by the clock and of the CPU, which tells more where others use it too. */
function timesOf(shape: (u: number, v: number) => number): { clock: number[]; cpu: number[] } {
  const random = randomFrom(7);
  const draw = (shift: number) =>
    Float64Array.from({ length: sizes.values }, () => shape(1 - random(), random()) + shift);
  const [reference, current] = [draw(0), draw(0.1)];
  const found = { clock: [] as number[], cpu: [] as number[] };
  // The first one is not counted: it compiles.
  for (let run = -1; run < sizes.runs; run++) {
    const [began, used] = [performance.now(), process.cpuUsage()];
    const compared = compareNumbers(reference, current);
    if (!compared || !(compared.wasserstein > 0)) throw new Error('Two samples that differ have no distance.');
    if (run < 0) continue;
    const { user, system } = process.cpuUsage(used);
    found.clock.push(performance.now() - began);
    found.cpu.push((user + system) / 1000);
  }
  return found;
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
