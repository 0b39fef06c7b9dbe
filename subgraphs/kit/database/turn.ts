import { rows, type Tx } from './database.ts';

/** Waits until nobody else works under this name, and keeps them waiting until the commit. */
export async function takeTurn(tx: Tx, name: string): Promise<void> {
  await rows(tx, 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}
