import { columns } from '../database/columns.ts';
import { countRows, type Db, firstRow, read, rows, type Tx } from '../database/database.ts';
import { type BrokenEntry, type ChainState, chainStart, type Fault } from './chain.ts';
import { type EntryRow, entries } from './table.ts';
import { Walk } from './walk.ts';

export interface Verification {
  /** Sealed entries that were checked. */
  checked: number;
  /** Entries not yet sealed: a second's worth at most while the system runs. */
  unsealed: number;
  head: ChainState;
  broken: BrokenEntry | null;
}

const batch = 5000;

/**
 * Recomputes the whole chain from what is stored, on one snapshot, in batches; memory stays flat. heads: what was kept
 * elsewhere of the chain, which must agree with it.
 */
export function verifyTrail(db: Db, heads: readonly ChainState[] = []): Promise<Verification> {
  return read(db, tx => verifyIn(tx, heads));
}

/** The same, in a transaction that is under way. */
export async function verifyIn(tx: Tx, heads: readonly ChainState[]): Promise<Verification> {
  const walk = new Walk(chainStart, heads);
  let last: EntryRow | undefined;
  for await (const next of sealedEntries(tx, chainStart.seq)) {
    const broken = walk.add(next);
    if (broken) return { checked: broken.seq - 1, unsealed: 0, head: walk.state, broken };
    last = next.at(-1) ?? last;
  }
  const unsealed = await countRows(tx, 'FROM event.entry WHERE seq IS NULL');
  const head = await firstRow<Head>(tx, 'SELECT seq, hash, sealed_at AS "sealedAt" FROM event.head');
  const broken = walk.end() ?? tailFault(walk.state, head, last);
  return { checked: walk.state.seq, unsealed, head: walk.state, broken };
}

/** Sealed entries after one, in order, batch by batch. */
export async function* sealedEntries(tx: Tx, after: number): AsyncGenerator<EntryRow[]> {
  const sql = `SELECT ${columns(entries, 'e')} FROM event.entry e WHERE e.seq > $1 ORDER BY e.seq LIMIT ${batch}`;
  for (let seq = after; ; ) {
    const next = await rows<EntryRow>(tx, sql, [seq]);
    if (next.length > 0) yield next;
    if (next.length < batch) return;
    seq = next.at(-1)?.seq ?? seq;
  }
}

/** The end of the chain as it is stored beside it. */
interface Head extends ChainState {
  sealedAt: Date;
}

/** The stored head says how far the chain reached: what was cut off, added or sealed anew at its end is found against it. */
function tailFault(state: ChainState, head: Head | null, last: EntryRow | undefined): BrokenEntry | null {
  if (!head) return state.seq === 0 ? null : beyond(state.seq, 'head altered', headMissing(state));
  if (head.seq > state.seq) return beyond(state.seq, 'tail removed', endMissing(state, head));
  if (head.seq < state.seq) return beyond(head.seq, 'head altered', headBehind(state, head));
  if (head.hash === state.hash)
    return head.sealedAt.getTime() === last?.sealedAt?.getTime()
      ? null
      : beyond(state.seq, 'head altered', headLate(state));
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
const headLate = (state: ChainState) =>
  `The trail's stored head says another time of sealing than entry ${state.seq}: the head was altered.`;
