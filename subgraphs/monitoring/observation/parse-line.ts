import { isId } from '@handoff/kit/id';
import { instantOf } from '@handoff/kit/instant';
import { mostColumns, type Observation, rowProblem, timeProblem } from './observation.ts';

/** A line of NDJSON that is an observation, and which version or deployment it is of: one of the two. */
export interface ReadLine extends Observation {
  versionId?: string | null;
  deploymentId?: string | null;
}

type JsonObject = Record<string, unknown>;

const fields: ReadonlySet<string> = new Set([
  ...['versionId', 'deploymentId', 'at', 'predictionId', 'features'],
  ...['prediction', 'score', 'latencyMs', 'failed'],
]);

/** The observation that a line holds; or why it holds none, as a sentence; null: it is blank. now: milliseconds since 1970. */
export function readLine(line: string, now: number): ReadLine | string | null {
  if (line.trim() === '') return null;
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

// What was parsed is the observation, with its time as a number: an object of its own for each row would, by what V8
// learns of such places, be put where only a full collection finds it.
function readObject(value: JsonObject, now: number): ReadLine | string {
  const problem = fieldsProblem(value);
  if (problem) return problem;
  const at = typeof value.at === 'string' ? instantOf(value.at) : null;
  if (at === null) return '"at" must be a time in RFC 3339 with a zone, such as 2026-11-21T09:00:00Z';
  value.at = at;
  value.features ??= {};
  const read = value as unknown as ReadLine;
  return timeProblem(at, now) ?? rowProblem(read) ?? read;
}

function fieldsProblem(value: JsonObject): string | null {
  for (const name in value) if (!fields.has(name)) return unknownField(name);
  const { features, predictionId, score, latencyMs, failed } = value;
  const scope = scopeProblem(value);
  if (scope) return scope;
  if (!isNone(features) && !isMap(features)) return '"features" must be a JSON object of values by column';
  if (features && isTooWide(features)) return tooWide;
  if (!isNone(predictionId) && typeof predictionId !== 'string') return '"predictionId" must be a text';
  if (!isNumber(score)) return '"score" must be a number';
  if (!isNumber(latencyMs)) return '"latencyMs" must be a number';
  return isNone(failed) || typeof failed === 'boolean' ? null : '"failed" must be true or false';
}

const tooWide = `"features" has more than ${mostColumns} columns: send those that the model reads`;

function unknownField(name: string): string {
  return `"${name.slice(0, 40)}" is no field of an observation: the fields are ${[...fields].join(', ')}`;
}

function scopeProblem({ versionId, deploymentId }: JsonObject): string | null {
  if (isNone(versionId) === isNone(deploymentId)) return 'Give "versionId" or "deploymentId", one of the two';
  if (isNone(deploymentId)) return isIdOf('ver', versionId) ? null : '"versionId" must be an id that begins with ver_';
  return isIdOf('dep', deploymentId) ? null : '"deploymentId" must be an id that begins with dep_';
}

function isIdOf(prefix: 'ver' | 'dep', id: unknown): boolean {
  return typeof id === 'string' && isId(prefix, id);
}

function isTooWide(features: object): boolean {
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
