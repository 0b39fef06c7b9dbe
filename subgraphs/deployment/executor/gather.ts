import type { Context } from '@handoff/kit/context';
import { errorOf } from '@handoff/kit/graph-error';
import { load } from '@handoff/kit/loader';
import { environmentById, targetById } from '../environment/queries.ts';
import { promotionById } from '../promotion/queries.ts';
import { executorProblem } from './config.ts';
import type { NamedVersion, Order } from './order.ts';
import type { OrderRow } from './table.ts';

const versionQuery = `query OrderedVersion($id: ID!) { modelVersion(id: $id) {
  id version source { system externalId url } artifacts { uri format } model { name } } }`;

interface Told {
  modelVersion: (Pick<NamedVersion, 'id' | 'version' | 'source' | 'artifacts'> & { model: { name: string } }) | null;
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

async function named({ graph }: Context, id: string): Promise<NamedVersion | null> {
  const answer = await graph.request<Told>(versionQuery, { id });
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  const found = answer.data.modelVersion;
  if (failed && !found) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  if (!found) return null;
  const { model, ...version } = found;
  return { ...version, modelName: model.name };
}
