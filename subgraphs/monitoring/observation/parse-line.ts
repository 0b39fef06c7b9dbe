import { isId } from '@handoff/kit/id';
import { instantOf } from '@handoff/kit/instant';
import { mostColumns, type Observation, rowProblem, timeProblem } from './observation.ts';

/** A line of NDJSON that is an observation, and which version or deployment it is of. */
export interface ReadLine {
  /** ver_… or dep_…. */
  scope: 'versionId' | 'deploymentId';
  id: string;
  observation: Observation;
}

type JsonObject = Readonly<Record<string, unknown>>;

const fields: ReadonlySet<string> = new Set([
  ...['versionId', 'deploymentId', 'at', 'predictionId', 'features'],
  ...['prediction', 'score', 'latencyMs', 'failed'],
]);

/** The observation that a line holds; or why it holds none, as a sentence. now: milliseconds since 1970. */
export function readLine(line: string, now: number): ReadLine | string {
  const value = parsed(line);
  if (value === undefined) return 'It is no JSON: send one JSON object a line.';
  if (!isMap(value)) return 'It is no JSON object: send one observation a line.';
  const found = readObject(value, now);
  return typeof found === 'string' ? `${found}.` : found;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function readObject(value: JsonObject, now: number): ReadLine | string {
  for (const name in value) if (!fields.has(name)) return unknownField(name);
  const of = scopeOf(value);
  if (typeof of === 'string') return of;
  const at = typeof value.at === 'string' ? instantOf(value.at) : null;
  if (at === null) return '"at" must be a time in RFC 3339 with a zone, such as 2026-11-21T09:00:00Z';
  const { features = {}, predictionId = null, prediction, score, latencyMs, failed } = value;
  if (!isMap(features)) return '"features" must be a JSON object of values by column';
  if (isTooWide(features)) return `"features" has more than ${mostColumns} columns: send those that the model reads`;
  if (predictionId !== null && typeof predictionId !== 'string') return '"predictionId" must be a text';
  if (!isNumber(score)) return '"score" must be a number';
  if (!isNumber(latencyMs)) return '"latencyMs" must be a number';
  if (!isNone(failed) && typeof failed !== 'boolean') return '"failed" must be true or false';
  const observation = { at, predictionId, features, prediction, score, latencyMs, failed } as Observation;
  return timeProblem(at, now) ?? rowProblem(observation) ?? { ...of, observation };
}

function unknownField(name: string): string {
  return `"${name.slice(0, 40)}" is no field of an observation: the fields are ${[...fields].join(', ')}`;
}

function scopeOf({ versionId, deploymentId }: JsonObject): Pick<ReadLine, 'scope' | 'id'> | string {
  if (isNone(versionId) === isNone(deploymentId)) return 'Give "versionId" or "deploymentId", one of the two';
  const [scope, prefix, id] = isNone(deploymentId)
    ? (['versionId', 'ver', versionId] as const)
    : (['deploymentId', 'dep', deploymentId] as const);
  if (typeof id === 'string' && isId(prefix, id)) return { scope, id };
  return `"${scope}" must be an id that begins with ${prefix}_`;
}

function isTooWide(features: JsonObject): boolean {
  let count = 0;
  for (const _ in features) if (++count > mostColumns) return true;
  return false;
}

function isNumber(value: unknown): boolean {
  return isNone(value) || typeof value === 'number';
}

function isNone(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isMap(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
