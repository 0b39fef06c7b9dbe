import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@handoff/kit/log';
import { startEmbedded } from '@handoff/kit/postgres/embedded';
import pg from 'pg';
import { type Figure, figure } from './figures.ts';
import { launcher, startProcess } from './process.ts';
import { importFigures } from './registry-import.ts';
import { lineageFigures } from './registry-lineage.ts';
import { pageFigures } from './registry-pages.ts';
import { type Place, searchFigures } from './registry-search.ts';
import { seedRegistry } from './registry-seed.ts';

/**
 * Search, pages and lineage over 25,000 models with 100,000 versions, and one with 200,000 more; and the import of
 * 25,000 model cards into an empty catalogue. Each beside the bare SQL of the same answer.
 */
export async function benchRegistry(): Promise<Figure[]> {
  const brought = await inHouse(importFigures);
  const read = await inHouse(async place => {
    const plain = (await seeded(place)) / 1000;
    const bare = figure({ bench: 'registry', figure: 'the same amount by bare SQL', unit: 's', samples: [plain] });
    return [bare, ...(await searchFigures(place)), ...(await pageFigures(place)), ...(await lineageFigures(place))];
  });
  return [...brought, ...read];
}

async function seeded({ databaseUrl }: Place): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await seedRegistry(client);
  } finally {
    await client.end();
  }
}

/** Does work with a Handoff of its own, on an embedded database that is empty. */
async function inHouse(work: (place: Place) => Promise<Figure[]>): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const database = await startEmbedded({ home, log: silentLog() });
  const token = randomBytes(24).toString('hex');
  const environment = {
    DATABASE_URL: database.url,
    HANDOFF_HOME: home,
    HANDOFF_BOOTSTRAP_TOKEN: token,
    HANDOFF_DEMO: '0',
  };
  const house = await startProcess([launcher, 'start'], environment).catch(async error => {
    await database.stop();
    throw error;
  });
  try {
    return await work({ url: house.url, token, databaseUrl: database.url });
  } finally {
    await house.stop();
    await database.stop();
    await rm(home, { recursive: true, force: true });
  }
}
