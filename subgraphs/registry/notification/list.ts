import { viewerReach } from '@handoff/kit/access/queries';
import { mayEverywhere, type Reach, visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { countRows, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { load } from '@handoff/kit/loader';
import { type DeliveryState, type NotificationRow, notifications } from '@handoff/kit/notification/table';
import { toldOf } from '@handoff/kit/notification/told';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import { recipientsOf } from './queries.ts';
import type { Because, Recipient } from './recipients.ts';

export interface NotificationFilter extends PageArgs {
  subjectId?: string | null;
  /** Who was told, as it was decided when it was claimed last. */
  recipientId?: string | null;
  state?: DeliveryState | null;
}

/** What is told of models the viewer sees, what they were told themselves, and all for who reads the trail or delivers. */
function readable(reach: Reach, actorId: string | null, next: number): { sql: string; parameters: unknown[] } {
  if (mayEverywhere(reach, 'AUDIT_READ') || mayEverywhere(reach, 'DELIVER')) return { sql: 'true', parameters: [] };
  if (reach.seesNone) return { sql: 'false', parameters: [] };
  const model = visibleSql(reach, 'm', next + 1);
  const sql = `(EXISTS (SELECT FROM access.model m WHERE m.id = n.model_id AND ${model.sql})
    OR (n.model_id IS NULL AND EXISTS (SELECT FROM event.told t WHERE t.notification_id = n.id AND t.to_id = $${next})))`;
  return { sql, parameters: [actorId, ...model.parameters] };
}

/** What was or is to be told, newest first. */
export async function notificationPage(context: Context, filter: NotificationFilter): Promise<Page<NotificationRow>> {
  const first = checkFirst(filter.first);
  const after = decodeCursor(filter.after, ['text']);
  const may = readable(await viewerReach(context), context.actor.id, 4);
  const where = `($1::text IS NULL OR n.subject_id = $1) AND ($3::text IS NULL OR n.state = $3)
    AND ($2::text IS NULL OR EXISTS (SELECT FROM event.told r WHERE r.notification_id = n.id AND r.to_id = $2)) AND ${may.sql}`;
  const texts = [filter.subjectId, filter.recipientId].map(text => (text == null ? null : storable(text)));
  const parameters = [...texts, filter.state ?? null, ...may.parameters];
  const next = parameters.length + 1;
  const sql = `SELECT ${columns(notifications, 'n')} FROM event.notification n
    WHERE ${where} AND ($${next}::text IS NULL OR n.id < $${next}) ORDER BY n.id DESC LIMIT $${next + 1}`;
  const found = await rows<NotificationRow>(context.db, sql, [...parameters, after?.[0] ?? null, first + 1]);
  const count = () => countRows(context.db, `FROM event.notification n WHERE ${where}`, parameters);
  return pageOf(found, first, { position: one => [one.id], count });
}

/** Who is or was told of a notification: as it was decided when it was claimed last; before, by the rules of now. */
export async function shownRecipients(context: Context, notification: NotificationRow): Promise<Recipient[]> {
  const decided = await load(context, toldOf, notification.id);
  if (!decided) return notification.attempt > 0 ? [] : recipientsOf(context, notification);
  return decided.map(one => ({ ...one, because: one.because as Because }));
}
