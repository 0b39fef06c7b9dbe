import { invalid, type Problem } from '@handoff/kit/problem';
import { mostColumns, type Observation } from './observation.ts';

/** A column as it is sent: one of the two lists, as long as there are rows. */
export interface ColumnSent {
  name: string;
  numbers?: readonly (number | null)[] | null;
  texts?: readonly (string | null)[] | null;
}

/** Rows as they are sent: column by column, all lists of one length. */
export interface RowsSent {
  at: readonly Date[];
  predictionIds?: readonly string[] | null;
  columns: readonly ColumnSent[];
  prediction?: ColumnSent | null;
  score?: readonly (number | null)[] | null;
  latencyMs?: readonly (number | null)[] | null;
  failed?: readonly boolean[] | null;
}

/** What is wrong with rows as a whole, or null. */
export function rowsProblem(sent: RowsSent): Problem | null {
  const { at, columns, prediction } = sent;
  if (columns.length > mostColumns) {
    return invalid(
      'columns',
      `There are ${columns.length} columns: send up to ${mostColumns}, those that the model reads.`,
    );
  }
  for (const field of ['predictionIds', 'score', 'latencyMs', 'failed'] as const) {
    const list = sent[field];
    if (list && list.length !== at.length) return invalid(field, lengths(`"${field}"`, list.length, at.length));
  }
  return columnsProblem(columns, at.length) ?? (prediction ? columnProblem(prediction, 'prediction', at.length) : null);
}

/** What is wrong with columns of so many rows, or null. */
export function columnsProblem(columns: readonly ColumnSent[], rows: number): Problem | null {
  const names = new Set<string>();
  for (const [i, column] of columns.entries()) {
    if (names.has(column.name)) return invalid(`columns[${i}].name`, `"${column.name}" is there twice: send it once.`);
    names.add(column.name);
    const problem = columnProblem(column, `columns[${i}]`, rows);
    if (problem) return problem;
  }
  return null;
}

/** What is wrong with a column of so many rows, or null. */
export function columnProblem({ name, numbers, texts }: ColumnSent, field: string, rows: number): Problem | null {
  if (name.trim() === '') return invalid(`${field}.name`, 'Give the column its name.');
  const list = numbers ?? texts;
  if (!list || (numbers && texts)) {
    return invalid(field, `Give "${name}" either "numbers" or "texts": one of the two, with null for what is missing.`);
  }
  return list.length === rows ? null : invalid(field, lengths(`"${name}"`, list.length, rows));
}

function lengths(what: string, found: number, rows: number): string {
  return `${what} has ${found} values, and there are ${rows} rows: all lists must be as long as each other.`;
}

/** The values of a column, as JSON has them. */
export function valuesOf({ numbers, texts }: ColumnSent): readonly (number | string | null)[] {
  return numbers ?? texts ?? [];
}

/** The rows of columns that make sense. */
export function observationsOf(sent: RowsSent): Observation[] {
  const columns = sent.columns.map(column => [column.name, valuesOf(column)] as const);
  const predictions = sent.prediction ? valuesOf(sent.prediction) : null;
  return sent.at.map((at, i) => ({
    at: at.getTime(),
    predictionId: sent.predictionIds?.[i] ?? null,
    features: Object.fromEntries(columns.map(([name, values]) => [name, values[i]])),
    prediction: predictions?.[i],
    score: sent.score?.[i],
    latencyMs: sent.latencyMs?.[i],
    failed: sent.failed?.[i],
  }));
}
