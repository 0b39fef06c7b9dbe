import { columns } from '@handoff/kit/database/columns';
import { type Db, rows, type Tx, write } from '@handoff/kit/database/database';
import { type Evaluable, isEvaluable, type Monitor } from '../monitor/monitor.ts';
import { findingsOf } from '../monitor/queries.ts';
import { monitors } from '../monitor/table.ts';
import type { Alert } from './alert.ts';
import { endSilences, noteSightings, openOfMonitors, type Sighting } from './found.ts';
import { act, type Watched } from './watch.ts';

/** So many monitors are evaluated at once. */
export const mostAtOnce = 100;
const everySeconds = 15;

/**
 * Evaluates the monitors that are due, 100 at most, and draws the consequences: each was not looked at for 15 s, or
 * something was recorded of its metric since, or the silence of its alert is over. Several processes at once take
 * different ones. Returns how many things there were to see to.
 */
export function evaluateDue(db: Db, now: Date): Promise<number> {
  return write(db, async tx => {
    const due = await lockDue(tx, now);
    await evaluateAll(tx, due.filter(isEvaluable), now);
    await noteEvaluated(tx, due, now);
    return due.length + (await endSilences(tx, now));
  });
}

function lockDue(tx: Tx, now: Date): Promise<Monitor[]> {
  const sql = `SELECT ${columns(monitors, 'mo')} FROM monitoring.monitor mo
    WHERE mo.enabled AND (mo.last_evaluated_at IS NULL
      OR mo.last_evaluated_at <= $1::timestamptz - make_interval(secs => ${everySeconds})
      OR EXISTS (SELECT FROM monitoring.metric_series s
        WHERE s.model_id = mo.model_id AND s.name = mo.metric AND s.written_at > mo.last_evaluated_at)
      OR EXISTS (SELECT FROM monitoring.alert a
        WHERE a.monitor_id = mo.id AND a.state = 'SILENCED' AND a.silenced_until <= $1))
    ORDER BY mo.last_evaluated_at NULLS FIRST, mo.id LIMIT ${mostAtOnce} FOR UPDATE OF mo SKIP LOCKED`;
  return rows(tx, sql, [now]);
}

async function evaluateAll(tx: Tx, due: readonly Evaluable[], now: Date): Promise<void> {
  if (due.length === 0) return;
  const seen: Sighting[] = [];
  for (const watched of await watchedBy(tx, due, now)) {
    const sighting = await act(tx, watched, now);
    if (sighting) seen.push(sighting);
  }
  await noteSightings(tx, seen, now);
}

/** What monitors look at: all that was found, and all that has an open alert. */
async function watchedBy(tx: Tx, due: readonly Evaluable[], now: Date): Promise<Watched[]> {
  const found = await findingsOf(tx, due, now);
  const open = await openOfMonitors(
    tx,
    due.map(({ id }) => id),
  );
  return due.flatMap(monitor => {
    const own = found.filter(({ monitorId }) => monitorId === monitor.id);
    const alerts = new Map(
      open.filter(({ monitorId }) => monitorId === monitor.id).map(a => [a.deploymentId ?? '', a]),
    );
    const unfound = [...alerts.values()].filter(alert => !own.some(each => isOf(each.deploymentId, alert)));
    return [
      ...own.map(each => ({ monitor, found: each, alert: alerts.get(each.deploymentId) ?? null })),
      ...unfound.map(alert => ({ monitor, found: null, alert })),
    ];
  });
}

function isOf(deploymentId: string, alert: Alert): boolean {
  return (alert.deploymentId ?? '') === deploymentId;
}

async function noteEvaluated(tx: Tx, due: readonly Monitor[], now: Date): Promise<void> {
  const sql = 'UPDATE monitoring.monitor SET last_evaluated_at = $2 WHERE id = ANY($1::text[])';
  if (due.length > 0) await rows(tx, sql, [due.map(({ id }) => id), now]);
}
