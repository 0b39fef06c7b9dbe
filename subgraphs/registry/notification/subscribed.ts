import { seeing, visibleModel } from '@handoff/kit/access/queries';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import type { Severity } from '@handoff/kit/schema/scalars';
import { z } from 'zod';
import { modelById } from '../model/queries.ts';
import { candidatesFor } from '../subscription/queries.ts';
import { type ChatSubscriptionRow, type FilteredNews, filterWords, letsThrough } from '../subscription/subscription.ts';
import type { News } from './news.ts';
import type { Recipient } from './recipients.ts';

const detailSchema = z.object({
  severity: z.enum(['INFO', 'WARNING', 'CRITICAL']).nullable().catch(null),
  environment: z.string().nullable().catch(null),
});

/** How urgent news are, as its event noted; null: it has no urgency. */
export function severityOf(detail: unknown): Severity | null {
  return detailSchema.parse(detail ?? {}).severity;
}

interface Judged extends FilteredNews {
  news: News;
  restricted: boolean;
}

async function judged(context: Context, news: News): Promise<Judged> {
  const { kind, modelId } = news;
  const model = modelId === null ? null : await load(context, modelById, modelId);
  const access = modelId === null ? null : await visibleModel(context, modelId);
  const { severity, environment } = detailSchema.parse(news.detail ?? {});
  return {
    ...{ news, kind, modelId, severity, environment },
    tags: model?.tags ?? [],
    teamId: access?.teamId ?? null,
    restricted: access?.visibility === 'RESTRICTED',
  };
}

/**
 * Who is told of each of these news because they, or their channel, subscribed. Of a restricted model a person is told
 * when they may see it, and a channel when its subscription names the model or its team and who subscribed may see it.
 */
export async function subscribedTo(context: Context, all: readonly News[]): Promise<Map<News, Recipient[]>> {
  const facts = await Promise.all(all.map(news => judged(context, news)));
  const modelIds = [...new Set(facts.flatMap(({ modelId }) => modelId ?? []))];
  const teamIds = [...new Set(facts.flatMap(({ teamId }) => teamId ?? []))];
  const candidates = await candidatesFor(context, { modelIds, teamIds });
  const through = facts.flatMap(fact =>
    candidates.filter(row => letsThrough(row, fact) && (!fact.restricted || isMeant(row))).map(row => ({ fact, row })),
  );
  const seen = await seersOf(context, through);
  const told = new Map<News, Recipient[]>();
  for (const { fact, row } of through) {
    if (fact.restricted && !seen.has(keyOf(row, fact))) continue;
    told.set(fact.news, [...(told.get(fact.news) ?? []), recipientOf(row)]);
  }
  return told;
}

/** A channel is told of what few may see only when somebody meant it. */
function isMeant({ personId, modelId, teamId }: ChatSubscriptionRow): boolean {
  return personId !== null || modelId !== null || teamId !== null;
}

function keyOf(row: ChatSubscriptionRow, { modelId }: Judged): string {
  return `${row.personId ?? row.createdById} ${modelId}`;
}

async function seersOf(
  context: Context,
  through: readonly { fact: Judged; row: ChatSubscriptionRow }[],
): Promise<Set<string>> {
  const pairs = through.flatMap(({ fact, row }) =>
    fact.restricted && fact.modelId ? [{ who: row.personId ?? row.createdById, model: fact.modelId }] : [],
  );
  if (pairs.length === 0) return new Set();
  return new Set((await seeing(context.db, pairs)).map(({ who, model }) => `${who} ${model}`));
}

function recipientOf(row: ChatSubscriptionRow): Recipient {
  const names = { model: row.modelId && 'chosen', team: row.teamId && 'chosen' };
  const what = filterWords(row, names);
  const explanation = row.channel ? `This channel is subscribed to ${what}.` : `You are subscribed to ${what}.`;
  return { toId: row.personId, channel: row.channel, because: 'SUBSCRIBED', explanation, notBefore: null };
}
