import type { Context } from '@handoff/kit/context';
import { Outage } from '@handoff/kit/errors';
import { errorOf } from '@handoff/kit/graph-error';
import type { HeldRole, ListedModel, ListedPromotion, ModelFacts, VersionFacts } from './facts.ts';
import { readingActor } from './policy.ts';
import { accessQuestion, inventoryQuestion, listedQuestion, modelQuestion, promotionsQuestion } from './questions.ts';

interface Page<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const pageSize = 100;

/**
 * Asks the whole graph for whoever asks for the report, so that it holds what they may see; never inside a transaction.
 * Throws an outage when any part does not answer: a report with holes that nobody sees is worse than none.
 */
async function asked<T>(context: Context, question: string, variables: object): Promise<T> {
  const { graph, actor, signal } = context;
  const answer = await graph.request<T>(question, variables, { caller: readingActor(actor), signal });
  if (answer.kind === 'Refused' && answer.code === 'UNAUTHENTICATED') throw new Outage(unknownHere);
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [error] = answer.errors;
  if (error) throw errorOf({ kind: 'Refused', status: 200, ...error });
  return answer.data;
}

const unknownHere =
  "The gateway does not take registry's requests: give both the same HANDOFF_INTERNAL_KEY, and check that their clocks agree.";

interface Paging<T> {
  question: string;
  /** Whether more pages are wanted after one. */
  more?(nodes: readonly T[]): boolean;
}

/** All that a list of the graph holds, page by page. */
async function pages<T>(context: Context, root: string, { question, more = () => true }: Paging<T>): Promise<T[]> {
  const found: T[] = [];
  for (let after: string | null = null; ; ) {
    const data: Record<string, Page<T> | null> = await asked(context, question, { first: pageSize, after });
    const { nodes = [], pageInfo } = data[root] ?? {};
    found.push(...nodes);
    if (!pageInfo?.hasNextPage || !more(nodes)) return found;
    after = pageInfo.endCursor;
  }
}

/** All models that the viewer may see, in order of name; or the one with this id. */
export async function listedModels(context: Context, only: string | null): Promise<ListedModel[]> {
  if (only === null) return pages(context, 'models', { question: inventoryQuestion });
  const { model } = await asked<{ model: ListedModel | null }>(context, listedQuestion, { model: only });
  return model ? [model] : [];
}

/** All roles that count now and that the viewer may see, newest first. */
export function heldRoles(context: Context): Promise<HeldRole[]> {
  return pages(context, 'assignments', { question: accessQuestion });
}

/** The promotions with these ids, newest first; pages are read until all are found, or could only come later. */
export async function promotionsWith(context: Context, ids: ReadonlySet<string>): Promise<ListedPromotion[]> {
  if (ids.size === 0) return [];
  const left = new Set(ids);
  // Ids are in the order of time: beyond the oldest that is looked for there is none.
  const [oldest = ''] = [...ids].sort();
  const more = (nodes: readonly ListedPromotion[]) => {
    for (const { id } of nodes) left.delete(id);
    return left.size > 0 && (nodes.at(-1)?.id ?? '') > oldest;
  };
  const all = await pages<ListedPromotion>(context, 'promotions', { question: promotionsQuestion, more });
  return all.filter(({ id }) => ids.has(id));
}

/** A model with one of its versions: the one that is named, else the newest. Null: there is no such model. */
export async function modelWith(
  context: Context,
  { model, version }: { model: string; version: string | null },
): Promise<{ model: ModelFacts; version: VersionFacts | null } | null> {
  const variables = { model, version: version ?? '', named: version !== null };
  type Found = ModelFacts & { named?: VersionFacts | null; newest?: VersionFacts | null };
  const { model: found } = await asked<{ model: Found | null }>(context, modelQuestion, variables);
  return found && { model: found, version: found.named ?? found.newest ?? null };
}
