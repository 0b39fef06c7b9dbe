import { visibleModel } from '@handoff/kit/access/queries';
import { modelIdOf } from '@handoff/kit/catalogue';
import type { Context } from '@handoff/kit/context';
import { storable } from '@handoff/kit/database/text';
import { errorOf } from '@handoff/kit/graph-error';
import { invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';

/** A version that an arm names. */
export interface NamedVersion {
  id: string;
  version: string;
}

interface Told {
  modelVersion: { id: string; version: string; state: string; model: { id: string } } | null;
}

const versionQuery = `query ArmVersion($model: String!, $version: String!) {
  modelVersion(model: $model, version: $version) { id version state model { id } }
}`;
const datasetQuery = 'query ArmDataset($id: ID!) { dataset(id: $id) { id } }';

/** A version of a model by number, alias or id; null when there is none. Never inside a transaction; throws an outage. */
export async function versionNamed(context: Context, model: string, version: string): Promise<NamedVersion | null> {
  const { modelVersion } = await ask<Told>(context, versionQuery, { model, version });
  return modelVersion?.model.id === model && modelVersion.state !== 'ARCHIVED' ? modelVersion : null;
}

async function ask<T>(context: Context, source: string, variables: object): Promise<T> {
  const answer = await context.graph.request<T>(source, variables);
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  return answer.data;
}

/** What arms name, found in registry: the model's id, and the version of each arm in their order. */
export interface Gathered {
  modelId: string;
  versions: NamedVersion[];
}

interface NamedArm {
  version: string;
  datasetId?: string | null;
}

/** Asks registry for what a new experiment names, as the viewer may see it, or says what of it there is not. */
export async function gatherArms(
  context: Context,
  { model, arms }: { model: string; arms: readonly NamedArm[] },
): Promise<Gathered | Problem> {
  const modelId = await modelIdOf(context, model);
  if (!(await visibleModel(context, storable(modelId)))) return notFound('model', model);
  // More than an experiment may have are refused by its terms; registry is not asked for them.
  const found = await Promise.all(arms.slice(0, 10).map((arm, index) => armOf(context, { modelId, arm, index })));
  const problem = found.find(isProblem);
  return problem ?? { modelId, versions: found.filter((each): each is NamedVersion => !isProblem(each)) };
}

async function armOf(
  context: Context,
  { modelId, arm, index }: { modelId: string; arm: NamedArm; index: number },
): Promise<NamedVersion | Problem> {
  const version = await versionNamed(context, modelId, arm.version);
  if (!version) {
    const message = `There is no version "${arm.version}" of this model that is not archived: give a number, an alias or an id.`;
    return invalid(`arms[${index}].version`, message);
  }
  const { datasetId: id } = arm;
  if (!id || (await ask<{ dataset: object | null }>(context, datasetQuery, { id })).dataset) return version;
  return invalid(`arms[${index}].datasetId`, `There is no data set "${id}": give the id of one, dts_….`);
}
