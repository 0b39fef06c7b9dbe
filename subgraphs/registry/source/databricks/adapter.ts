import { ahead } from '../ahead.ts';
import { known } from '../field.ts';
import { createHttp } from '../http.ts';
import { addressOf } from '../mlflow/access.ts';
import { items, nameIn } from '../mlflow/adapter.ts';
import { type MlflowClient, readVersion } from '../mlflow/client.ts';
import { type Registry, recordOf } from '../mlflow/model.ts';
import type { ImportItem, ReadOptions, SourceAdapter } from '../record.ts';
import { unityFile, unityModel, unityNames, unityRegistry, unityVersions } from './unity.ts';

const settings = 'DATABRICKS_TOKEN';

/** A Databricks workspace: the models of Unity Catalog that its user may see, then those of the workspace's registry. */
export const databricks: SourceAdapter = {
  system: 'DATABRICKS',
  where: 'the address of a workspace; a model after # reads only that one',
  examples: ['https://dbc-1234.cloud.databricks.com', 'https://adb-1.2.azuredatabricks.net#main.risk.churn'],
  settings,
  takes: ['files'],
  check: async (where, options) => {
    const access = accessOf(where, options);
    return typeof access === 'string' ? access : null;
  },
  read,
};

interface Access {
  base: string;
  token: string;
  only: string | null;
}

/** The address may come without https://, as Databricks shows it. */
function accessOf(where: string, { env = {} }: ReadOptions = {}): Access | string {
  const url = addressOf(/^[a-z]+:\/\//i.test(where) ? where : `https://${where}`);
  if (typeof url === 'string') return url;
  const token = env.DATABRICKS_TOKEN?.trim();
  if (!token) return `There is no token: set ${settings} to a personal access token of the workspace.`;
  if (!/^[\x21-\x7e]+$/.test(token)) return `${settings} holds a space or a letter that no token has: copy it again.`;
  return { base: url.origin, token, only: nameIn(url.href) };
}

async function* read(where: string, options: ReadOptions): AsyncGenerator<ImportItem> {
  const access = accessOf(where, options);
  if (typeof access === 'string') return yield { stopped: access };
  const { base, token, only } = access;
  const http = createHttp({
    ...options,
    kept: undefined,
    headers: { accept: 'application/json, */*', authorization: `Bearer ${token}` },
    mend: { 401: `Check ${settings}: it may be out of date.`, 403: 'Ask for a token that may read it.' },
  });
  try {
    const client: MlflowClient = { http, base };
    if (only !== null) yield* readOne({ client, only, options });
    else yield* readBoth(client, options);
  } finally {
    await http.close();
  }
}

const isUnity = (name: string) => name.split('.').length === 3;

interface One {
  client: MlflowClient;
  only: string;
  options: ReadOptions;
}

async function* readOne({ client, only, options }: One): AsyncGenerator<ImportItem> {
  if (isUnity(only)) yield await unityItem(inUnity(client, options), only);
  else yield* items(inWorkspace(client, options), { registry: workspaceRegistry(client.base), only });
}

function inUnity(client: MlflowClient, { files }: ReadOptions): MlflowClient {
  const mlmodelAt = (name: string, version: string) => unityFile(client.base, name, version);
  return files === false ? client : { ...client, mlmodelAt };
}

/** The workspace's registry shows no files: what the run noted of its models is all there is. */
function inWorkspace(client: MlflowClient, { files }: ReadOptions): MlflowClient {
  return files === false ? client : { ...client, mlmodelAt: () => null };
}

function workspaceRegistry(base: string): Registry {
  const urlOf = (name: string, version?: string) => {
    const model = `${base}/#mlflow/models/${encodeURIComponent(name)}`;
    return version === undefined ? model : `${model}/versions/${version}`;
  };
  return { system: 'DATABRICKS', urlOf };
}

/** A workspace may have only one of the two registries: that is told, and no reason to stop unless both are missing. */
async function* readBoth(client: MlflowClient, options: ReadOptions): AsyncGenerator<ImportItem> {
  const registry = workspaceRegistry(client.base);
  let missing: string | null = null;
  for await (const item of readUnity(inUnity(client, options), options)) {
    if ('stopped' in item) missing = item.stopped;
    else yield item;
  }
  for await (const item of items(inWorkspace(client, options), { registry, only: null, signal: options.signal })) {
    if (!('stopped' in item)) yield item;
    else if (missing !== null) return yield { stopped: `${missing} ${item.stopped}` };
    else missing = item.stopped;
  }
  if (missing !== null) options.note?.(`One of the two registries could not be read: ${missing}`);
}

async function* readUnity(client: MlflowClient, { signal }: ReadOptions): AsyncGenerator<ImportItem> {
  let stopped: string | null = null;
  async function* names(): AsyncGenerator<string> {
    for await (const page of unityNames(client)) {
      if (page.kind === 'Problem') stopped = page.message;
      else yield* page.value;
    }
  }
  yield* ahead(names(), name => unityItem(client, name), { width: 8, signal });
  if (stopped !== null) yield { stopped };
}

async function unityItem(client: MlflowClient, name: string): Promise<ImportItem> {
  const registry = unityRegistry(client.base);
  const refused = (problem: string): ImportItem => ({ path: registry.urlOf(name), externalId: name, problem });
  const found = await unityModel(client, name);
  if (found.kind === 'Problem') return refused(found.message);
  const versions = await unityVersions(client, name);
  if (versions.kind === 'Problem') return refused(versions.message);
  const read = [];
  for (const version of versions.value) read.push(await readVersion(client, name, version));
  const item = recordOf(found.value.model, read, registry);
  const { owner } = found.value;
  return 'record' in item ? { ...item, record: known({ ...item.record, owners: owner ? [owner] : [] }) } : item;
}
