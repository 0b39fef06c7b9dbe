import { type Actor, system } from '@handoff/kit/actor';
import { columns } from '@handoff/kit/database/columns';
import { rows, type Tx } from '@handoff/kit/database/database';
import { isProblem } from '@handoff/kit/problem';
import { type Alert, type AlertMove, isSilenced, moved } from './alert.ts';
import { type Change, keepChange } from './change.ts';
import { alerts } from './table.ts';

const selected = columns(alerts, 'a');

/** How often an alert `a` ended since it was silenced, and came back. */
export const endedSql = `(SELECT count(*) FROM monitoring.alert b WHERE a.silenced_at IS NOT NULL
  AND b.model_id = a.model_id AND b.fingerprint = a.fingerprint AND b.monitor_id IS NOT DISTINCT FROM a.monitor_id
  AND b.resolved_at >= a.silenced_at)`;

/** An open alert, and how often it ended in its silence. */
export type Open = Alert & { ended: number };

/** The open alerts of monitors, locked until the commit; in the order of their ids, so that nobody waits in a circle. */
export function openOfMonitors(tx: Tx, monitorIds: readonly string[]): Promise<Open[]> {
  const sql = `SELECT ${selected}, ${endedSql} AS ended FROM monitoring.alert a
    WHERE a.monitor_id = ANY($1::text[]) AND a.state <> 'RESOLVED' ORDER BY a.id FOR UPDATE`;
  return rows(tx, sql, [monitorIds]);
}

/** An open alert that was seen again. */
export interface Sighting {
  id: string;
  value: number | null;
  /** What it is held against by now; null: as before. */
  threshold: number | null;
}

/** Notes that alerts were seen again: no event, nobody is told. One statement. */
export async function noteSightings(tx: Tx, seen: readonly Sighting[], now: Date): Promise<void> {
  if (seen.length === 0) return;
  await rows(
    tx,
    `UPDATE monitoring.alert a SET count = a.count + 1, last_seen_at = greatest(a.last_seen_at, $4),
       value = coalesce(s.value, a.value), threshold = coalesce(s.threshold, a.threshold)
     FROM unnest($1::text[], $2::float8[], $3::float8[]) AS s(id, value, threshold) WHERE a.id = s.id`,
    [seen.map(({ id }) => id), seen.map(({ value }) => value), seen.map(({ threshold }) => threshold), now],
  );
}

/** What follows from what was observed, or from the time. */
export interface OwnMove {
  move: AlertMove;
  now: Date;
  patch?: Partial<Alert>;
  note?: string | null;
}

/** The move as a change; null: it is not possible any more. What fires or ends in a silence is told to nobody. */
export function changeByItself(before: Alert, { move, now, patch, note = null }: OwnMove): Change | null {
  const next = moved(before, move, { now });
  if (isProblem(next)) return null;
  const unsaid = (move === 'FIRE' || move === 'RESOLVE') && isSilenced(before, now);
  return { before, after: { ...next, ...patch }, move, note, ...(unsaid && { unsaid }) };
}

/**
 * Makes a move that follows from what was observed, or from the time; one that is not possible any more is left. actor:
 * who observed it, where that was not monitoring itself.
 */
export async function moveByItself(tx: Tx, before: Alert, of: OwnMove & { actor?: Actor }): Promise<void> {
  const change = changeByItself(before, of);
  if (change) await keepChange(tx, of.actor ?? system('monitoring'), change);
}
