import { columns } from '../database/columns.ts';
import { type Db, firstRow, rows } from '../database/database.ts';
import type { Log } from '../log.ts';
import { type Loop, startLoop } from '../loop.ts';
import { type EntryRow, entries } from './table.ts';

/** What reacts to the trail: a stable name, and what it does with entries it cares for. */
export interface Follower {
  name: string;
  /**
   * Works on entries, oldest first; refused ones are left out. When it throws, all of them come again: what takes long
   * throws when the signal says that the process ends.
   */
  react(entries: readonly EntryRow[], signal?: AbortSignal): Promise<void>;
}

/** How many entries are read at once: what follows is ended between two readings. */
const batch = 100;
const pauseMs = 250;

/**
 * Hands a follower what was sealed since it last read. Returns how many entries that were. Several processes that follow
 * under one name may work on the same entries, and do so again after a crash: a reaction must bear that. A follower
 * that is new begins with what comes next: the past is not told again.
 */
export async function followDue(db: Db, { name, react }: Follower, signal?: AbortSignal): Promise<number> {
  const seq = await placeOf(db, name);
  const due = await rows<EntryRow>(
    db,
    `SELECT ${columns(entries, 'e')} FROM event.entry e WHERE e.seq > $1 ORDER BY e.seq LIMIT ${batch}`,
    [seq],
  );
  const last = due.at(-1);
  if (!last) return 0;
  await react(
    due.filter(entry => !entry.refused),
    signal,
  );
  // Whoever was quicker has gone further: nobody goes back.
  await rows(db, 'UPDATE event.follower SET seq = $2 WHERE name = $1 AND seq < $2', [name, last.seq]);
  return due.length;
}

async function placeOf(db: Db, name: string): Promise<number> {
  const find = () => firstRow<{ seq: number }>(db, 'SELECT seq FROM event.follower WHERE name = $1', [name]);
  const known = await find();
  if (known) return known.seq;
  await rows(
    db,
    `INSERT INTO event.follower (name, seq) SELECT $1, coalesce((SELECT seq FROM event.head), 0)
     ON CONFLICT DO NOTHING`,
    [name],
  );
  return (await find())?.seq ?? 0;
}

/** Follows the trail until stopped; an entry is worked on within half a second of its commit. */
export function keepFollowing(db: Db, log: Log, follower: Follower): Loop {
  const round = async (signal: AbortSignal) => ((await followDue(db, follower, signal)) === batch ? 0 : pauseMs);
  return startLoop({ name: `Following the trail as ${follower.name}`, log, round, longestPause: 5000 });
}
