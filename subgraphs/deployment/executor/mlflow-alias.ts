import type { TargetAnswer, TargetRequest } from '@handoff/kit/http/target';
import type { z } from 'zod';
import { notIt, objectOf, refusal } from './answers.ts';
import { type Asker, type Seen, servesNone, unseen } from './asking.ts';
import { mlflowConfig } from './config.ts';
import { type Executor, noSecret } from './executor.ts';
import type { NamedVersion, Progress } from './order.ts';

type Config = z.output<typeof mlflowConfig>;

/**
 * Sets the alias by which callers load a model, in MLflow or in Unity Catalog of Databricks. Going back sets it on what
 * was replaced, or takes it away where nothing was. Setting it twice is setting it once.
 */
export const mlflowAlias: Executor = async (order, tools) => {
  const config = mlflowConfig.parse(order.target.config);
  const { tokenSetting } = config;
  const secret = tokenSetting ? tools.secret(tokenSetting) : null;
  if (tokenSetting && secret === null) return noSecret(tokenSetting);
  const at = placeOf(order.version, config);
  const wanted = order.kind === 'STEP' ? order.version : order.replaces;
  const to = wanted && placeOf(wanted, config);
  if (!at) return elsewhere(order.version, config);
  if (wanted && !to) return elsewhere(wanted, config);
  const request = to ? set(config, to) : remove(config, at);
  const answer = await tools.http.request(request.url, {
    ...request,
    headers: headersOf(config, secret),
    signal: tools.signal,
  });
  return progressOf(answer, config, to ? to.version : null);
};

/** Asks which version has the alias. */
export const askAlias: Asker = async ({ target, versions }, { secret: secretOf, http, signal }) => {
  const config = mlflowConfig.parse(target.config);
  const { tokenSetting, system = 'MLFLOW' } = config;
  const secret = tokenSetting ? secretOf(tokenSetting) : null;
  if (tokenSetting && secret === null) return unseen(noSecret(tokenSetting));
  const places = versions.map(version => placeOf(version, config));
  const name = places.find(place => place !== null)?.name;
  if (name === undefined) return { kind: 'Unseen', detail: `None of its versions is known from ${system}.` };
  const answer = await http.request(questionUrl(config, name), { headers: headersOf(config, secret), signal });
  const number = answer.kind === 'Answer' && answer.status === 200 ? numberIn(objectOf(answer)) : null;
  if (number === null) return hasNone(answer, system);
  const known = versions[places.findIndex(place => place?.name === name && place.version === number)];
  return { kind: 'Seen', serving: [{ version: known?.id ?? number, trafficPercent: 100 }], whole: true };
};

function questionUrl(config: Config, name: string): string {
  if (config.system === 'DATABRICKS') return catalogUrl(config, name);
  return `${aliasUrl(config)}?${new URLSearchParams({ name, alias: config.alias })}`;
}

/** MLflow tells a text within model_version, Unity Catalog a number. */
function numberIn(told: Record<string, unknown> | null): string | null {
  const { version } = (told?.model_version ?? told ?? {}) as { version?: unknown };
  return typeof version === 'string' || typeof version === 'number' ? String(version) : null;
}

function hasNone(answer: TargetAnswer, system: string): Seen {
  const told = answer.kind === 'Answer' ? objectOf(answer) : null;
  if (answer.kind === 'Answer' && answer.status === 404 && told) return servesNone;
  return unseen(answer.kind === 'Answer' && answer.status < 300 ? notIt(system) : refusal(answer, system));
}

interface Place {
  name: string;
  version: string;
}

/** Under which name and number MLflow knows a version: "fraud/3", as it was imported; null: it was not. */
function placeOf({ source }: NamedVersion, { system = 'MLFLOW' }: Config): Place | null {
  const [, name, version] = /^(.+)\/(\d+)$/s.exec(source?.externalId ?? '') ?? [];
  return source?.system === system && name && version ? { name, version } : null;
}

function elsewhere({ version }: NamedVersion, { system = 'MLFLOW' }: Config): Progress {
  const mend = `import the model from there first, or choose another target.`;
  return { kind: 'Failed', detail: `Version ${version} is not known from ${system}: ${mend}` };
}

/** With a user the secret is their password; without one it is a token. */
function headersOf({ user }: Config, secret: string | null): Record<string, string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  if (secret === null) return headers;
  const basic = () => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  return { ...headers, authorization: user ? basic() : `Bearer ${secret}` };
}

type Asked = Pick<TargetRequest, 'method' | 'body'> & { url: string };

function set(config: Config, { name, version }: Place): Asked {
  const { alias } = config;
  return config.system === 'DATABRICKS'
    ? { method: 'PUT', url: catalogUrl(config, name), body: JSON.stringify({ version_num: Number(version) }) }
    : { method: 'POST', url: aliasUrl(config), body: JSON.stringify({ name, alias, version }) };
}

function remove(config: Config, { name }: Place): Asked {
  const { alias } = config;
  return config.system === 'DATABRICKS'
    ? { method: 'DELETE', url: catalogUrl(config, name) }
    : { method: 'DELETE', url: aliasUrl(config), body: JSON.stringify({ name, alias }) };
}

function aliasUrl({ url }: Config): string {
  return `${url.replace(/\/+$/, '')}/api/2.0/mlflow/registered-models/alias`;
}

function catalogUrl({ url, alias }: Config, name: string): string {
  const base = `${url.replace(/\/+$/, '')}/api/2.1/unity-catalog/models`;
  return `${base}/${encodeURIComponent(name)}/aliases/${encodeURIComponent(alias)}`;
}

/** version: the one that has the alias now; null: it was taken away. */
function progressOf(answer: TargetAnswer, { system = 'MLFLOW', alias }: Config, version: string | null): Progress {
  const gone = answer.kind === 'Answer' && answer.status === 404 && version === null && objectOf(answer) !== null;
  const well = answer.kind === 'Answer' && answer.status >= 200 && answer.status < 300;
  if (!well && !gone) return refusal(answer, system);
  if (!objectOf(answer)) return notIt(system);
  const detail = version === null ? `Alias ${alias} was taken away.` : `Alias ${alias} is on version ${version}.`;
  return { kind: 'Done', detail };
}
