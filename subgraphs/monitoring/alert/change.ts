import type { Actor } from '@handoff/kit/actor';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { type Alert, type AlertMove, eventOf, isUnsaid } from './alert.ts';
import { responsibleIn } from './responsible.ts';
import { causesFor } from './suspects.ts';
import { alerts } from './table.ts';

/** A move that was made: the alert before and after it, what was said with it, and what else the event notes. */
export interface Change {
  before: Alert;
  after: Alert;
  move: AlertMove;
  note?: string | null;
  detail?: Record<string, unknown>;
}

const told = [
  'state',
  'acknowledgedById',
  'silencedUntil',
  'resolvedById',
  'escalation',
  'causeId',
] as const satisfies (keyof Alert)[];

/** Keeps an alert as it is after a move, with one event. */
export async function keepChange(tx: Tx, actor: Actor, change: Change): Promise<void> {
  const { before, move, note = null } = change;
  const explained = move === 'FIRE' ? await explainedBy(tx, change.after) : change.after;
  const { action, ...event } = eventOf(move);
  const notify = event.notify && !(actor.kind === 'system' && isUnsaid(explained));
  const after = { ...explained, told: explained.told || notify };
  await tx.save(alerts, after);
  const why = note === null ? '' : `: ${note}`;
  await append(tx, actor, {
    action,
    subjectId: after.id,
    modelId: after.modelId,
    summary: `${verbs[move]} the alert "${after.title}"${why}`,
    changes: changesBetween(before, after, told),
    detail: { ...(await detailOf(tx, after)), move, from: before.state, to: after.state, note, ...change.detail },
    notify,
  });
}

const verbs: Readonly<Record<AlertMove, string>> = {
  FIRE: 'raised',
  CALM: 'ended, before it fired,',
  RECOVER: 'sees the end of',
  RELAPSE: 'saw a relapse of',
  ACKNOWLEDGE: 'acknowledged',
  SILENCE: 'silenced',
  UNSILENCE: 'ended the silence of',
  RESOLVE: 'resolved',
  ESCALATE: 'escalated',
  EXPLAIN: 'found what explains',
  OUTLAST: 'sees that nothing explains any more',
  RATE: 'rated',
};

async function detailOf(tx: Tx, alert: Alert): Promise<Record<string, unknown>> {
  const { severity, environment, escalation } = alert;
  return { severity, environment, responsibleId: await responsibleIn(tx, alert.id), escalation };
}

/** What is known of an alert when it opens. */
export type News = Pick<
  Alert,
  'modelId' | 'deploymentId' | 'environment' | 'monitorId' | 'fingerprint' | 'severity' | 'title' | 'detail'
> &
  Partial<Pick<Alert, 'value' | 'threshold' | 'runbook' | 'labels' | 'startedAt' | 'firedAt'>>;

/**
 * Opens an alert, linked to the one before with its fingerprint. Whoever calls has made sure that no other with it is
 * open, and that nobody else opens one.
 */
export async function openAlert(tx: Tx, actor: Actor, of: { news: News; pending: boolean; now: Date }): Promise<Alert> {
  const { news, pending, now } = of;
  const state = pending ? 'PENDING' : 'FIRING';
  const opened = {
    ...blank,
    firedAt: now,
    ...news,
    ...opening(now),
    state,
    previousId: await lastId(tx, news),
  } as const;
  const explained = pending ? opened : await explainedBy(tx, opened);
  const { action, ...event } = pending ? { action: 'alert.pending', notify: false } : eventOf('FIRE');
  const notify = event.notify && !isUnsaid(explained);
  const alert: Alert = { ...explained, told: notify };
  await tx.insert(alerts, alert);
  await append(tx, actor, {
    action,
    subjectId: alert.id,
    modelId: alert.modelId,
    summary: `${pending ? 'saw the begin of' : 'raised'} the alert "${alert.title}"`,
    detail: { ...(await detailOf(tx, alert)), move: pending ? 'PEND' : 'FIRE', from: null, to: state, note: null },
    notify,
  });
  return alert;
}

/** An alert that fires, with what explains it. */
async function explainedBy(tx: Tx, alert: Alert): Promise<Alert> {
  const cause = (await causesFor(tx, [alert])).get(alert.id);
  return cause === undefined ? alert : { ...alert, causeId: cause };
}

const blank = {
  causeId: null,
  told: false,
  value: null,
  threshold: null,
  runbook: null,
  labels: null,
  startedAt: null,
  endedAt: null,
  acknowledgedById: null,
  acknowledgedAt: null,
  silencedUntil: null,
  resolvedAt: null,
  resolvedById: null,
};

function opening(now: Date) {
  return { id: newId('alr'), stateSince: now, lastSeenAt: now, count: 1, escalation: 0, revision: 1 };
}

async function lastId(tx: Tx, { modelId, fingerprint, monitorId }: News): Promise<string | null> {
  const sql = `SELECT id FROM monitoring.alert a
    WHERE a.model_id = $1 AND a.fingerprint = $2 AND a.monitor_id IS NOT DISTINCT FROM $3 ORDER BY a.id DESC LIMIT 1`;
  return (await firstRow<{ id: string }>(tx, sql, [modelId, fingerprint, monitorId]))?.id ?? null;
}
