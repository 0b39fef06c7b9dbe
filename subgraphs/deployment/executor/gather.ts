import type { Context } from '@handoff/kit/context';
import { errorOf } from '@handoff/kit/graph-error';
import { load } from '@handoff/kit/loader';
import { environmentById, targetById } from '../environment/queries.ts';
import { promotionById } from '../promotion/queries.ts';
import { executorProblem } from './config.ts';
import type { NamedVersion, Order } from './order.ts';
import type { OrderRow } from './table.ts';

const told = 'id version source { system externalId url } artifacts { uri format } model { name }';
// As many as the gateway takes at the root of one question.
const mostAtOnce = 20;

interface Told {
  [alias: string]: (Omit<NamedVersion, 'modelName'> & { model: { name: string } }) | null;
}

/**
 * All that an executor needs to know for an order, or why it cannot be carried out. Throws an outage when registry
 * cannot be asked; never inside a transaction.
 */
export async function gatherOrder(context: Context, row: OrderRow): Promise<Order | string> {
  const promotion = await load(context, promotionById, row.promotionId);
  const target = promotion?.targetId ? await load(context, targetById, promotion.targetId) : null;
  const environment = promotion && (await load(context, environmentById, promotion.environmentId));
  if (!promotion || !target || !environment) return 'Its target is not there any more.';
  const problem = executorProblem(promotion.executor, target.config);
  if (problem) return `Target "${target.name}" is not set up for ${promotion.executor}: ${problem.message}`;
  const version = await named(context, promotion.versionId);
  if (!version) return 'Its version is not there any more.';
  const { kind, step, id, promotionId, madeAt, memory } = row;
  const percent = kind === 'BACK' ? 0 : (promotion.steps[step]?.percent ?? 100);
  return {
    ...{ id, promotionId, kind, step, percent, madeAt, memory, target, version },
    strategy: promotion.strategy,
    executor: promotion.executor,
    attempt: row.attempt - 1,
    environment: environment.name,
    replaces: promotion.replacesId === null ? null : await named(context, promotion.replacesId),
  };
}

async function named(context: Context, id: string): Promise<NamedVersion | null> {
  return (await namedVersions(context, [id])).get(id) ?? null;
}

/**
 * Versions under all the names they have, by id; those that are not there are left out. Throws an outage when registry
 * cannot be asked; never inside a transaction.
 */
export async function namedVersions(context: Context, ids: readonly string[]): Promise<Map<string, NamedVersion>> {
  const found = new Map<string, NamedVersion>();
  for (let from = 0; from < ids.length; from += mostAtOnce) {
    for (const { model, ...version } of await askFor(context, ids.slice(from, from + mostAtOnce)))
      found.set(version.id, { ...version, modelName: model.name });
  }
  return found;
}

async function askFor({ graph }: Context, ids: readonly string[]) {
  const given = ids.map((_, i) => `$v${i}: ID!`).join(', ');
  const asked = ids.map((_, i) => `v${i}: modelVersion(id: $v${i}) { ${told} }`).join(' ');
  const variables = Object.fromEntries(ids.map((id, i) => [`v${i}`, id]));
  const answer = await graph.request<Told>(`query OrderedVersions(${given}) { ${asked} }`, variables);
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  const versions = Object.values(answer.data).filter(version => version !== null);
  if (failed && versions.length < ids.length) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  return versions;
}
