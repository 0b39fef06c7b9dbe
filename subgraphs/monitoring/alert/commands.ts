import type { Actor } from '@handoff/kit/actor';
import { type Command, type Done, done, type Refusal } from '@handoff/kit/command';
import { firstRow, rows, type Tx } from '@handoff/kit/database/database';
import { isId } from '@handoff/kit/id';
import { invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { refuse } from '../permission.ts';
import { type Alert, moved, type PeoplesMove } from './alert.ts';
import { keepChange } from './change.ts';
import { handling } from './policy.ts';
import { alerts } from './table.ts';

interface OfAlert {
  alertId: string;
  idempotencyKey?: string | null;
}

/** What a move does beside moving the state. */
interface Handling {
  move: PeoplesMove;
  /** What is wrong with what was sent. */
  problem?: Problem | null;
  note?: string | null;
  patch?(actor: Actor, now: Date): Partial<Alert>;
  detail?: Record<string, unknown>;
  /** Something else to be written in the same transaction. */
  also?(tx: Tx, actor: Actor, now: Date): Promise<unknown>;
}

/** A command that makes one move with an alert. Two at once: one makes it, the other hears who was first, and when. */
function handle<Input extends OfAlert>(name: string, of: (input: Input) => Handling): Command<Input> {
  return {
    name,
    run: async (tx, actor, input) => {
      const before = await lockedAlert(tx, actor, input.alertId);
      return isProblem(before) ? before : made(tx, actor, { before, ...of(input) });
    },
  };
}

async function made(tx: Tx, actor: Actor, of: Handling & { before: Alert }): Promise<Done | Refusal> {
  const { before, move, note = null, detail } = of;
  const about = { subjectId: before.id, modelId: before.modelId };
  if (of.problem) return { ...of.problem, about };
  const now = new Date();
  const next = moved(before, move, { now, who: await whoActed(tx, before) });
  if (isProblem(next)) return { ...next, about };
  const after = { ...next, ...of.patch?.(actor, now) };
  await of.also?.(tx, actor, now);
  await keepChange(tx, actor, { before, after, move, note, ...(detail && { detail }) });
  return done(after.id);
}

/** The alert, locked until the commit, when the actor may handle it; else why not. */
async function lockedAlert(tx: Tx, actor: Actor, id: string): Promise<Alert | Refusal> {
  const found = isId('alr', id) ? await tx.findOne(alerts, { where: { id } }) : null;
  if (!found) return notFound('alert', id);
  const refusal = await refuse(tx, actor, { model: found.modelId, thing: { what: 'alert', id }, ...handling });
  return refusal ?? tx.findOneOrFail(alerts, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** The name of who brought the alert into the state it is in, where somebody did. */
async function whoActed(tx: Tx, { state, acknowledgedById, resolvedById }: Alert): Promise<string | null> {
  const id = state === 'RESOLVED' ? resolvedById : acknowledgedById;
  if (id === null) return null;
  const sql = `SELECT name FROM access.person WHERE id = $1
    UNION ALL SELECT name FROM access.service_account WHERE id = $1`;
  return (await firstRow<{ name: string }>(tx, sql, [id]))?.name ?? null;
}

const mostText = 2000;

function noteProblem(field: string, note: string | null | undefined): Problem | null {
  return note === null || note === undefined ? null : textProblem(field, note, mostText);
}

export interface AcknowledgeAlert extends OfAlert {
  note?: string | null;
}

/** Somebody sees to it: nobody else is asked. */
export const acknowledgeAlert = handle<AcknowledgeAlert>('acknowledgeAlert', ({ note = null }) => ({
  move: 'ACKNOWLEDGE',
  problem: noteProblem('note', note),
  note,
  patch: (actor, now) => ({ acknowledgedById: actor.id, acknowledgedAt: now }),
}));

export interface SilenceAlert extends OfAlert {
  minutes: number;
  reason: string;
}

const mostMinutes = 43_200;

/** Nobody is told of it for a while; a silence that holds is replaced. */
export const silenceAlert = handle<SilenceAlert>('silenceAlert', ({ minutes, reason }) => ({
  move: 'SILENCE',
  problem: minutesProblem(minutes) ?? textProblem('reason', reason, mostText),
  note: reason,
  patch: (_, now) => ({ silencedAt: now, silencedUntil: new Date(now.getTime() + minutes * 60_000) }),
  detail: { minutes },
}));

function minutesProblem(minutes: number): Problem | null {
  if (minutes >= 1 && minutes <= mostMinutes) return null;
  return invalid(
    'minutes',
    `A silence of ${minutes} minutes cannot be: it lasts 1 to ${mostMinutes}, which are 30 days.`,
  );
}

/** It fires again, and people are told. */
export const unsilenceAlert = handle<OfAlert>('unsilenceAlert', () => ({ move: 'UNSILENCE' }));

export interface ResolveAlert extends OfAlert {
  note: string;
}

/** It is over. What is still wrong opens a new one. */
export const resolveAlert = handle<ResolveAlert>('resolveAlert', ({ note }) => ({
  move: 'RESOLVE',
  problem: textProblem('note', note, mostText),
  note,
  patch: actor => ({ resolvedById: actor.id, silencedAt: null, silencedUntil: null }),
}));

export interface EscalateAlert extends OfAlert {
  reason?: string | null;
}

/** The next are asked: the team, then the fallback channel. Whoever acknowledged it is asked no more. */
export const escalateAlert = handle<EscalateAlert>('escalateAlert', ({ reason = null }) => ({
  move: 'ESCALATE',
  problem: noteProblem('reason', reason),
  note: reason,
}));

export interface RateAlert extends OfAlert {
  useful: boolean;
  comment?: string | null;
}

/** Says whether it was worth being told; the last verdict of each counts. */
export const rateAlert = handle<RateAlert>('rateAlert', ({ alertId, useful, comment = null }) => ({
  move: 'RATE',
  problem: noteProblem('comment', comment),
  note: comment,
  detail: { useful },
  also: (tx, actor, now) =>
    rows(
      tx,
      `INSERT INTO monitoring.alert_verdict (alert_id, person_id, useful, comment, at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (alert_id, person_id) DO UPDATE SET useful = $3, comment = $4, at = $5`,
      [alertId, actor.id ?? 'system', useful, comment, now],
    ),
}));
