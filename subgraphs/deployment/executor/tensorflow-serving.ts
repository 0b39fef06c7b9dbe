import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { TargetAnswer } from '@handoff/kit/http/target';
import { notIt, objectOf, refusal } from './answers.ts';
import { type Asker, type Seen, servesNone, unseen } from './asking.ts';
import { tensorflowConfig } from './config.ts';
import type { Executor, Tools } from './executor.ts';
import { modelConfig, type ServedModel, servedModels } from './model-config.ts';
import type { NamedVersion, Order, Progress } from './order.ts';

/**
 * Writes the file from which TensorFlow Serving reads its models, and waits until the server says that the version is
 * available. The server loads it before it lets go of the one before.
 */
export const tensorflowServing: Executor = async (order, tools) => {
  const config = tensorflowConfig.parse(order.target.config);
  const wanted = order.kind === 'STEP' ? order.version : order.replaces;
  const version = wanted && numberOf(wanted);
  if (wanted && version === null) return unnumbered(wanted);
  const name = order.version.modelName;
  const basePath = config.basePath.replace('{model}', name);
  const written = await write(config.configFile, tools, { name, model: version ? { name, basePath, version } : null });
  if (written) return written;
  return version === null ? waitUntilGone(order, tools) : waitUntilAvailable(config.url, tools, { name, version });
};

/** Asks which versions of the model are available. */
export const askTensorflowServing: Asker = async ({ target, modelName, versions }, tools) => {
  const { url } = tensorflowConfig.parse(target.config);
  const answer = await ask(url, tools, { name: modelName });
  if (isUnknown(answer)) return servesNone;
  const told = answer.kind === 'Answer' && answer.status === 200 ? statesIn(answer) : null;
  return told ? available(told, versions) : unseen(noAnswer(answer));
};

function noAnswer(answer: TargetAnswer): Progress {
  const other = answer.kind === 'Answer' && answer.status === 200;
  return other ? notIt('TensorFlow Serving') : refusal(answer, 'TensorFlow Serving');
}

function available(told: readonly Told[], versions: readonly NamedVersion[]): Seen {
  const numbers = told.filter(({ state }) => state === 'AVAILABLE').map(({ version }) => String(version));
  const serving = numbers.map(number => {
    const known = versions.find(version => String(numberOf(version)) === number);
    return { version: known?.id ?? number, trafficPercent: numbers.length === 1 ? 100 : null };
  });
  return { kind: 'Seen', serving, whole: true };
}

/** The number of the folder that a version lies in: that of its source, else its own; null: it has none. */
function numberOf({ version, source }: NamedVersion): number | null {
  const told = source?.system === 'TENSORFLOW' ? /(\d+)\/?$/.exec(source.externalId)?.[1] : null;
  const number = Number(told ?? (/^\d+$/.test(version) ? version : Number.NaN));
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}

function unnumbered({ version }: NamedVersion): Progress {
  const mend = 'the folders of TensorFlow Serving are numbered: register it under a whole number.';
  return { kind: 'Failed', detail: `Version ${version} has no number: ${mend}` };
}

/** Puts the model into the file, or takes it out, and leaves the others as they are. Null: that is done. */
async function write(
  file: string,
  { mayWrite }: Tools,
  { name, model }: { name: string; model: ServedModel | null },
): Promise<Progress | null> {
  if (!(await mayWrite(file)))
    return { kind: 'Failed', detail: `${file} may not be written: name its folder in HANDOFF_TARGET_FOLDERS.` };
  const before = await readFile(file, 'utf8').catch(whenMissing);
  const models = servedModels(before);
  if (!models)
    return { kind: 'Failed', detail: `${file} was not written by Handoff: give the target a file of its own.` };
  const text = modelConfig([...models.filter(each => each.name !== name), ...(model ? [model] : [])]);
  if (text !== before) await replace(file, text);
  return null;
}

function whenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

/** In one move, so that the server never reads half of it. */
async function replace(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  try {
    await writeFile(beside, text, { mode: 0o644 });
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}

const touched = { touched: true };
const soon = 2;

async function waitUntilAvailable(
  url: string,
  tools: Tools,
  { name, version }: { name: string; version: number },
): Promise<Progress> {
  const answer = await ask(url, tools, { name, version });
  const status = statusOf(answer, version);
  if (status?.state === 'AVAILABLE') return { kind: 'Done', detail: `TensorFlow Serving serves version ${version}.` };
  if (status?.failure)
    return {
      kind: 'Failed',
      detail: `TensorFlow Serving cannot load version ${version}: ${status.failure}`,
      ...touched,
    };
  if (status ?? isUnknown(answer)) {
    const state = status?.state ?? 'not known yet';
    return { kind: 'Later', detail: `Version ${version} is ${state}.`, afterSeconds: soon, memory: touched };
  }
  const refused = refusal(answer, 'TensorFlow Serving');
  return refused.kind === 'Later' ? { ...refused, memory: touched } : { ...refused, ...touched };
}

async function waitUntilGone({ target, version }: Order, tools: Tools): Promise<Progress> {
  const { url } = tensorflowConfig.parse(target.config);
  const number = numberOf(version);
  if (number === null) return { kind: 'Done' };
  const answer = await ask(url, tools, { name: version.modelName, version: number });
  const status = statusOf(answer, number);
  if (isUnknown(answer) || status?.state === 'END') return { kind: 'Done', detail: 'TensorFlow Serving serves none.' };
  if (status) return { kind: 'Later', detail: `Version ${number} is still ${status.state}.`, afterSeconds: soon };
  return refusal(answer, 'TensorFlow Serving');
}

function ask(url: string, { http, signal }: Tools, of: { name: string; version?: number }): Promise<TargetAnswer> {
  const one = of.version === undefined ? '' : `/versions/${of.version}`;
  const path = `/v1/models/${encodeURIComponent(of.name)}${one}`;
  return http.request(`${url.replace(/\/+$/, '')}${path}`, { headers: { accept: 'application/json' }, signal });
}

/** The server does not know the model or version, yet or any more: the file is read every few seconds. */
function isUnknown(answer: TargetAnswer): boolean {
  return answer.kind === 'Answer' && answer.status === 404 && typeof objectOf(answer)?.error === 'string';
}

interface Told {
  version?: string | number;
  state?: string;
  status?: { error_code?: string | number; error_message?: string };
}

function statesIn(answer: Extract<TargetAnswer, { kind: 'Answer' }>): Told[] | null {
  const all = objectOf(answer)?.model_version_status;
  return Array.isArray(all) ? (all as Told[]) : null;
}

function statusOf(answer: TargetAnswer, version: number): { state: string; failure: string | null } | null {
  if (answer.kind !== 'Answer' || answer.status !== 200) return null;
  const told = statesIn(answer)?.find(each => String(each.version) === String(version));
  if (!told?.state) return null;
  const { error_code: code = 'OK', error_message: message } = told.status ?? {};
  const broken = told.state === 'END' && code !== 'OK' && code !== 0;
  return { state: told.state, failure: broken ? (message ?? String(code)).slice(0, 500) : null };
}
