import { readReach } from '@handoff/kit/access/queries';
import type { Reach } from '@handoff/kit/access/reach';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { firstRow, rows, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import type { Severity } from '@handoff/kit/schema/scalars';
import { lockModel } from '../model/queries.ts';
import { findTeam } from '../team/queries.ts';
import { subscribeRefusal } from './policy.ts';
import {
  type ChatFilter,
  type ChatSubscriptionRow,
  filterWords,
  subscribedText,
  subscriptionProblem,
} from './subscription.ts';
import { chatSubscriptions } from './table.ts';

export interface SubscribeChat {
  /** Channel id or #name; left out: the actor, directly. */
  channel?: string | null;
  filter?: {
    /** Id or name. */
    model?: string | null;
    team?: string | null;
    tag?: string | null;
    kinds?: string[] | null;
    severity?: Severity | null;
    environment?: string | null;
  } | null;
  idempotencyKey?: string | null;
}

const mostOfOnePlace = 100;

/** Subscribes a channel, or the actor directly, to what a filter lets through. What is subscribed to already stays. */
export const subscribeChat: Command<SubscribeChat> = {
  name: 'subscribeChat',
  async run(tx, actor, input) {
    const reach = await readReach(tx, actor);
    const own = input.channel == null;
    const refusal = subscribeRefusal(actor, reach, { own, whoCan: [] });
    if (refusal) return refusal;
    const read = await filterOf(tx, reach, input.filter ?? {});
    if (isProblem(read)) return read;
    const place = { channel: input.channel ?? null, personId: own ? actor.id : null };
    const problem = subscriptionProblem({ ...place, ...read.filter });
    if (problem) return problem;
    const row: ChatSubscriptionRow = {
      ...{ id: newId('sub'), ...place, ...read.filter },
      ...{ createdById: actor.id ?? 'system', createdAt: new Date(), endedAt: null },
      subscribed: subscribedText(place, read.filter),
    };
    const kept = await keep(tx, row);
    if (isProblem(kept) || kept !== row.id) return isProblem(kept) ? kept : done(kept);
    await append(tx, actor, {
      action: 'chat.subscribed',
      subjectId: row.id,
      modelId: row.modelId,
      summary: `subscribed ${row.channel ?? 'themselves'} to ${filterWords(row, read.names)}`,
      detail: { channel: row.channel, personId: row.personId },
    });
    return done(row.id);
  },
};

interface Read {
  filter: ChatFilter;
  names: { model: string | null; team: string | null };
}

async function filterOf(tx: Tx, reach: Reach, given: NonNullable<SubscribeChat['filter']>): Promise<Read | Problem> {
  const model = given.model == null ? null : await lockModel(tx, reach, given.model);
  if (given.model != null && !model) return notFound('model', given.model);
  const team = given.team == null ? null : await findTeam(tx, storable(given.team));
  if (given.team != null && !team) return notFound('team', given.team);
  const { tag = null, kinds = null, severity = null, environment = null } = given;
  return {
    filter: { modelId: model?.id ?? null, teamId: team?.id ?? null, tag, kinds, severity, environment },
    names: { model: model?.name ?? null, team: team?.name ?? null },
  };
}

/** The id under which it is kept: of the one that was there already, or of this one. */
async function keep(tx: Tx, row: ChatSubscriptionRow): Promise<string | Refusal> {
  // Those who subscribe one place wait for each other, so that the bound holds.
  await rows(tx, 'SELECT pg_advisory_xact_lock(hashtext($1))', [`subscribe ${row.channel ?? row.personId}`]);
  const found = await firstRow<{ id: string | null; here: string }>(
    tx,
    `SELECT max(s.id) FILTER (WHERE s.subscribed = $3) AS id, count(*) AS here FROM registry.chat_subscription s
     WHERE s.ended_at IS NULL AND (s.channel = $1 OR s.person_id = $2)`,
    [row.channel, row.personId, row.subscribed],
  );
  if (found?.id) return found.id;
  if (Number(found?.here ?? 0) >= mostOfOnePlace)
    return invalid('channel', `${mostOfOnePlace} subscriptions are the most for one place: end one of them first.`);
  await tx.insert(chatSubscriptions, row);
  return row.id;
}
