import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@handoff/kit/log';
import { startEmbedded } from '@handoff/kit/postgres/embedded';

/** An embedded database of a bench's own, which writes through to the disk, and a folder beside it. */
export interface OwnDatabase {
  url: string;
  home: string;
}

/** Does work with one; it is gone afterwards. */
export async function withDatabase<T>(work: (database: OwnDatabase) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const database = await startEmbedded({ home, log: silentLog() });
  try {
    return await work({ url: database.url, home });
  } finally {
    await database.stop();
    await rm(home, { recursive: true, force: true });
  }
}
