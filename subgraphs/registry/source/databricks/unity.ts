import { mapping } from '../field.ts';
import { list } from '../json.ts';
import { get, type MlflowClient, type Outcome, pages } from '../mlflow/client.ts';
import { type ModelVersion, modelsOf, type RegisteredModel, type Registry, versionsOf } from '../mlflow/model.ts';
import { word } from '../told.ts';

const path = '/api/2.1/unity-catalog/models';

/** Unity Catalog as a registry: its models have three-level names, catalog.schema.model. */
export function unityRegistry(base: string): Registry {
  const urlOf = (name: string, version?: string) => {
    const model = `${base}/explore/data/models/${wayOf(name)}`;
    return version === undefined ? model : `${model}/version/${version}`;
  };
  return { system: 'DATABRICKS', urlOf };
}

/** Where the files of a version are. */
export function unityFile(base: string, name: string, version: string): string {
  return `${base}/api/2.0/fs/files/Models/${wayOf(name)}/${version}/MLmodel`;
}

/** A model's own name may hold dots no more than those of its catalog and schema. */
function wayOf(name: string): string {
  return name.split('.').map(encodeURIComponent).join('/');
}

/** Full names of the models that these credentials may see, page by page; a problem is the last that comes. */
export async function* unityNames(client: MlflowClient): AsyncGenerator<Outcome<string[]>> {
  for await (const page of pages(client, path, { max_results: '1000' })) {
    if (page.kind === 'Problem') yield page;
    else {
      const models = list(page.value.registered_models).map(entry => mapping(entry) ?? {});
      yield { kind: 'Value', value: models.flatMap(model => fullName(model) ?? []) };
    }
  }
}

function fullName(model: Record<string, unknown>): string | undefined {
  const parts = [model.catalog_name, model.schema_name, model.name].map(word);
  return word(model.full_name) ?? (parts.includes(undefined) ? undefined : parts.join('.'));
}

/** A model with its aliases, in the words of MLflow. Its owner is told apart: an e-mail or a group. */
export async function unityModel(
  client: MlflowClient,
  name: string,
): Promise<Outcome<{ model: RegisteredModel; owner?: string }>> {
  const answer = await get(client, `${path}/${encodeURIComponent(name)}`, { include_aliases: 'true' });
  if (answer.kind === 'Problem') return answer;
  const told = mapping(answer.value) ?? {};
  const aliases = list(told.aliases).map(entry => {
    const { alias_name, version_num } = mapping(entry) ?? {};
    return { alias: alias_name, version: version_num };
  });
  const [model] = modelsOf([{ name, description: told.comment, tags: told.tags, aliases }]);
  if (!model) return { kind: 'Problem', status: null, message: `${name} came without a name.` };
  return { kind: 'Value', value: { model, owner: word(told.owner) } };
}

/** All versions of a model, in the words of MLflow. */
export async function unityVersions(client: MlflowClient, name: string): Promise<Outcome<ModelVersion[]>> {
  const found: ModelVersion[] = [];
  for await (const page of pages(client, `${path}/${encodeURIComponent(name)}/versions`, { max_results: '1000' })) {
    if (page.kind === 'Problem') return page;
    found.push(...versionsOf(list(page.value.model_versions).map(inWordsOfMlflow)));
  }
  return { kind: 'Value', value: found };
}

function inWordsOfMlflow(version: unknown): Record<string, unknown> {
  const { comment, created_at, created_by, status, ...told } = mapping(version) ?? {};
  const state = word(status)?.replace(/^MODEL_VERSION_STATUS_/, '');
  return { ...told, status: state, description: comment, creation_timestamp: created_at, user_id: created_by };
}
