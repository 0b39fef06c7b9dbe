import { visibleModel } from '@handoff/kit/access/queries';
import { modelIdOf } from '@handoff/kit/catalogue';
import type { Context } from '@handoff/kit/context';
import { storable } from '@handoff/kit/database/text';
import { load } from '@handoff/kit/loader';
import { invalid, notFound, type Problem } from '@handoff/kit/problem';
import type { ComparisonFacts, VersionFacts } from '../check/facts.ts';
import { gatherComparison, gatherVersion } from '../check/gather.ts';
import { noEnvironment } from '../environment/absent.ts';
import type { Environment } from '../environment/environment.ts';
import { environmentById, findEnvironment } from '../environment/queries.ts';
import { highestLive, livePrimary } from '../rollout/queries.ts';
import { promotionById } from './queries.ts';

/** What was asked of the graph before a command: what decisions about a version in an environment rest on. */
export interface Gathered {
  facts: VersionFacts;
  comparison: ComparisonFacts | null;
  /** Version that was live there then; null: none. */
  replacesId: string | null;
  environment: Environment;
}

/** Asks for a version that somebody names, as the viewer sees it, or says what of it there is not. */
export async function gatherNamed(
  context: Context,
  of: { model: string; version: string; environment: string },
): Promise<Gathered | Problem> {
  const environment = await findEnvironment(context.db, storable(of.environment));
  const found = await gatherVersion(context, { model: of.model, version: of.version });
  const modelId = found?.modelId ?? (await modelIdOf(context, of.model));
  if (!(await visibleModel(context, storable(modelId)))) return notFound('model', of.model);
  if (!found) return notFound('version', of.version, `give a number that ${of.model} has, an alias of it, or an id`);
  if (!environment) return noEnvironment(context.db, of.environment);
  if (found.archived)
    return invalid('version', `Version ${found.version} is archived: take it out of the archive first.`);
  return (await downwards(context, found, environment)) ?? withComparison(context, found, environment);
}

/** That a version serves further up already; null: it does not. */
async function downwards(context: Context, { version, versionId }: VersionFacts, to: Environment) {
  const above = await highestLive(context.db, versionId);
  if (!above || above.rank <= to.rank) return null;
  const mend = 'register a version of its own to take there, or retire this one first';
  return invalid(
    'environment',
    `Version ${version} is live in ${above.name}, and promotions do not go down to ${to.name}: ${mend}.`,
  );
}

/** Asks for a version by its id, for an environment by its name; null where one of them is not for the viewer to see. */
export async function gatherVersionFor(
  context: Context,
  of: { versionId: string; environment: string },
): Promise<Gathered | null> {
  const environment = await findEnvironment(context.db, storable(of.environment));
  const found = environment && (await gatherVersion(context, { id: of.versionId }));
  if (!found || !(await visibleModel(context, found.modelId))) return null;
  return withComparison(context, found, environment);
}

/** Asks anew for what a promotion rests on; null where there is none that the viewer may see. */
export async function gatherPromotion(context: Context, promotionId: string): Promise<Gathered | null> {
  const promotion = await load(context, promotionById, promotionId);
  const environment = promotion && (await load(context, environmentById, promotion.environmentId));
  if (!environment) return null;
  const found = await gatherVersion(context, { id: promotion.versionId });
  return found && withComparison(context, found, environment);
}

async function withComparison(context: Context, facts: VersionFacts, environment: Environment): Promise<Gathered> {
  const live = await livePrimary(context.db, facts.modelId, environment.id);
  const replacesId = live?.versionId ?? null;
  const of = { model: facts.modelId, left: replacesId, right: facts.versionId };
  return { facts, comparison: await gatherComparison(context, of), replacesId, environment };
}
