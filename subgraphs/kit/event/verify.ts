import { columns } from '../database/columns.ts';
import { type Db, firstRow, read, rows } from '../database/database.ts';
import { type BrokenEntry, type ChainState, chainStart, type Fault, follow, isBroken } from './chain.ts';
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
    let last: EntryRow | undefined;
    for (;;) {
      const next = await rows<EntryRow>(
        tx,
        `SELECT ${columns(entries, 'e')} FROM event.entry e WHERE e.seq > $1 ORDER BY e.seq LIMIT ${batch}`,
        [state.seq],
      );
      const result = follow(state, next);
      if (isBroken(result)) return { checked: result.seq - 1, unsealed: 0, head: state, broken: result };
      state = result;
      last = next.at(-1) ?? last;
      if (next.length < batch) break;
    }
    const waiting = await firstRow<{ count: number }>(
      tx,
      'SELECT count(*) AS count FROM event.entry WHERE seq IS NULL',
    );
    const head = await firstRow<ChainState>(tx, 'SELECT seq, hash FROM event.head');
    return { checked: state.seq, unsealed: waiting?.count ?? 0, head: state, broken: tailFault(state, head, last) };
  });
}

/** The stored head says how far the chain reached: what was cut off, added or sealed anew at its end is found against it. */
function tailFault(state: ChainState, head: ChainState | null, last: EntryRow | undefined): BrokenEntry | null {
  if (!head) return state.seq === 0 ? null : beyond(state.seq, 'head altered', headMissing(state));
  if (head.seq > state.seq) return beyond(state.seq, 'tail removed', endMissing(state, head));
  if (head.seq < state.seq) return beyond(head.seq, 'head altered', headBehind(state, head));
  if (head.hash === state.hash) return null;
  const explanation = `Entry ${state.seq} (${last?.id}) is not the one that the stored head names: it was altered and sealed anew, or the head was altered.`;
  return { seq: state.seq, id: last?.id ?? null, fault: 'altered', explanation };
}

function beyond(seq: number, fault: Fault, explanation: string): BrokenEntry {
  return { seq: seq + 1, id: null, fault, explanation };
}

const headMissing = (state: ChainState) =>
  `The trail's stored head is gone, though entries up to ${state.seq} are there: whether more followed cannot be told.`;
const endMissing = (state: ChainState, head: ChainState) =>
  `The trail ends at entry ${state.seq}, but entry ${head.seq} was sealed: the end was removed.`;
const headBehind = (state: ChainState, head: ChainState) =>
  `The trail's stored head is entry ${head.seq}, but entries up to ${state.seq} are there: they were added by hand, or the head was altered.`;
