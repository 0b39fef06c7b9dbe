import { viewerReach } from '@handoff/kit/access/queries';
import { mayEverywhere, type Reach, visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, rows, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, keyed } from '@handoff/kit/loader';
import type { ChatSubscriptionRow } from './subscription.ts';
import { chatSubscriptions } from './table.ts';

const selected = columns(chatSubscriptions, 's');

/** Of everybody's own subscriptions only the viewer's are there; none of a model that the viewer may not see. */
function readable(reach: Reach, actorId: string | null, next: number): { sql: string; parameters: unknown[] } {
  const model = visibleSql(reach, 'a', next + 2);
  const sql = `(s.person_id IS NULL OR s.person_id = $${next} OR $${next + 1})
    AND (s.model_id IS NULL OR EXISTS (SELECT FROM access.model a WHERE a.id = s.model_id AND ${model.sql}))`;
  return { sql, parameters: [actorId, mayEverywhere(reach, 'ACCESS_ADMIN'), ...model.parameters] };
}

/** Subscriptions that count, of a channel or of a person, oldest first; all that the viewer may see without either. */
export async function subscriptionsOf(
  context: Context,
  of: { channel?: string | null; personId?: string | null },
): Promise<ChatSubscriptionRow[]> {
  const reach = await viewerReach(context);
  const may = readable(reach, context.actor.id, 3);
  const sql = `SELECT ${selected} FROM registry.chat_subscription s WHERE s.ended_at IS NULL
    AND ($1::text IS NULL OR s.channel = $1) AND ($2::text IS NULL OR s.person_id = $2) AND ${may.sql}
    ORDER BY s.id LIMIT 1000`;
  const named = [of.channel, of.personId].map(text => (text == null ? null : storable(text)));
  return rows(context.db, sql, [...named, ...may.parameters]);
}

/** Subscriptions by id, ended ones too, for the payload of the change that was made. */
export const subscriptionById: Batch<string, ChatSubscriptionRow> = async (ids, context) => {
  const sql = `SELECT ${selected} FROM registry.chat_subscription s WHERE s.id = ANY($1::text[])`;
  return keyed(await rows<ChatSubscriptionRow>(context.db, sql, [ids]), row => row.id);
};

/** One that counts, locked until the commit; null when there is none within this reach. */
export function lockSubscription(tx: Tx, id: string, { reach, actorId }: { reach: Reach; actorId: string | null }) {
  const may = readable(reach, actorId, 2);
  const sql = `SELECT ${selected} FROM registry.chat_subscription s WHERE s.id = $1 AND s.ended_at IS NULL AND ${may.sql} FOR UPDATE OF s`;
  return firstRow<ChatSubscriptionRow>(tx, sql, [storable(id), ...may.parameters]);
}

/** All that could let news of these models and teams through. One statement. */
export function candidatesFor(
  context: Context,
  of: { modelIds: readonly string[]; teamIds: readonly string[] },
): Promise<ChatSubscriptionRow[]> {
  const sql = `SELECT ${selected} FROM registry.chat_subscription s WHERE s.ended_at IS NULL
    AND (s.model_id IS NULL OR s.model_id = ANY($1::text[])) AND (s.team_id IS NULL OR s.team_id = ANY($2::text[]))
    AND NOT EXISTS (SELECT FROM access.person p WHERE p.id = s.person_id AND NOT p.active)
    ORDER BY s.id`;
  return rows(context.db, sql, [of.modelIds, of.teamIds]);
}
