import { columns } from '../database/columns.ts';
import { type Db, firstRow, read, rows } from '../database/database.ts';
import { type BrokenEntry, type ChainState, chainStart, follow, isBroken } from './chain.ts';
import { type EntryRow, entries } from './table.ts';

export interface Verification {
  /** Sealed entries that were checked. */
  checked: number;
  /** Entries not yet sealed: a second's worth at most while the system runs. */
  unsealed: number;
  head: ChainState;
  broken: BrokenEntry | null;
}

const batch = 5000;

/** Recomputes the whole chain from what is stored, on one snapshot, in batches; memory stays flat. */
export function verifyTrail(db: Db): Promise<Verification> {
  return read(db, async tx => {
    let state = chainStart;
    for (;;) {
      const next = await rows<EntryRow>(
        tx,
        `SELECT ${columns(entries, 'e')} FROM event.entry e WHERE e.seq > $1 ORDER BY e.seq LIMIT ${batch}`,
        [state.seq],
      );
      const result = follow(state, next);
      if (isBroken(result)) return { checked: result.seq - 1, unsealed: 0, head: state, broken: result };
      state = result;
      if (next.length < batch) break;
    }
    const waiting = await firstRow<{ count: number }>(
      tx,
      'SELECT count(*) AS count FROM event.entry WHERE seq IS NULL',
    );
    const head = await firstRow<ChainState>(tx, 'SELECT seq, hash FROM event.head');
    return { checked: state.seq, unsealed: waiting?.count ?? 0, head: state, broken: tailFault(state, head) };
  });
}

/** The stored head says how far the chain reached: an end that was cut off is found against it. */
function tailFault(state: ChainState, head: ChainState | null): BrokenEntry | null {
  if (!head || (head.seq === state.seq && head.hash === state.hash)) return null;
  const explanation =
    head.seq > state.seq
      ? `The trail ends at entry ${state.seq}, but entry ${head.seq} was sealed: the end was removed.`
      : `The trail's stored head is entry ${head.seq}, but entries up to ${state.seq} are there: the head was altered.`;
  return { seq: Math.min(head.seq, state.seq) + 1, id: null, fault: 'tail removed', explanation };
}
