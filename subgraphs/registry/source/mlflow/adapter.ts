import { ahead } from '../ahead.ts';
import { createHttp } from '../http.ts';
import type { ImportItem, ReadOptions, SourceAdapter } from '../record.ts';
import { mlflowAccess, mlflowSettings } from './access.ts';
import { type MlflowClient, modelCalled, models, readVersion, versionsOfModel } from './client.ts';
import { type RegisteredModel, type Registry, recordOf } from './model.ts';

/**
 * The registry of an MLflow server, read in whole each time: what people promote with (tags, aliases) moves none of the
 * timestamps that a reader could go by.
 */
export const mlflow: SourceAdapter = {
  system: 'MLFLOW',
  where: 'the address of an MLflow server; a model after # reads only that one',
  examples: ['http://127.0.0.1:5000', 'https://mlflow.example.com#churn --dry-run'],
  settings: mlflowSettings,
  takes: ['files'],
  check: async (where, options) => {
    const access = mlflowAccess(where, options);
    return typeof access === 'string' ? access : null;
  },
  read,
};

async function* read(where: string, options: ReadOptions): AsyncGenerator<ImportItem> {
  const access = mlflowAccess(where, options);
  if (typeof access === 'string') return yield { stopped: access };
  const { base, authorization } = access;
  const http = createHttp({
    ...options,
    kept: undefined,
    headers: { accept: 'application/json, */*', ...(authorization ? { authorization } : {}) },
    mend: {
      401: `Set ${mlflowSettings}.`,
      403: 'Its user may not read this: ask who manages permissions in MLflow.',
      404: 'Check the address, with the path that MLflow has there.',
    },
  });
  try {
    const client: MlflowClient = { http, base, ...(options.files === false ? {} : { mlmodelAt: mlmodelAt(base) }) };
    yield* items(client, { registry: registryAt(base), only: nameIn(where), signal: options.signal });
  } finally {
    await http.close();
  }
}

/** The part of an address behind #, where somebody wants one model only. */
export function nameIn(where: string): string | null {
  const name = decodeURIComponent(new URL(where).hash.slice(1));
  return name === '' ? null : name;
}

function mlmodelAt(base: string) {
  return (name: string, version: string) =>
    `${base}/model-versions/get-artifact?${new URLSearchParams({ name, version, path: 'MLmodel' })}`;
}

function registryAt(base: string): Registry {
  const urlOf = (name: string, version?: string) => {
    const model = `${base}/#/models/${encodeURIComponent(name)}`;
    return version === undefined ? model : `${model}/versions/${version}`;
  };
  return { system: 'MLFLOW', urlOf };
}

interface Reading {
  registry: Registry;
  only: string | null;
  signal?: AbortSignal;
}

/** The records of a registry that speaks MLflow's language. */
export async function* items(client: MlflowClient, { registry, only, signal }: Reading): AsyncGenerator<ImportItem> {
  if (only !== null) {
    const found = await modelCalled(client, only);
    yield found.kind === 'Problem' ? { stopped: found.message } : await itemOf(client, registry, found.value);
    return;
  }
  let stopped: string | null = null;
  async function* walk(): AsyncGenerator<RegisteredModel> {
    for await (const page of models(client)) {
      if (page.kind === 'Problem') stopped = page.message;
      else yield* page.value;
    }
  }
  yield* ahead(walk(), model => itemOf(client, registry, model), { width: 8, signal });
  if (stopped !== null) yield { stopped };
}

async function itemOf(client: MlflowClient, registry: Registry, model: RegisteredModel): Promise<ImportItem> {
  const versions = await versionsOfModel(client, model.name);
  if (versions.kind === 'Problem') {
    if (versions.status === null || versions.status === 401) return { stopped: versions.message };
    return { path: registry.urlOf(model.name), externalId: model.name, problem: versions.message };
  }
  const read = [];
  for (const version of versions.value) read.push(await readVersion(client, model.name, version));
  return recordOf(model, read, registry);
}
