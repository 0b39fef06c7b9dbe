import { type Actor, system } from '@handoff/kit/actor';
import { columns } from '@handoff/kit/database/columns';
import { rows, type Tx } from '@handoff/kit/database/database';
import { isProblem } from '@handoff/kit/problem';
import { type Alert, type AlertMove, moved } from './alert.ts';
import { keepChange } from './change.ts';
import { alerts } from './table.ts';

const selected = columns(alerts, 'a');

/** The open alerts of monitors, locked until the commit; in the order of their ids, so that nobody waits in a circle. */
export function openOfMonitors(tx: Tx, monitorIds: readonly string[]): Promise<Alert[]> {
  const sql = `SELECT ${selected} FROM monitoring.alert a
    WHERE a.monitor_id = ANY($1::text[]) AND a.state <> 'RESOLVED' ORDER BY a.id FOR UPDATE`;
  return rows(tx, sql, [monitorIds]);
}

/** An open alert that was seen again. */
export interface Sighting {
  id: string;
  value: number | null;
}

/** Notes that alerts were seen again: no event, nobody is told. One statement. */
export async function noteSightings(tx: Tx, seen: readonly Sighting[], now: Date): Promise<void> {
  if (seen.length === 0) return;
  await rows(
    tx,
    `UPDATE monitoring.alert a SET count = a.count + 1, last_seen_at = greatest(a.last_seen_at, $3),
       value = coalesce(s.value, a.value)
     FROM unnest($1::text[], $2::float8[]) AS s(id, value) WHERE a.id = s.id`,
    [seen.map(({ id }) => id), seen.map(({ value }) => value), now],
  );
}

/**
 * Makes a move that follows from what was observed, or from the time; one that is not possible any more is left. actor:
 * who observed it, where that was not monitoring itself.
 */
export async function moveByItself(
  tx: Tx,
  before: Alert,
  of: { move: AlertMove; now: Date; actor?: Actor; patch?: Partial<Alert>; note?: string },
): Promise<void> {
  const next = moved(before, of.move, of);
  if (isProblem(next)) return;
  const { move, note = null, actor = system('monitoring') } = of;
  await keepChange(tx, actor, { before, after: { ...next, ...of.patch }, move, note });
}

const batch = 100;

/**
 * Ends silences whose time is up, where no monitor looks after the alert: those fire again. Several processes at once
 * take different ones. Returns how many there were.
 */
export async function endSilences(tx: Tx, now: Date): Promise<number> {
  const sql = `SELECT ${selected} FROM monitoring.alert a
    WHERE a.state = 'SILENCED' AND a.silenced_until <= $1
      AND NOT EXISTS (SELECT FROM monitoring.monitor mo WHERE mo.id = a.monitor_id AND mo.enabled)
    ORDER BY a.id LIMIT ${batch} FOR UPDATE OF a SKIP LOCKED`;
  const due = await rows<Alert>(tx, sql, [now]);
  for (const alert of due) await moveByItself(tx, alert, { move: 'UNSILENCE', now, note: silenceIsOver });
  return due.length;
}

/** What the history says when time ended a silence. */
export const silenceIsOver = 'The time of the silence is up.';
