import type { Actor } from '@handoff/kit/actor';
import { rows, type Tx } from '@handoff/kit/database/database';
import { upsertAll } from '@handoff/kit/database/insert';
import { appendAll, type NewEvent } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { type Alert, type AlertMove, escalationOf, eventOf, isUnsaid } from './alert.ts';
import { heardOf } from './heard.ts';
import { responsibleIn } from './responsible.ts';
import { causesFor } from './suspects.ts';
import { alerts } from './table.ts';

/** A move that was made: the alert before and after it, what was said with it, and what else the event notes. */
export interface Change {
  /** Null: it opened. */
  before: Alert | null;
  after: Alert;
  /** PEND: it opened, and did not fire yet. */
  move: AlertMove | 'PEND';
  note?: string | null;
  detail?: Record<string, unknown>;
  /** Nobody is told, although people are told of such moves: it is silenced. */
  unsaid?: boolean;
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
export function keepChange(tx: Tx, actor: Actor, change: Change): Promise<void> {
  return keepChanges(tx, actor, [change]);
}

/** Keeps alerts as they are after moves, in the order of these, with one event for each. Ten statements at most. */
export async function keepChanges(tx: Tx, actor: Actor, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const fired = firedBy(changes);
  const causes = await causesFor(tx, fired);
  const heard = await heardOf(tx, fired, causes);
  const said = saidOf(changes, { causes, heard, byItself: actor.kind === 'system' });
  const last = new Map(said.map(({ after }) => [after.id, after]));
  // The earlier ones first: an alert names the one before it.
  await upsertAll(tx, [{ table: alerts, rows: [...last.values()] }]);
  const responsible = await responsibleIn(tx, [...last.keys()]);
  const events = said.map(each => eventFor(each, responsible.get(each.after.id) ?? null));
  await appendAll(tx, actor, events);
}

function firedBy(changes: readonly Change[]): Alert[] {
  return changes.filter(({ move }) => move === 'FIRE').map(({ after }) => after);
}

/** A change, and whether somebody must be told of it. */
type Said = Change & { action: string; notify: boolean };

interface Explained {
  /** What explains alerts that fire. */
  causes: ReadonlyMap<string, string>;
  /** Of them, those that nobody need be told of. */
  heard: ReadonlySet<string>;
  byItself: boolean;
}

/** Changes with what explains the alerts that fire; what whoever it concerns has heard of is told no further, by itself. Pure. */
function saidOf(changes: readonly Change[], { causes, heard, byItself }: Explained): Said[] {
  const known = new Map<string, Pick<Alert, 'causeId' | 'told'>>();
  return changes.map(change => {
    const { move, after, unsaid = false } = change;
    const before = known.get(after.id) ?? { causeId: after.causeId, told: after.told };
    const causeId = (move === 'FIRE' && causes.get(after.id)) || before.causeId;
    const event = move === 'PEND' ? { action: 'alert.pending', notify: false } : eventOf(move);
    const isHeard = isUnsaid({ causeId, told: before.told }) && (move !== 'FIRE' || heard.has(after.id));
    const notify = event.notify && !unsaid && !(byItself && isHeard);
    const now = { causeId, told: before.told || notify };
    known.set(after.id, now);
    return { ...change, after: { ...after, ...now }, action: event.action, notify };
  });
}

function eventFor(change: Said, responsibleId: string | null): NewEvent {
  const { before, after, move, action, notify, note = null } = change;
  const { severity, environment, escalation } = after;
  const why = note === null ? '' : `: ${note}`;
  return {
    action,
    subjectId: after.id,
    modelId: after.modelId,
    summary: `${verbs[move]} the alert "${after.title}"${why}`,
    ...(before && { changes: changesBetween(before, after, told) }),
    detail: {
      ...{ severity, environment, responsibleId, escalation },
      ...{ move, from: before?.state ?? null, to: after.state, note },
      ...change.detail,
    },
    notify,
  };
}

const verbs: Readonly<Record<AlertMove | 'PEND', string>> = {
  PEND: 'saw the begin of',
  FIRE: 'raised',
  CALM: 'ended, before it fired,',
  RECOVER: 'sees the end of',
  RELAPSE: 'saw a relapse of',
  ACKNOWLEDGE: 'acknowledged',
  SILENCE: 'silenced',
  UNSILENCE: 'ended the silence of',
  SILENCE_OVER: 'sees the end of the silence of',
  RESOLVE: 'resolved',
  ESCALATE: 'escalated',
  EXPLAIN: 'found what explains',
  OUTLAST: 'sees that nothing explains any more',
  RATE: 'rated',
};

/** What is known of an alert when it opens. */
export type News = Pick<
  Alert,
  'modelId' | 'deploymentId' | 'environment' | 'monitorId' | 'fingerprint' | 'severity' | 'title' | 'detail'
> &
  Partial<Pick<Alert, 'value' | 'threshold' | 'runbook' | 'labels' | 'startedAt' | 'firedAt'>>;

/** What an alert goes on with: the last one with its fingerprint, and the silence of that, where it still lasts. */
export interface Last {
  id: string;
  /** It ended with the deployment that it was about, or as an outside system said. */
  endedAt: Date | null;
  silencedAt: Date | null;
  silencedUntil: Date | null;
}

/** The alert that opens: silenced, where the last one with its fingerprint still is. */
export function opened(of: { news: News; pending: boolean; now: Date; last: Last | null }): Change {
  const { news, pending, now, last } = of;
  const silence =
    last?.silencedUntil && last.silencedUntil > now
      ? { silencedAt: last.silencedAt, silencedUntil: last.silencedUntil }
      : null;
  const state = pending ? 'PENDING' : silence ? 'SILENCED' : 'FIRING';
  const alert: Alert = {
    ...blank,
    firedAt: now,
    ...news,
    ...opening(now),
    ...silence,
    state,
    previousId: last?.id ?? null,
  };
  const after = { ...alert, escalatesAt: escalationOf(alert, now) };
  const note = silence ? 'It came back while it is silenced.' : null;
  return { before: null, after, move: pending ? 'PEND' : 'FIRE', note, ...(silence && { unsaid: true }) };
}

/**
 * Opens an alert, linked to the one before with its fingerprint. Whoever calls has made sure that no other with it is
 * open, and that nobody else opens one.
 */
export async function openAlert(tx: Tx, actor: Actor, of: { news: News; pending: boolean; now: Date }): Promise<Alert> {
  const [last = null] = await lastOf(tx, [of.news]);
  const change = opened({ ...of, last });
  await keepChange(tx, actor, change);
  await takeOverSilences(tx, [change]);
  return change.after;
}

/** The last alert with each of these fingerprints, in their order. One statement. */
export async function lastOf(
  tx: Tx,
  news: readonly Pick<Alert, 'modelId' | 'fingerprint' | 'monitorId'>[],
): Promise<(Last | null)[]> {
  if (news.length === 0) return [];
  const sql = `SELECT n.place, a.id, a.ended_at AS "endedAt", a.silenced_at AS "silencedAt", a.silenced_until AS "silencedUntil"
    FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS n(model_id, fingerprint, monitor_id, place)
    CROSS JOIN LATERAL (SELECT l.* FROM monitoring.alert l WHERE l.model_id = n.model_id
        AND l.fingerprint = n.fingerprint AND l.monitor_id IS NOT DISTINCT FROM n.monitor_id
      ORDER BY l.id DESC LIMIT 1) a`;
  const found = await rows<Last & { place: number }>(tx, sql, [
    news.map(({ modelId }) => modelId),
    news.map(({ fingerprint }) => fingerprint),
    news.map(({ monitorId }) => monitorId),
  ]);
  const byPlace = new Map(found.map(({ place, ...last }) => [Number(place) - 1, last]));
  return news.map((_, place) => byPlace.get(place) ?? null);
}

/** The end of a silence is told once: of what goes on with it. */
export async function takeOverSilences(tx: Tx, changes: readonly Change[]): Promise<void> {
  const ids = changes.flatMap(({ before, after }) =>
    before === null && after.silencedUntil !== null && after.previousId !== null ? after.previousId : [],
  );
  if (ids.length === 0) return;
  const sql = 'UPDATE monitoring.alert SET silenced_at = NULL, silenced_until = NULL WHERE id = ANY($1::text[])';
  await rows(tx, sql, [ids]);
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
  silencedAt: null,
  silencedUntil: null,
  escalatesAt: null,
  resolvedAt: null,
  resolvedById: null,
};

function opening(now: Date) {
  return { id: newId('alr'), stateSince: now, lastSeenAt: now, count: 1, escalation: 0, revision: 1 };
}
