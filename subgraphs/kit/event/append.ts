import type { Actor } from '../actor.ts';
import { rows, type Tx } from '../database/database.ts';
import { jsonText } from '../database/json.ts';
import { kept } from '../database/kept.ts';
import { newId } from '../id.ts';
import { dueChannel } from '../notification/wake.ts';
import type { ValueChange } from './table.ts';

/** What a command says of the change it made. */
export interface NewEvent {
  /** Past tense: assignment.accepted, model.tagged. */
  action: string;
  subjectId: string;
  modelId: string | null;
  /** One sentence without the actor: "accepted to be owner of churn". */
  summary: string;
  changes?: ValueChange[];
  detail?: Record<string, unknown>;
  /** Somebody must be told: makes it due for delivery. */
  notify?: boolean;
  refused?: boolean;
}

/**
 * Writes one event in the command's own transaction: it is the audit trail, the outbox and the history at once.
 * Returns the entry's id. If it cannot be written, nothing of the command is.
 */
export async function append(tx: Tx, actor: Actor, event: NewEvent): Promise<string> {
  const id = newId('evt');
  await write(tx, actor, [{ id, ...event }]);
  return id;
}

/** Writes the events of several changes that share a transaction, in their order. At most three statements. */
export async function appendAll(tx: Tx, actor: Actor, events: readonly NewEvent[]): Promise<void> {
  if (events.length > 0)
    await write(
      tx,
      actor,
      events.map(event => ({ id: newId('evt'), ...event })),
    );
}

type Entry = NewEvent & { id: string };

async function write(tx: Tx, actor: Actor, entries: readonly Entry[]): Promise<void> {
  await rows(tx, entrySql, [jsonText(entries), actor.id, actor.via, actor.requestId]);
  const due = entries.filter(({ notify }) => notify);
  if (due.length === 0) return;
  await rows(tx, dueSql, [jsonText(due.map(entry => ({ ...entry, notification: newId('ntf') })))]);
  await rows(tx, 'SELECT pg_notify($1, $2)', [dueChannel, '']);
}

const told = `t(id text, action text, "subjectId" text, "modelId" text, summary text, refused boolean, changes jsonb,
    detail jsonb, notification text)`;

const entrySql =
  kept(`INSERT INTO event.entry (id, at, actor_id, via, action, subject_id, model_id, summary, refused, changes, detail, request_id)
  SELECT id, date_trunc('milliseconds', clock_timestamp()), $2, $3, action, "subjectId", "modelId", summary,
    coalesce(refused, false), coalesce(changes, '[]'), detail, $4 FROM jsonb_to_recordset($1::jsonb) AS ${told}`);

const dueSql =
  kept(`INSERT INTO event.notification (id, entry_id, kind, subject_id, model_id, detail, at, due_at, state, attempt)
  SELECT notification, id, action, "subjectId", "modelId", detail, now(), now(), 'DUE', 0
    FROM jsonb_to_recordset($1::jsonb) AS ${told}`);
