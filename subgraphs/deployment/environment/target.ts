import { invalid, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';

/** What kind of place serves a model. */
export const targetKinds = [
  'KUBERNETES',
  'KSERVE',
  'TENSORFLOW_SERVING',
  'DATABRICKS',
  'SAGEMAKER',
  'CONTAINER',
  'VIRTUAL_MACHINE',
  'EDGE',
  'BATCH_JOB',
] as const;
export type TargetKind = (typeof targetKinds)[number];

/** How an approved promotion is carried out. */
export const executorKinds = ['MANUAL', 'WEBHOOK', 'MLFLOW_ALIAS', 'TENSORFLOW_SERVING', 'KSERVE'] as const;
export type ExecutorKind = (typeof executorKinds)[number];

/** A place that can serve a model, in one environment. */
export interface Target {
  id: string;
  environmentId: string;
  name: string;
  kind: TargetKind;
  executor: ExecutorKind;
  /** Names secrets by the setting that holds them, never by value. */
  config: Record<string, unknown> | null;
}
/** What is wrong with what somebody wants a target to be, or null. */
export function targetProblem(input: { name: string; config?: unknown }): Problem | null {
  return textProblem('name', input.name, 128) ?? configProblem(input.config);
}

const mostCharacters = 20_000;
const mostDepth = 10;
const secretive = /token|passw(or)?d|passphrase|secret|credential|key/i;
const settingName = /^[A-Z][A-Z0-9_]{0,127}$/;
const addressWithPassword = /[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;

/**
 * What is wrong with a configuration, or null. A value under a key that looks like a secret is refused, whatever it
 * is, unless the key ends in "Setting" and the value is the name of a setting: {"tokenSetting": "MLFLOW_TOKEN"}.
 */
export function configProblem(config: unknown): Problem | null {
  if (config === undefined || config === null) return null;
  if (typeof config !== 'object' || Array.isArray(config)) {
    return invalid('config', 'A configuration is a JSON object, such as {"namespace": "models"}.');
  }
  const problem = valueProblem(config, { path: 'config', depth: 0 });
  if (problem) return problem;
  const { length } = JSON.stringify(config);
  if (length <= mostCharacters) return null;
  return invalid('config', `The configuration has ${length} characters: ${mostCharacters} are the most.`);
}

interface Place {
  path: string;
  depth: number;
}

function valueProblem(value: unknown, { path, depth }: Place): Problem | null {
  if (depth > mostDepth) return invalid(path, `The configuration is deeper than ${mostDepth} levels: make it flatter.`);
  if (typeof value === 'string') return stringProblem(value, path);
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    const problem =
      (Array.isArray(value) ? null : keyProblem(key, inner, at)) ?? valueProblem(inner, { path: at, depth: depth + 1 });
    if (problem) return problem;
  }
  return null;
}

function stringProblem(value: string, path: string): Problem | null {
  if (value.includes('\u0000')) return invalid(path, 'The value contains a NUL character: leave it out.');
  if (!addressWithPassword.test(value)) return null;
  const mend =
    'leave it out of the address, and name the setting that holds it, such as "passwordSetting": "DB_PASSWORD".';
  return invalid(path, `The address contains a password: ${mend}`);
}

function keyProblem(key: string, value: unknown, path: string): Problem | null {
  if (key.includes('\u0000')) return invalid('config', 'A key contains a NUL character: leave it out.');
  if (!secretive.test(key) || value === null || typeof value === 'boolean') return null;
  if (!key.endsWith('Setting')) {
    const mend = `write "${key}Setting" with the name of the setting that holds it, such as "MLFLOW_TOKEN".`;
    return invalid(path, `"${key}" looks like a secret, which a configuration never holds: ${mend}`);
  }
  if (typeof value === 'string' && settingName.test(value)) return null;
  return invalid(path, `"${key}" must be the name of a setting, in capital letters, such as "MLFLOW_TOKEN".`);
}
