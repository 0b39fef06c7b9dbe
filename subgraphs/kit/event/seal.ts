import { columns } from '../database/columns.ts';
import { type Db, firstRow, rows, type Tx } from '../database/database.ts';
import type { Log } from '../log.ts';
import { type Loop, startLoop } from '../loop.ts';
import { type ChainState, chainStart, entryHash } from './chain.ts';
import { sealedChannel } from './sealed.ts';
import { type EntryRow, entries } from './table.ts';

const sealingLock = 7_246_310_953;
const batch = 1000;

/**
 * Gives committed entries their place in the chain. Only one process seals at a time; the others find the lock
 * taken and return 0. Returns how many entries were sealed.
 */
export function sealDue(db: Db): Promise<number> {
  return db.transaction(async tx => {
    const lock = await firstRow<{ taken: boolean }>(tx, 'SELECT pg_try_advisory_xact_lock($1) AS taken', [sealingLock]);
    if (!lock?.taken) return 0;
    const due = await rows<EntryRow>(
      tx,
      `SELECT ${columns(entries, 'e')} FROM event.entry e WHERE e.seq IS NULL ORDER BY e.at, e.id LIMIT ${batch}`,
    );
    if (due.length > 0) await seal(tx, due);
    return due.length;
  });
}

async function seal(tx: Tx, due: readonly EntryRow[]): Promise<void> {
  let { seq, hash } = (await firstRow<ChainState>(tx, 'SELECT seq, hash FROM event.head')) ?? chainStart;
  const sealedAt = new Date();
  const sealed = due.map(entry => {
    const previousHash = hash;
    seq += 1;
    hash = entryHash({ ...entry, sealedAt }, seq, previousHash);
    return { id: entry.id, seq, previousHash, hash };
  });
  await rows(
    tx,
    `UPDATE event.entry e SET seq = s.seq, previous_hash = s.previous_hash, hash = s.hash, sealed_at = $5
     FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) AS s(id, seq, previous_hash, hash) WHERE e.id = s.id`,
    [sealed.map(s => s.id), sealed.map(s => s.seq), sealed.map(s => s.previousHash), sealed.map(s => s.hash), sealedAt],
  );
  await rows(
    tx,
    `INSERT INTO event.head (one, seq, hash, sealed_at) VALUES (true, $1, $2, $3)
     ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, sealed_at = excluded.sealed_at`,
    [seq, hash, sealedAt],
  );
  await rows(tx, 'SELECT pg_notify($1, $2)', [sealedChannel, '']);
}

/** Seals every quarter of a second until stopped; after a failure every second, and entries only wait meanwhile. */
export function keepSealing(db: Db, log: Log): Loop {
  const round = async () => ((await sealDue(db)) === batch ? 0 : 250);
  return startLoop({ name: 'Sealing the audit trail', log, round, longestPause: 1000 });
}
