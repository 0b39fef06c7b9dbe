import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@handoff/kit/log';
import { startEmbedded } from '@handoff/kit/postgres/embedded';
import type { Figure } from './figures.ts';
import { launcher, startProcess } from './process.ts';
import type { Place } from './registry-search.ts';

/** Does work with a Handoff of its own, on an embedded database that is empty unless settings say otherwise. */
export async function inHouse(
  work: (place: Place & { pid: number }) => Promise<Figure[]>,
  settings: Record<string, string> = {},
): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const database = await startEmbedded({ home, log: silentLog() });
  const token = randomBytes(24).toString('hex');
  const environment = {
    DATABASE_URL: database.url,
    HANDOFF_HOME: home,
    HANDOFF_BOOTSTRAP_TOKEN: token,
    HANDOFF_DEMO: '0',
    ...settings,
  };
  const house = await startProcess([launcher, 'start'], environment).catch(async error => {
    await database.stop();
    throw error;
  });
  try {
    return await work({ pid: house.pid, url: house.url, token, databaseUrl: database.url });
  } finally {
    await house.stop();
    await database.stop();
    await rm(home, { recursive: true, force: true });
  }
}
