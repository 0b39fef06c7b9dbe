import { absent, known, mapping, text, texts } from '../field.ts';
import { modelName, unnameable } from '../name.ts';
import type { DatasetUseContent, ImportRecord, SourceRef } from '../record.ts';
import { type CardBody, readBody } from './body.ts';
import { readModelIndex } from './evaluations.ts';
import { readFrontMatter } from './front-matter.ts';
import { taskOf } from './task.ts';

export type CardResult = { kind: 'Record'; record: ImportRecord } | { kind: 'Problem'; message: string };

export interface CardPlace {
  /** What the model is to be called, before it becomes a name: its folder. */
  calledBy: string;
  externalId: string;
}

/**
 * One model card as one model with one version, which the card does not number. The text is a document of the model, so a
 * card that is written anew needs no new version. Licence, languages, base models and tasks, which have no field of
 * their own, are tags with a key.
 */
export function readCard(card: string, { calledBy, externalId }: CardPlace): CardResult {
  const parts = readFrontMatter(card);
  if (parts.kind === 'Problem') return parts;
  const index = readModelIndex(parts.front['model-index']);
  if (index.kind === 'Problem') return index;
  const datasets = readDatasets(parts.front.datasets);
  if (!datasets)
    return { kind: 'Problem', message: 'datasets holds an entry that is neither a name nor a mapping with one.' };
  const name = modelName(calledBy);
  if (!name) return { kind: 'Problem', message: unnameable(calledBy) };

  const { front } = parts;
  const body = readBody(parts.body);
  const tasks = texts(front.pipeline_tag).length > 0 ? texts(front.pipeline_tag) : index.tasks;
  const source: SourceRef = { system: 'HUGGING_FACE', externalId };
  const content = known({
    framework: frameworkOf(text(front.library_name), body),
    hyperparameters: body.hyperparameters,
    trainingData: datasets,
    evaluations: index.evaluations,
  });
  const record: ImportRecord = known({
    source,
    name,
    title: body.title,
    description: body.description,
    task: taskOf(tasks),
    riskTier: 'UNCLASSIFIED' as const,
    tags: tagsOf(front, tasks),
    documents: parts.body === '' ? [] : [{ title: body.title ?? 'Model card', kind: 'model-card', body: parts.body }],
    versions: [{ version: '1', numbered: false, content }],
  });
  return { kind: 'Record', record };
}

/** The Hub's list of data sets is of those that a model was trained on. Null: an entry without a name. */
function readDatasets(datasets: unknown): DatasetUseContent[] | null {
  if (absent(datasets)) return [];
  const entries: unknown[] = Array.isArray(datasets) ? datasets : [datasets];
  const names = entries.map(entry => text(entry) ?? text(mapping(entry)?.type) ?? text(mapping(entry)?.name));
  if (names.includes(undefined)) return null;
  return [...new Set(names)].map(name => ({ dataset: { name: name ?? '' }, purpose: 'TRAINING' }));
}

/** The library, with its version where the card's text lists that very one. */
function frameworkOf(library: string | undefined, { framework }: CardBody): string | undefined {
  if (!library || !framework) return library ?? framework?.toLowerCase();
  return framework.toLowerCase().startsWith(`${library.toLowerCase()} `) ? framework.toLowerCase() : library;
}

function tagsOf(front: Record<string, unknown>, tasks: readonly string[]): string[] {
  const keyed = (key: string, values: readonly string[]) => values.map(value => `${key}=${value}`);
  const tags = [
    ...texts(front.tags),
    ...keyed('license', texts(front.license)),
    ...keyed('language', texts(front.language)),
    ...keyed('base_model', texts(front.base_model)),
    ...keyed('task', tasks),
  ];
  return [...new Set(tags)];
}
