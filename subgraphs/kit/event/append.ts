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
  await rows(tx, entrySql, [
    id,
    actor.id,
    actor.via,
    event.action,
    event.subjectId,
    event.modelId,
    event.summary,
    event.refused ?? false,
    jsonText(event.changes ?? []),
    event.detail === undefined ? null : jsonText(event.detail),
    actor.requestId,
  ]);
  if (event.notify) await makeDue(tx, id, event);
  return id;
}

const entrySql =
  kept(`INSERT INTO event.entry (id, at, actor_id, via, action, subject_id, model_id, summary, refused, changes, detail, request_id)
     VALUES ($1, date_trunc('milliseconds', clock_timestamp()), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`);

async function makeDue(tx: Tx, entryId: string, event: NewEvent): Promise<void> {
  await rows(
    tx,
    `INSERT INTO event.notification (id, entry_id, kind, subject_id, model_id, detail, at, due_at, state, attempt)
     VALUES ($1, $2, $3, $4, $5, $6, now(), now(), 'DUE', 0)`,
    [
      newId('ntf'),
      entryId,
      event.action,
      event.subjectId,
      event.modelId,
      event.detail === undefined ? null : jsonText(event.detail),
    ],
  );
  await rows(tx, 'SELECT pg_notify($1, $2)', [dueChannel, '']);
}
