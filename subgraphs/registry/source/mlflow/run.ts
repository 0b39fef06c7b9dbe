import { known, mapping, plainNumber } from '../field.ts';
import { list } from '../json.ts';
import { parseJson } from '../parse-json.ts';
import type { DatasetUseContent, EvaluationContent, ParameterContent } from '../record.ts';
import { tagEntries, word } from '../told.ts';

/** What a run tells of the version that came out of it. */
export interface Run {
  status?: string;
  hyperparameters: ParameterContent[];
  evaluations: EvaluationContent[];
  trainingData: DatasetUseContent[];
  commit?: string;
  /** Who started it, as MLflow knows them. */
  user?: string;
  /** MLflow's own record of the MLmodel files that the run logged, oldest first. */
  history: unknown[];
}

/** States in which a run may still add to what it tells. */
const underWay: ReadonlySet<string> = new Set(['RUNNING', 'SCHEDULED']);

/** Whether the run may still log figures: what a version is made of never changes, so it is too early to read it. */
export function isUnderWay({ status }: Run): boolean {
  return status !== undefined && underWay.has(status);
}

/** Reads `run` of an answer to runs/get. modelId: only figures of this logged model and of none in particular count. */
export function readRun(run: unknown, modelId?: string): Run {
  const { info, data, inputs } = mapping(run) ?? {};
  const tags = new Map(tagEntries(mapping(data)?.tags));
  const about = mapping(info) ?? {};
  return {
    status: word(about.status),
    hyperparameters: readParameters(mapping(data)?.params),
    evaluations: readMetrics(mapping(data)?.metrics, modelId),
    trainingData: list(mapping(inputs)?.dataset_inputs).flatMap(readDataset),
    commit: tags.get('mlflow.source.git.commit') || undefined,
    user: tags.get('mlflow.user') || word(about.user_id),
    history: fromJson(tags.get('mlflow.log-model.history')),
  };
}

/** Parameters by name; the first of a name counts. */
export function readParameters(params: unknown): ParameterContent[] {
  const found = new Map<string, string>();
  for (const [name, value] of tagEntries(params)) if (!found.has(name)) found.set(name, value);
  return [...found].map(([name, value]) => ({ name, value }));
}

/** Figures as the server has them; NaN and infinity, which are no plain numbers, keep their text. */
export function readMetrics(metrics: unknown, modelId?: string): EvaluationContent[] {
  return list(metrics).flatMap(entry => {
    const metric = mapping(entry) ?? {};
    const name = word(metric.key);
    const valueText = word(metric.value);
    const other = word(metric.model_id);
    if (name === undefined || valueText === undefined || (modelId && other && other !== modelId)) return [];
    return [known({ metric: name, value: plainNumber(valueText), valueText, dataset: word(metric.dataset_name) })];
  });
}

const purposes: Record<string, DatasetUseContent['purpose']> = {
  train: 'TRAINING',
  training: 'TRAINING',
  validation: 'VALIDATION',
  val: 'VALIDATION',
  eval: 'VALIDATION',
  evaluation: 'VALIDATION',
  test: 'TEST',
  testing: 'TEST',
  reference: 'REFERENCE',
};

/** A data set that the run took in; one without a context is something that it was trained on. */
function readDataset(input: unknown): DatasetUseContent[] {
  const { tags, dataset } = mapping(input) ?? {};
  const { name, digest, source, profile } = mapping(dataset) ?? {};
  const called = word(name);
  if (called === undefined) return [];
  const context = new Map(tagEntries(tags)).get('mlflow.data.context')?.toLowerCase() ?? '';
  const purpose = (Object.hasOwn(purposes, context) ? purposes[context] : undefined) ?? 'TRAINING';
  const rows = mapping(parsed(profile))?.num_rows;
  return [
    {
      dataset: known({
        name: called,
        uri: placeOf(source),
        digest: word(digest),
        rows: typeof rows === 'number' && rows >= 0 ? rows : undefined,
      }),
      purpose,
    },
  ];
}

/** The place inside of what MLflow notes of a source: JSON whose keys differ with the kind of source. */
function placeOf(source: unknown): string | undefined {
  const told = mapping(parsed(source)) ?? {};
  const place = word(told.uri) ?? word(told.url) ?? word(told.path) ?? word(told.delta_table_name);
  return place !== undefined && place.length <= 2_000 ? place : undefined;
}

function parsed(json: unknown): unknown {
  if (typeof json !== 'string') return json;
  const read = parseJson(json);
  return read.kind === 'Value' ? read.value : undefined;
}

function fromJson(json: string | undefined): unknown[] {
  return list(parsed(json));
}
