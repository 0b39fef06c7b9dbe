import { columns } from '@handoff/kit/database/columns';
import { type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { minuteMs } from '../grain.ts';
import { watchedOf } from '../monitor/queries.ts';
import { takeTurn } from '../turn.ts';
import { type Alert, escalationOf } from './alert.ts';
import { causesOf, type Suspect } from './cause.ts';
import { moveByItself } from './found.ts';
import { distinct, firing, firingOf, suspectsAround } from './suspects.ts';
import { alerts } from './table.ts';

/** Groups the alerts of models, and of all that read what they read, under what explains them; again, it changes nothing. */
export async function groupAlerts(tx: Tx, modelIds: readonly string[]): Promise<void> {
  // Two that group at once could each find the other's cause.
  await takeTurn(tx, 'causes of alerts');
  const suspects = await suspectsAround(tx, await firingOf(tx, modelIds));
  const causes = causesOf(suspects);
  // What explained others may itself be explained by now: it came first for all who knew, and another came before it.
  const isOpen = ({ causeId }: Suspect) => causeId === null || causes.has(causeId);
  const ungrouped = suspects.filter(each => isOpen(each) && causes.has(each.id)).map(({ id }) => id);
  for (const alert of await lockedFiring(tx, ungrouped)) {
    const patch = { causeId: causes.get(alert.id) ?? null };
    await moveByItself(tx, alert, { move: 'EXPLAIN', now: new Date(), patch });
  }
}

function lockedFiring(tx: Tx, ids: readonly string[]): Promise<Alert[]> {
  const sql = `SELECT ${columns(alerts, 'a')} FROM monitoring.alert a
    WHERE a.id = ANY($1::text[]) AND ${firing} ORDER BY a.id FOR UPDATE`;
  return ids.length === 0 ? Promise.resolve([]) : rows(tx, sql, [ids]);
}

const batch = 100;
const shortestGrace = 15;
const longestGrace = 1440;

/**
 * Alerts that go on although what explained them ended, the window of their monitor ago: 15 minutes at least, a day at
 * most. The first of those about a shared feature explains the others from then on, and people are told of it. Returns
 * how many there were.
 */
export async function releaseExplained(tx: Tx, now: Date): Promise<number> {
  await takeTurn(tx, 'causes of alerts');
  const sql = `SELECT ${columns(alerts, 'a')}, c.resolved_at AS "causeEndedAt"
    FROM monitoring.alert a JOIN monitoring.alert c ON c.id = a.cause_id
    WHERE ${firing} AND c.state = 'RESOLVED' AND c.resolved_at <= $1
    ORDER BY a.fired_at, a.id LIMIT ${batch} FOR UPDATE OF a`;
  const waiting = await rows<Alert & { causeEndedAt: Date }>(tx, sql, [ago(now, shortestGrace)]);
  const watched = await watchedOf(tx, distinct(waiting.flatMap(({ monitorId }) => monitorId ?? [])));
  const due = waiting.filter(({ monitorId, causeEndedAt }) => {
    const window = watched.get(monitorId ?? '')?.windowMinutes ?? 0;
    return causeEndedAt <= ago(now, Math.min(longestGrace, window));
  });
  for (const { causeEndedAt: _, ...alert } of due) await release(tx, alert, now);
  return due.length;
}

function ago(now: Date, minutes: number): Date {
  return new Date(now.getTime() - minutes * minuteMs);
}

async function release(tx: Tx, alert: Alert, now: Date): Promise<void> {
  const causeId = causesOf(await suspectsAround(tx, [alert])).get(alert.id) ?? null;
  const move = causeId === null ? 'OUTLAST' : 'EXPLAIN';
  // Whoever is told now has the whole time to see to it.
  const patch = causeId === null ? { causeId, escalatesAt: escalationOf(alert, now) } : { causeId };
  await moveByItself(tx, alert, { move, now, patch, note: goesOn });
}

const goesOn = 'What explained it has ended, and it goes on.';

/** Whether anything explained goes on after its cause: a look without locks. */
export async function anyOutlasts(reader: Reader, now: Date): Promise<boolean> {
  const sql = `SELECT FROM monitoring.alert a JOIN monitoring.alert c ON c.id = a.cause_id
    WHERE ${firing} AND c.state = 'RESOLVED' AND c.resolved_at <= $1 LIMIT 1`;
  return (await rows(reader, sql, [ago(now, shortestGrace)])).length > 0;
}
