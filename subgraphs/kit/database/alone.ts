import type { Db } from './database.ts';

/**
 * Does work while no other process does work under the same lock number in this database; the others wait. It takes a
 * connection of its own meanwhile, so that the work may use several transactions.
 */
export async function alone<T>(db: Db, lock: number, work: () => Promise<T>): Promise<T> {
  const holder = db.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [lock]);
    return await work();
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [lock]).catch(() => undefined);
    await holder.release();
  }
}
