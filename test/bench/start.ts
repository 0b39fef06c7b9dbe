import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, figure } from './figures.ts';
import { startHandoff } from './process.ts';

/** How long a start takes until it is ready: the first on an empty folder, and further ones on its data. */
export async function benchStart(): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const samples: number[] = [];
  try {
    for (let run = 0; run < 6; run++) {
      const handoff = await startHandoff(home);
      samples.push(handoff.readyAfter);
      await handoff.stop();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  const [first = Number.NaN, ...further] = samples;
  return [
    figure({ bench: 'start', figure: 'first start, with the demo catalogue', samples: [first] }),
    figure({ bench: 'start', figure: 'further starts', samples: further, atMost: 5000 }),
  ];
}
