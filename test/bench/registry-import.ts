import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCards } from './cards.ts';
import { type Figure, figure } from './figures.ts';
import { launcher } from './process.ts';
import type { Place } from './registry-search.ts';

const cards = 25_000;

/** How long the command takes to bring in 25,000 model cards, from its start to its end. */
export async function importFigures(place: Place): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'handoff-cards-'));
  try {
    await writeCards(folder, cards);
    const began = performance.now();
    await run(place, folder);
    const seconds = (performance.now() - began) / 1000;
    return [
      figure({ bench: 'registry', figure: '25,000 model cards brought in', unit: 's', samples: [seconds], atMost: 60 }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run({ url, token }: Place, folder: string): Promise<void> {
  const env = { ...process.env, HANDOFF_URL: url, HANDOFF_TOKEN: token };
  const child = spawn(process.execPath, [launcher, 'import', 'hugging-face', folder], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`The import ended with ${code}:\n${said}`))));
  });
}
