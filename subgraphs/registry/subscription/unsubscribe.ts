import { readReach, whoCan } from '@handoff/kit/access/queries';
import { type Command, done } from '@handoff/kit/command';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { notFound } from '@handoff/kit/problem';
import { endRefusal } from './policy.ts';
import { lockSubscription } from './queries.ts';
import { chatSubscriptions } from './table.ts';

export interface UnsubscribeChat {
  id: string;
  idempotencyKey?: string | null;
}

/** Ends a subscription: by who made it, by a member of a team whose channel it is, or by who manages access. */
export const unsubscribeChat: Command<UnsubscribeChat> = {
  name: 'unsubscribeChat',
  async run(tx, actor, { id }) {
    const reach = await readReach(tx, actor);
    const row = await lockSubscription(tx, id, { reach, actorId: actor.id });
    if (!row) return notFound('subscription', id);
    const ending = {
      isTheirChannel: await isTheirChannel(tx, row.channel, actor.id),
      whoCan: await whoCan(tx, 'ACCESS_ADMIN', null),
    };
    const refusal = endRefusal({ actor, reach }, row, ending);
    if (refusal) return { ...refusal, about: { subjectId: row.id, modelId: row.modelId } };
    await tx.update(chatSubscriptions, { id: row.id }, { endedAt: new Date() });
    await append(tx, actor, {
      action: 'chat.unsubscribed',
      subjectId: row.id,
      modelId: row.modelId,
      summary: `ended a subscription of ${row.channel ?? 'their own'}`,
      detail: { channel: row.channel, personId: row.personId },
    });
    return done(row.id);
  },
};

async function isTheirChannel(tx: Tx, channel: string | null, actorId: string | null): Promise<boolean> {
  if (channel === null || actorId === null) return false;
  const sql = `SELECT t.id FROM access.team t JOIN access.team_member m ON m.team_id = t.id
    WHERE t.slack_channel = $1 AND m.person_id = $2 AND t.dissolved_at IS NULL LIMIT 1`;
  return (await firstRow(tx, sql, [channel, actorId])) !== null;
}
