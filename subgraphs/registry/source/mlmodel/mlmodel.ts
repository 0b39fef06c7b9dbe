import { known, mapping, text } from '../field.ts';
import { taskOf } from '../hugging-face/task.ts';
import { modelName, unnameable } from '../name.ts';
import type { ImportRecord, ImportVersion, SourceRef } from '../record.ts';
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

/**
 * One MLmodel file as one model with one version. The file tells no version number, so the version is "1"; a model of
 * several versions is a matter for the registry that numbers them. Only transformers names a task; else it is OTHER.
 */
export function readMlmodel(source: string, { calledBy, place }: MlmodelPlace): MlmodelResult {
  const yaml = parseYaml(source);
  if (yaml.kind === 'Problem') return { kind: 'Problem', externalId: place, message: yaml.message };
  const mlmodel = mapping(yaml.value) ?? {};
  const externalId = text(mlmodel.model_id) ?? text(mlmodel.model_uuid) ?? place;
  const problem = (message: string): MlmodelResult => ({ kind: 'Problem', externalId, message });

  const flavors = mapping(mlmodel.flavors);
  if (!flavors) return problem('it is no MLmodel file: there is no mapping "flavors" at its top.');
  const name = modelName(calledBy);
  if (!name) return problem(unnameable(calledBy));
  const signature = readSignature(mlmodel.signature);
  if (signature.kind === 'Problem') return problem(signature.message);
  const created = readTime(text(mlmodel.utc_time_created));
  if (created === null) return problem(`utc_time_created is no time: "${text(mlmodel.utc_time_created)}".`);

  const flavor = readFlavor(flavors);
  const { framework, algorithm } = flavor;
  const runId = text(mlmodel.run_id);
  const source_: SourceRef = known({ system: 'MLMODEL', externalId, runId });
  const { features, labels } = signature;
  const version: ImportVersion = known({
    version: '1',
    source: { ...source_, externalId: `${externalId}#1` },
    content: known({ algorithm, framework, features, labels, artifacts: readArtifacts(mlmodel, flavor) }),
    tags: metadataTags(mlmodel.metadata),
    createdAt: created,
  });
  const task = taskOf(flavor.task ? [flavor.task] : []);
  return { kind: 'Record', record: { source: source_, name, task, riskTier: 'UNCLASSIFIED', versions: [version] } };
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
