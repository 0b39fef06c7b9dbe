import { type Db, rows, type Tx, write } from '@handoff/kit/database/database';
import { expect } from 'vitest';

/**
 * Starts something while a transaction is open that has done its work, and commits that once the other waits for it, or
 * did not have to. Answers what came of the other.
 */
export async function meanwhile<T>(db: Db, work: (tx: Tx) => Promise<unknown>, other: () => Promise<T>): Promise<T> {
  const blocked =
    'SELECT FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0';
  const { started } = await write(db, async tx => {
    await work(tx);
    const going = other();
    await Promise.race([going, expect.poll(async () => (await rows(db, blocked)).length).toBe(1)]);
    return { started: going };
  });
  return started;
}
