import type { Asked, Reply } from '@handoff/kit/testing/server';

/** What an MLflow server, or Unity Catalog, keeps of aliases. */
export interface Registered {
  /** By the model's name, its versions. */
  models: Map<string, string[]>;
  /** By name and alias, the version. */
  aliases: Map<string, string>;
}

const missing = (message: string): Reply => ({
  status: 404,
  body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message },
});

/** Answers about aliases as MLflow documents it. */
export function mlflowServer({ models, aliases }: Registered): (asked: Asked) => Reply {
  return ({ method, path, query, body, headers }) => {
    if (headers.authorization !== 'Bearer the-token') return { status: 401, body: 'You are not authenticated.' };
    if (!path.endsWith('/api/2.0/mlflow/registered-models/alias')) return { status: 404, body: 'Not found' };
    const told = (method === 'GET' ? Object.fromEntries(query) : JSON.parse(body)) as Record<string, string>;
    const { name = '', alias = '', version = '' } = told;
    const versions = models.get(name);
    if (!versions) return missing(`Registered Model with name=${name} not found`);
    const key = `${name} ${alias}`;
    if (method === 'DELETE') {
      aliases.delete(key);
      return { body: {} };
    }
    if (method === 'GET') {
      const found = aliases.get(key);
      return found ? { body: { model_version: { name, version: found } } } : missing(`Alias ${alias} not found`);
    }
    if (!versions.includes(version)) return missing(`Model Version (name=${name}, version=${version}) not found`);
    aliases.set(key, version);
    return { body: {} };
  };
}

/** The same for Unity Catalog of Databricks, as its API documents it. */
export function catalogServer({ models, aliases }: Registered): (asked: Asked) => Reply {
  return ({ method, path, body, headers }) => {
    if (headers.authorization !== 'Bearer the-token') return { status: 401, body: { error_code: 401 } };
    const [, name = '', alias = ''] = /\/api\/2\.1\/unity-catalog\/models\/(.+)\/aliases\/(.+)$/.exec(path) ?? [];
    const versions = models.get(name);
    const absent = { error_code: 'REGISTERED_MODEL_DOES_NOT_EXIST', message: `Model '${name}' does not exist.` };
    if (!versions) return { status: 404, body: absent };
    if (method === 'DELETE') {
      aliases.delete(`${name} ${alias}`);
      return { body: {} };
    }
    if (method === 'GET') {
      const found = aliases.get(`${name} ${alias}`);
      const none = { status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'No such alias.' } };
      return found ? { body: { model_name: name, version: Number(found), aliases: [{ alias_name: alias }] } } : none;
    }
    const { version_num } = JSON.parse(body) as { version_num: number };
    if (!versions.includes(String(version_num)))
      return { status: 404, body: { ...absent, message: 'No such version.' } };
    aliases.set(`${name} ${alias}`, String(version_num));
    return { body: { alias_name: alias, version_num } };
  };
}
