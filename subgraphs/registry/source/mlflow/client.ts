import { mapping } from '../field.ts';
import type { Http } from '../http.ts';
import { type JsonResult, jsonOf, list, textOf } from '../json.ts';
import { type MlmodelTold, readMlmodelFile } from '../mlmodel/mlmodel.ts';
import { sentence } from '../place.ts';
import { word } from '../told.ts';
import { type ModelVersion, modelsOf, type ReadVersion, type RegisteredModel, unready, versionsOf } from './model.ts';
import { isUnderWay, type Run, readRun } from './run.ts';

/** A value, or why there is none. */
export type Outcome<T> = { kind: 'Value'; value: T } | { kind: 'Problem'; status: number | null; message: string };

/** Reads an MLflow registry, and others that speak its language. */
export interface MlflowClient {
  http: Http;
  /** Address that the interface's paths are added to. */
  base: string;
  /** Where a version's MLmodel file is; null: its registry does not show files. Left out: files are not to be read. */
  mlmodelAt?(name: string, version: string): string | null;
}

/** Databricks gives no more models than this at once. */
const pageSize = { models: 100, versions: 1_000 };
const mostPages = 10_000;

/** The models of the registry, page by page; a problem is the last that comes. */
export async function* models(client: MlflowClient): AsyncGenerator<Outcome<RegisteredModel[]>> {
  const path = '/api/2.0/mlflow/registered-models/search';
  for await (const page of pages(client, path, { max_results: String(pageSize.models) }))
    yield page.kind === 'Problem' ? page : { kind: 'Value', value: modelsOf(page.value.registered_models) };
}

/** One model by its name. */
export async function modelCalled(client: MlflowClient, name: string): Promise<Outcome<RegisteredModel>> {
  const found = await get(client, '/api/2.0/mlflow/registered-models/get', { name });
  if (found.kind === 'Problem') return found;
  const [model] = modelsOf([mapping(found.value)?.registered_model]);
  if (model) return { kind: 'Value', value: model };
  return { kind: 'Problem', status: null, message: `${client.base} tells of no model called ${name}.` };
}

/** All versions of a model. */
export async function versionsOfModel(client: MlflowClient, name: string): Promise<Outcome<ModelVersion[]>> {
  const quote = name.includes("'") ? '"' : "'";
  const query = { filter: `name = ${quote}${name}${quote}`, max_results: String(pageSize.versions) };
  const found: ModelVersion[] = [];
  for await (const page of pages(client, '/api/2.0/mlflow/model-versions/search', query)) {
    if (page.kind === 'Problem') return page;
    found.push(...versionsOf(page.value.model_versions));
  }
  return { kind: 'Value', value: found };
}

/** A version with its run and its MLmodel file; refused when one of them is there and cannot be read now. */
export async function readVersion(client: MlflowClient, name: string, version: ModelVersion): Promise<ReadVersion> {
  const refused = (problem: string): ReadVersion => ({ kind: 'Refused', version, problem });
  const notYet = unready(version);
  if (notYet) return refused(notYet);
  const run = version.runId === undefined ? none : await runOf(client, version.runId, version.modelId);
  if (run.kind === 'Problem') return refused(run.message);
  if (run.value && isUnderWay(run.value))
    return refused(`Its run ${version.runId} is still under way: import again when it has ended.`);
  const mlmodel = client.mlmodelAt ? await mlmodelOf(client, { name, version, run: run.value }) : none;
  if (mlmodel.kind === 'Problem') return refused(mlmodel.message);
  return { kind: 'Version', version, run: run.value, mlmodel: mlmodel.value };
}

const none: Outcome<null> = { kind: 'Value', value: null };

/** Null: the run is gone. */
async function runOf(client: MlflowClient, runId: string, modelId?: string): Promise<Outcome<Run | null>> {
  const answer = await get(client, '/api/2.0/mlflow/runs/get', { run_id: runId });
  if (answer.kind === 'Problem') return answer.status === 404 ? none : answer;
  return { kind: 'Value', value: readRun(mapping(answer.value)?.run, modelId) };
}

interface Sought {
  name: string;
  version: ModelVersion;
  run: Run | null;
}

/** Null: there is no MLmodel file, so there is nothing to read from it. */
async function mlmodelOf(client: MlflowClient, sought: Sought): Promise<Outcome<MlmodelTold | null>> {
  const at = client.mlmodelAt?.(sought.name, sought.version.version) ?? null;
  const answer = at === null ? null : await client.http.request(at, { retries: 1 });
  if (answer?.kind === 'Answer') {
    const text = textOf(answer.body);
    return text === null ? unreadable('it is no UTF-8 text') : told(text);
  }
  const logged = inHistory(sought);
  if (logged) return told(JSON.stringify(logged));
  if (answer === null || answer.status === 404) return none;
  if (answer.status === 500 && (await isUnlisted(client, sought))) return none;
  const message = `Its MLmodel file cannot be read (--no-files leaves these files alone): ${answer.message}`;
  return { ...answer, message };
}

function told(text: string): Outcome<MlmodelTold> {
  const read = readMlmodelFile(text);
  return read.kind === 'Told' ? { kind: 'Value', value: read } : unreadable(read.message);
}

function unreadable(message: string): Outcome<never> {
  return { kind: 'Problem', status: null, message: `Its MLmodel file makes no sense: ${message}` };
}

/** What the run noted when it logged this very model: registries without a way to its files have at least this. */
function inHistory({ version, run }: Sought): unknown {
  const path = artifactPath(version);
  return run?.history.findLast(entry => path !== undefined && word(mapping(entry)?.artifact_path) === path);
}

/** The model's folder below the artifacts of its run. */
function artifactPath({ told: { source } }: ModelVersion): string | undefined {
  return /\/artifacts\/(.+?)\/*$/.exec(word(source) ?? '')?.[1];
}

/** Some servers answer 500 for a file that is not there: then their list of files says which of the two it is. */
async function isUnlisted(client: MlflowClient, { version }: Sought): Promise<boolean> {
  const path = artifactPath(version);
  if (path === undefined || version.runId === undefined) return false;
  const answer = await get(client, '/api/2.0/mlflow/artifacts/list', { run_id: version.runId, path });
  if (answer.kind === 'Problem') return answer.status === 404;
  return !list(mapping(answer.value)?.files).some(file => word(mapping(file)?.path)?.endsWith('/MLmodel'));
}

/** The pages of a list; a problem is the last that comes. */
export async function* pages(
  client: MlflowClient,
  path: string,
  query: Record<string, string>,
): AsyncGenerator<Outcome<Record<string, unknown>>> {
  let token: string | undefined;
  const seen = new Set<string>();
  for (let i = 0; i < mostPages; i++) {
    const answer = await get(client, path, token === undefined ? query : { ...query, page_token: token });
    if (answer.kind === 'Problem') return yield answer;
    const page = mapping(answer.value);
    if (!page)
      return yield { kind: 'Problem', status: null, message: `${client.base}${path} answered with no mapping.` };
    yield { kind: 'Value', value: page };
    token = word(page.next_page_token);
    if (token === undefined || seen.has(token)) return;
    seen.add(token);
  }
}

/** One answer of the interface. */
export async function get(client: MlflowClient, path: string, query: Record<string, string>): Promise<JsonResult> {
  const result = jsonOf(await client.http.request(address(client, path, query)), `${client.base}${path}`);
  return result.kind === 'Problem' ? { ...result, message: sentence(result.message) } : result;
}

function address({ base }: MlflowClient, path: string, query: Record<string, string>): string {
  return `${base}${path}?${new URLSearchParams(query)}`;
}
