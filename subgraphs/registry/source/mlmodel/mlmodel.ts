import { known, mapping, text } from '../field.ts';
import { taskOf } from '../hugging-face/task.ts';
import { modelName, unnameable } from '../name.ts';
import type { ImportRecord, ImportVersion, SourceRef, Task, VersionContent } from '../record.ts';
import { parseYaml } from '../yaml.ts';
import { readArtifacts } from './artifacts.ts';
import { readFlavor } from './flavor.ts';
import { readSignature } from './signature.ts';

export type MlmodelResult =
  | { kind: 'Record'; record: ImportRecord }
  | { kind: 'Problem'; externalId: string; message: string };

/** What an MLmodel file does not say about itself: what to call it, and its place, which identifies it when no id does. */
export interface MlmodelPlace {
  calledBy: string;
  place: string;
}

/** What an MLmodel file tells of the version it lies beside. */
export interface MlmodelTold {
  kind: 'Told';
  /** The id that MLflow gave the logged model. */
  modelId?: string;
  runId?: string;
  content: VersionContent;
  tags: string[];
  createdAt?: string;
  task: Task;
}

/**
 * One MLmodel file as one model with one version, which the file does not number. Only transformers names a task; else it is OTHER.
 */
export function readMlmodel(source: string, { calledBy, place }: MlmodelPlace): MlmodelResult {
  const told = readMlmodelFile(source);
  if (told.kind === 'Problem') return { ...told, externalId: told.externalId ?? place };
  const externalId = told.modelId ?? place;
  const name = modelName(calledBy);
  if (!name) return { kind: 'Problem', externalId, message: unnameable(calledBy) };
  const from: SourceRef = known({ system: 'MLMODEL', externalId, runId: told.runId });
  const { content, tags, createdAt, task } = told;
  const version: ImportVersion = known({ version: '1', numbered: false, content, tags, createdAt });
  return { kind: 'Record', record: { source: from, name, task, riskTier: 'UNCLASSIFIED', versions: [version] } };
}

/** Reads an MLmodel file, or the same told as JSON, without giving it a name. */
export function readMlmodelFile(
  source: string,
): MlmodelTold | { kind: 'Problem'; externalId?: string; message: string } {
  const yaml = parseYaml(source);
  if (yaml.kind === 'Problem') return yaml;
  const mlmodel = mapping(yaml.value) ?? {};
  const modelId = text(mlmodel.model_id) ?? text(mlmodel.model_uuid);
  const problem = (message: string) => known({ kind: 'Problem' as const, externalId: modelId, message });

  const flavors = mapping(mlmodel.flavors);
  if (!flavors) return problem('it is no MLmodel file: there is no mapping "flavors" at its top.');
  const signature = readSignature(mlmodel.signature);
  if (signature.kind === 'Problem') return problem(signature.message);
  const createdAt = readTime(text(mlmodel.utc_time_created));
  if (createdAt === null) return problem(`utc_time_created is no time: "${text(mlmodel.utc_time_created)}".`);

  const flavor = readFlavor(flavors);
  const { framework, algorithm } = flavor;
  const { features, labels } = signature;
  const content = known({ algorithm, framework, features, labels, artifacts: readArtifacts(mlmodel, flavor) });
  const task = taskOf(flavor.task ? [flavor.task] : []);
  const tags = metadataTags(mlmodel.metadata);
  return { kind: 'Told', modelId, runId: text(mlmodel.run_id), content, tags, createdAt, task };
}

/** Times stand without a zone and mean UTC. Undefined: not told; null: no time. */
function readTime(written: string | undefined): string | undefined | null {
  if (written === undefined) return undefined;
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,3})?\d*(?:Z|\+00:00)?$/.exec(written);
  const time = match ? new Date(`${match[1]}T${match[2]}${match[3] ?? ''}Z`) : null;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : null;
}

/** What its author noted about the model as key and value. */
function metadataTags(metadata: unknown): string[] {
  return Object.entries(mapping(metadata) ?? {}).flatMap(([key, value]) => {
    const told = text(value);
    return told === undefined ? [] : [`${key}=${told}`];
  });
}
