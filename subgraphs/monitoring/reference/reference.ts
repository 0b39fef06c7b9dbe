import { invalid, isProblem, type Problem } from '@handoff/kit/problem';
import { quantileEdges } from '../drift/edges.ts';
import { type Expected, holdsLike } from '../observation/column.ts';
import { type ColumnSent, columnProblem, columnsProblem, valuesOf } from '../observation/columns-sent.ts';
import type { Facts } from '../observation/facts.ts';
import { gatherColumn } from '../observation/gathered-column.ts';
import { countSorted, newHistogram } from '../summary/histogram.ts';
import { type Summary, validCount } from '../summary/summary.ts';
import { mostProfiled, type SummarySent, summaryFrom, summaryProblem } from './summary-sent.ts';
import type { ReferenceColumn } from './table.ts';

/** The training profile of a version as it is sent: rows, or summaries. */
export interface ReferenceSent {
  columns?: readonly ColumnSent[] | null;
  prediction?: ColumnSent | null;
  labels?: ColumnSent | null;
  summaries?: readonly SummarySent[] | null;
}

/** A profile that was judged. */
export interface Profile {
  kind: 'Profile';
  /** Rows. */
  n: number;
  columns: ReferenceColumn[];
}

/** The profile that rows or summaries make; or what is wrong with them, and where. */
export function profileOf(sent: ReferenceSent, facts: Facts): Profile | Problem {
  const { columns, prediction, labels, summaries } = sent;
  const hasRows = Boolean(columns || prediction || labels);
  if (hasRows === Boolean(summaries)) {
    const message = 'Give rows ("columns", and "prediction" and "labels" where there are any) or "summaries".';
    return invalid('columns', message);
  }
  return summaries ? fromSummaries(summaries, facts) : fromRows(sent, facts);
}

function fromRows({ columns, prediction, labels }: ReferenceSent, facts: Facts): Profile | Problem {
  const features = columns ?? [];
  const [first] = [...features, ...(prediction ? [prediction] : []), ...(labels ? [labels] : [])];
  const n = first ? valuesOf(first).length : 0;
  if (n === 0) return invalid('columns', 'There is no row in this profile: send one at least.');
  const problem =
    tooMany('columns', features.length) ??
    columnsProblem(features, n) ??
    (prediction ? columnProblem(prediction, 'prediction', n) : null) ??
    (labels ? columnProblem(labels, 'labels', n) : null);
  if (problem) return problem;
  const made: ReferenceColumn[] = [];
  for (const [i, column] of features.entries()) {
    const expected = expectedFeature(facts, column.name);
    if (!expected) return invalid(`columns[${i}].name`, notListed(column.name));
    const profiled = columnOf(column, expected);
    if (profiled.summary.invalid > 0 && validCount(profiled.summary) === 0)
      return invalid(`columns[${i}]`, nothingValid(column.name, expected.holds));
    made.push(profiled);
  }
  if (prediction) made.push(columnOf(prediction, facts.prediction));
  if (labels) made.push(columnOf(labels, facts.label));
  return { kind: 'Profile', n, columns: made };
}

const names: Readonly<Partial<Record<Expected['holds'], string>>> = {
  numbers: 'a number',
  wholes: 'a whole number',
  texts: 'a text',
  booleans: 'true or false',
};

/** Of such a profile nothing could be said to have changed. */
function nothingValid(name: string, holds: Expected['holds']): string {
  const what = names[holds] ?? 'what the version lists';
  return `Not one value of "${name}" is ${what}: send what the version was trained on, or leave the column out.`;
}

function fromSummaries(summaries: readonly SummarySent[], facts: Facts): Profile | Problem {
  const problem = tooMany('summaries', summaries.length);
  if (problem) return problem;
  if (summaries.length === 0) return invalid('summaries', 'There is no summary in this profile: send one at least.');
  const made = new Map<string, ReferenceColumn>();
  for (const [i, sent] of summaries.entries()) {
    const column = summarised(sent, `summaries[${i}]`, facts);
    if (isProblem(column)) return column;
    const key = `${column.role} ${column.name}`;
    if (made.has(key)) return invalid(`summaries[${i}].column`, `"${column.name}" is there twice: send it once.`);
    made.set(key, column);
  }
  const columns = [...made.values()];
  return { kind: 'Profile', n: Math.max(...columns.map(({ summary }) => summary.n)), columns };
}

function tooMany(field: string, count: number): Problem | null {
  if (count <= mostProfiled) return null;
  return invalid(field, `There are ${count} columns: send up to ${mostProfiled}, those that the model reads.`);
}

function summarised(sent: SummarySent, field: string, facts: Facts): ReferenceColumn | Problem {
  const problem = summaryProblem(sent, field);
  if (problem) return problem;
  const role = sent.role ?? 'FEATURE';
  const expected = expectedOf(facts, role, sent.column);
  if (!expected) return invalid(`${field}.column`, notListed(sent.column));
  const kind = kindOf(expected);
  if (kind !== null && kind !== sent.kind) {
    return invalid(`${field}.kind`, `"${sent.column}" is ${kind} by what the version lists: summarise it so.`);
  }
  return { role, name: expected.name, kind: sent.kind, summary: summaryFrom(sent) };
}

function expectedOf(facts: Facts, role: ReferenceColumn['role'], name: string): Expected | null {
  if (role === 'LABEL') return facts.label;
  if (role === 'FEATURE') return expectedFeature(facts, name);
  return name === facts.score.name ? facts.score : facts.prediction;
}

/** Null: the version lists features, and this is none of them. */
function expectedFeature({ listed, features }: Facts, name: string): Expected | null {
  if (!listed) return { role: 'FEATURE', name, holds: 'anything', limits: null };
  return features.find(each => each.name === name) ?? null;
}

function notListed(name: string): string {
  return `"${name}" is no feature that this version lists: leave it out, or register a version that lists it.`;
}

function kindOf({ holds }: Expected): ReferenceColumn['kind'] | null {
  if (holds === 'anything') return null;
  return holds === 'numbers' || holds === 'wholes' ? 'NUMERIC' : 'CATEGORICAL';
}

function columnOf(sent: ColumnSent, expected: Expected): ReferenceColumn {
  const values = valuesOf(sent);
  const first = values.find(value => value !== null);
  const holds = expected.holds === 'anything' ? holdsLike(first) : expected.holds;
  const column = gatherColumn({ ...expected, holds, limits: null });
  for (const value of values) column.add(value);
  const summary = column.summary(values.length);
  if (summary.kind === 'NUMERIC') addHistogram(summary, values, holds === 'wholes');
  return { role: expected.role, name: expected.name, kind: summary.kind, summary };
}

function addHistogram(summary: Summary, values: readonly unknown[], wholes: boolean): void {
  const isValid = (value: unknown): value is number =>
    typeof value === 'number' && Number.isFinite(value) && (!wholes || Number.isInteger(value));
  const sorted = Float64Array.from(values.filter(isValid)).sort();
  if (sorted.length === 0) return;
  summary.histogram = newHistogram(quantileEdges(sorted));
  countSorted(summary.histogram, sorted);
}
