import type { Actor } from '../actor.ts';
import { afterCommit, ahead, type Tx } from '../database/database.ts';
import { jsonText } from '../database/json.ts';
import { kept } from '../database/kept.ts';
import { newId } from '../id.ts';
import { dueChannel } from '../notification/wake.ts';
import { tracing } from '../trace/trace.ts';
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
 * Returns the entry's id, without waiting until it is written. If it cannot be, nothing of the command is.
 */
export async function append(tx: Tx, actor: Actor, event: NewEvent): Promise<string> {
  const id = newId('evt');
  write(tx, actor, [{ id, ...event }]);
  return id;
}

/** Writes the events of several changes that share a transaction, in their order. One statement. */
export async function appendAll(tx: Tx, actor: Actor, events: readonly NewEvent[]): Promise<void> {
  const entries = events.map(event => ({ id: newId('evt'), ...event }));
  if (entries.length > 0) write(tx, actor, entries);
}

type Entry = NewEvent & { id: string };

function write(tx: Tx, actor: Actor, entries: readonly Entry[]): void {
  const due = entries.some(({ notify }) => notify);
  // Left out of the text where no trace is kept.
  const traceparent = due ? (tracing()?.traceparent() ?? undefined) : undefined;
  const told = entries.map(entry => ({ ...entry, notification: entry.notify ? newId('ntf') : null, traceparent }));
  ahead(tx, due ? dueSql : entrySql, [jsonText(told), actor.id, actor.via, actor.requestId]);
  if (due) afterCommit(tx, wakeSql);
}

const given = `jsonb_to_recordset($1::jsonb) AS t(id text, action text, "subjectId" text, "modelId" text, summary text,
    refused boolean, changes jsonb, detail jsonb, notification text, traceparent text)`;

const insertSql = `INSERT INTO event.entry (id, at, actor_id, via, action, subject_id, model_id, summary, refused, changes, detail, request_id)
  SELECT id, date_trunc('milliseconds', clock_timestamp()), $2, $3, action, "subjectId", "modelId", summary,
    coalesce(refused, false), coalesce(changes, '[]'), detail, $4 FROM ${given}`;

const entrySql = kept(insertSql);

const dueSql = kept(`WITH entered AS (${insertSql})
  INSERT INTO event.notification (id, entry_id, kind, subject_id, model_id, detail, at, due_at, state, attempt, traceparent)
  SELECT notification, id, action, "subjectId", "modelId", detail, now(), now(), 'DUE', 0, traceparent
    FROM ${given} WHERE notification IS NOT NULL`);

// Within the transaction it would make all commits that tell somebody wait for each other, each for the disk.
const wakeSql = `SELECT pg_notify('${dueChannel}', '')`;
