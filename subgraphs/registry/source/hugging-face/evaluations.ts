import { absent, known, mapping, plainNumber, text } from '../field.ts';
import type { EvaluationContent } from '../record.ts';

export type EvaluationsResult =
  | { kind: 'Evaluations'; evaluations: EvaluationContent[]; tasks: string[] }
  | { kind: 'Problem'; message: string };

class Malformed extends Error {}

/**
 * The figures of a card's model-index, and the tasks they were measured for. A result without a data set is kept: some
 * cards of the Hub are like that. What breaks the structure is refused with its place: an index or list of results or
 * metrics that is no list, a metric without a type or a value.
 */
export function readModelIndex(index: unknown): EvaluationsResult {
  if (absent(index)) return { kind: 'Evaluations', evaluations: [], tasks: [] };
  try {
    const results = list(index, 'model-index').flatMap(model => list(model.value.results, `${model.place}.results`));
    const tasks = results.map(({ value }) => text(mapping(value.task)?.type)).filter(task => task !== undefined);
    return { kind: 'Evaluations', evaluations: results.flatMap(readResult), tasks: [...new Set(tasks)] };
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'Problem', message: error.message };
    throw error;
  }
}

interface Entry {
  place: string;
  value: Record<string, unknown>;
}

function list(value: unknown, place: string): Entry[] {
  if (!Array.isArray(value)) throw new Malformed(`${place} is ${absent(value) ? 'missing' : 'no list'}.`);
  return value.map((entry: unknown, i) => {
    const found = mapping(entry);
    if (!found) throw new Malformed(`${place}[${i}] is no mapping.`);
    return { place: `${place}[${i}]`, value: found };
  });
}

function readResult({ place, value }: Entry): EvaluationContent[] {
  const measuredOn = readDataset(value.dataset);
  return list(value.metrics, `${place}.metrics`).map(metric => ({ ...readMetric(metric), ...measuredOn }));
}

/** The data set goes by its id on the Hub, which the card's list of data sets uses too; a configuration is a slice of it. */
function readDataset(dataset: unknown): Pick<EvaluationContent, 'dataset' | 'split' | 'slice'> {
  const { type, name, config, args, split } = mapping(dataset) ?? { name: dataset };
  return known({ dataset: text(type) ?? text(name), split: text(split), slice: text(config) ?? text(args) });
}

function readMetric({ place, value: metric }: Entry): EvaluationContent {
  const name = metricName(text(metric.type), text(metric.name));
  if (!name) throw new Malformed(`${place} has no type.`);
  const valueText = written(metric.value);
  if (valueText === undefined) throw new Malformed(`${place} (${name}) has no value.`);
  const verified = text(metric.verified)?.toLowerCase() === 'true';
  return known({ metric: name, value: plainNumber(valueText), valueText, verified });
}

/** The metric's type; where its name says more than that (F1 Macro for f1), the name in the same spelling. */
function metricName(type: string | undefined, name: string | undefined): string | undefined {
  if (!type || !name) return type ?? name;
  const [plainType, plainName] = [plain(type), plain(name)];
  return plainName !== plainType && `_${plainName}_`.includes(`_${plainType}_`) ? plainName : type;
}

function plain(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

/** A value as it was written; lists and mappings as JSON. */
function written(value: unknown): string | undefined {
  if (absent(value)) return undefined;
  return typeof value === 'string' ? value.trim() : JSON.stringify(value);
}
