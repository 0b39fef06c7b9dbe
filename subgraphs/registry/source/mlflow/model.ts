import { known, mapping, text } from '../field.ts';
import { list } from '../json.ts';
import type { MlmodelTold } from '../mlmodel/mlmodel.ts';
import { modelName, unnameable } from '../name.ts';
import type {
  ArtifactContent,
  DocumentContent,
  EvaluationContent,
  ImportItem,
  ImportRecord,
  ImportVersion,
  RefusedVersion,
  SourceRef,
  SourceSystem,
} from '../record.ts';
import { tagEntries, tagged, timeOf, word } from '../told.ts';
import { type Run, readMetrics, readParameters } from './run.ts';

/** A registered model of an answer, as far as it is used. */
export interface RegisteredModel {
  name: string;
  told: Record<string, unknown>;
}

/** A version of an answer, as far as it is used. */
export interface ModelVersion {
  version: string;
  told: Record<string, unknown>;
  runId?: string;
  /** Of the model as MLflow 3 logged it. */
  modelId?: string;
}

/** A version with all that belongs to it, or why it is left out. */
export type ReadVersion =
  | { kind: 'Version'; version: ModelVersion; run: Run | null; mlmodel: MlmodelTold | null }
  | { kind: 'Refused'; version: ModelVersion; problem: string };

/** Whose registry it is: MLflow's own, or one that speaks its language. */
export interface Registry {
  system: SourceSystem;
  urlOf(name: string, version?: string): string;
}

/** The models of a page; prompts, which MLflow keeps among them, are passed over. */
export function modelsOf(page: unknown): RegisteredModel[] {
  return list(page).flatMap(entry => {
    const told = mapping(entry) ?? {};
    const name = word(told.name);
    const isPrompt = tagEntries(told.tags).some(
      ([key, value]) => key === 'mlflow.prompt.is_prompt' && value === 'true',
    );
    return name === undefined || isPrompt ? [] : [{ name, told }];
  });
}

/** The versions of a page. */
export function versionsOf(page: unknown): ModelVersion[] {
  return list(page).flatMap(entry => {
    const told = mapping(entry) ?? {};
    const version = word(told.version);
    if (version === undefined) return [];
    const modelId = word(told.model_id) ?? /^models:\/(m-[^/]+)$/.exec(word(told.source) ?? '')?.[1];
    return [known({ version, told, runId: word(told.run_id), modelId })];
  });
}

/** Why a version cannot come in as the registry has it now; null when it can. */
export function unready({ told }: ModelVersion): string | null {
  const status = word(told.status);
  if (status === undefined || status === 'READY') return null;
  if (status.startsWith('PENDING')) return `It is still being registered (${status}): import again when it is ready.`;
  return `Its registration came to nothing (${status}): delete it there, or register it again.`;
}

/** A model with its versions as a record. The newest version that has one names the task. */
export function recordOf(
  model: RegisteredModel,
  versions: readonly ReadVersion[],
  registry: Registry,
): Extract<ImportItem, { path: string }> {
  const { name: externalId, told } = model;
  const url = registry.urlOf(externalId);
  const name = modelName(externalId);
  if (name === null) return { path: url, externalId, problem: unnameable(externalId) };
  const sorted = versions.toSorted((a, b) => Number(a.version.version) - Number(b.version.version));
  const refused = sorted.flatMap(one => (one.kind === 'Refused' ? [refusedOf(externalId, one)] : []));
  const tasks = sorted.flatMap(one => (one.kind === 'Version' && one.mlmodel ? [one.mlmodel.task] : []));
  const { tags, documents } = tagged(ownTags(told.tags));
  const record: ImportRecord = known({
    source: { system: registry.system, externalId, url },
    name,
    title: name === externalId ? undefined : externalId.slice(0, 200),
    description: text(told.description),
    task: tasks.findLast(task => task !== 'OTHER') ?? 'OTHER',
    riskTier: 'UNCLASSIFIED' as const,
    tags,
    documents,
    versions: [],
  });
  record.versions = sorted.flatMap(one => (one.kind === 'Version' ? [versionOf(externalId, one, registry)] : []));
  return { path: url, record: { ...record, ...aliasesOf(told.aliases, refused) }, refused };
}

function refusedOf(name: string, { version: { version }, problem }: { version: ModelVersion; problem: string }) {
  return { version, externalId: `${name}/${version}`, problem };
}

/** All aliases. When one leads to a version that is left out, none are told, so that all stay as they are. */
function aliasesOf(told: unknown, refused: readonly RefusedVersion[]): Pick<ImportRecord, 'aliases'> {
  const aliases = list(told).flatMap(entry => {
    const { alias, version } = mapping(entry) ?? {};
    const [name, to] = [word(alias), word(version)];
    return name === undefined || to === undefined ? [] : [{ name, version: to }];
  });
  return aliases.some(({ version }) => refused.some(one => one.version === version)) ? {} : { aliases };
}

/** Tags without those that MLflow keeps for itself. */
function ownTags(tags: unknown): [string, string][] {
  return tagEntries(tags).filter(([key]) => !key.startsWith('mlflow.'));
}

type Whole = Extract<ReadVersion, { kind: 'Version' }>;

function versionOf(name: string, whole: Whole, registry: Registry): ImportVersion {
  const { version, run, mlmodel } = whole;
  const { told, runId } = version;
  const stage = word(told.current_stage);
  const { tags, documents } = tagged([...ownTags(told.tags), ...stageTag(stage)]);
  const source: SourceRef = known({
    system: registry.system,
    externalId: `${name}/${version.version}`,
    url: registry.urlOf(name, version.version),
    runId,
    commit: run?.commit,
  });
  return known({
    version: version.version,
    source,
    content: known({
      ...mlmodel?.content,
      hyperparameters: run?.hyperparameters.length ? run.hyperparameters : readParameters(told.params),
      trainingData: run?.trainingData,
      evaluations: evaluationsOf(whole),
      artifacts: artifactsOf(word(told.source), mlmodel),
      documents: [...descriptionOf(told.description), ...documents],
    }),
    tags: [...new Set([...tags, ...(mlmodel?.tags ?? [])])],
    trainedBy: run?.user ?? word(told.user_id),
    createdAt: timeOf(told.creation_timestamp) ?? mlmodel?.createdAt,
    archived: stage === 'Archived' ? true : undefined,
  });
}

/** Stages are what MLflow had before aliases; Archived has a field of its own. */
function stageTag(stage: string | undefined): [string, string][] {
  return stage === undefined || stage === 'None' || stage === 'Archived' ? [] : [['stage', stage]];
}

/** The text about a version may change, so it is a document and no part of what the version is made of. */
function descriptionOf(description: unknown): DocumentContent[] {
  const body = text(description);
  return body === undefined ? [] : [{ title: 'Description', kind: 'description', body }];
}

/** The figures of the run; beside them those that the registry holds of the version itself. */
function evaluationsOf({ version, run }: Whole): EvaluationContent[] {
  const own = readMetrics(version.told.metrics, version.modelId);
  const key = ({ metric, dataset = '' }: EvaluationContent) => `${metric} ${dataset}`;
  const known = new Set(run?.evaluations.map(key));
  return [...(run?.evaluations ?? []), ...own.filter(one => !known.has(key(one)))];
}

/** Where the registry says the model lies, then the files that MLmodel names. */
function artifactsOf(uri: string | undefined, mlmodel: MlmodelTold | null): ArtifactContent[] {
  const named = mlmodel?.content.artifacts ?? [];
  if (uri === undefined || named.some(artifact => artifact.uri === uri)) return named;
  return [{ uri, format: 'mlflow' }, ...named];
}
