import { invalid, type Problem } from '@handoff/kit/problem';
import { rowTextProblem } from '../batch.ts';
import { longestName } from '../observation/column.ts';
import { addCategory, mostCategories } from '../summary/categories.ts';
import { addCode, codeOfText } from '../summary/distinct.ts';
import { type Kind, newSummary, type Role, type Summary } from '../summary/summary.ts';

/** A column of a profile, summed up by whoever sends it. */
export interface SummarySent {
  column: string;
  role?: Role | null;
  kind: Kind;
  n: number;
  missing: number;
  mean?: number | null;
  variance?: number | null;
  min?: number | null;
  max?: number | null;
  /** One more than counts. */
  edges?: readonly number[] | null;
  counts?: readonly number[] | null;
  categories?: readonly { value: string; count: number }[] | null;
}

/** No profile has more columns. */
export const mostProfiled = 2000;
const mostEdges = 1000;
const mostRows = 1e15;

/** What is wrong with a summary, and where; or null. */
export function summaryProblem(sent: SummarySent, field: string): Problem | null {
  const { column, n, missing } = sent;
  const named = column.trim() === '' ? 'Give the column its name' : rowTextProblem('column', column, longestName);
  if (named) return invalid(`${field}.column`, `${named}.`);
  if (n <= 0 || n > mostRows) return invalid(`${field}.n`, `"n" is ${n}: say how many rows there were, 1 or more.`);
  if (missing < 0 || missing > n) return invalid(`${field}.missing`, `"missing" is ${missing} of ${n} rows.`);
  return sent.kind === 'NUMERIC' ? numericProblem(sent, field) : categoricalProblem(sent, field);
}

function numericProblem(sent: SummarySent, field: string): Problem | null {
  const { variance, min, max, edges, counts, categories } = sent;
  if (categories) return invalid(`${field}.categories`, 'A column of numbers has "edges" and "counts" instead.');
  if (typeof variance === 'number' && variance < 0) return invalid(`${field}.variance`, 'A variance is 0 or more.');
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    return invalid(`${field}.min`, `"min" is ${min}, and "max" is ${max}: the least is above the greatest.`);
  }
  if (!edges && !counts) return null;
  if (!edges || !counts || counts.length === 0 || edges.length !== counts.length + 1) {
    return invalid(`${field}.edges`, 'Give "edges" and "counts" together, one edge more than counts.');
  }
  if (counts.length > mostEdges) return invalid(`${field}.counts`, `Give up to ${mostEdges} counts.`);
  if (edges.some((edge, i) => i > 0 && edge <= (edges[i - 1] as number))) {
    return invalid(`${field}.edges`, 'The edges must rise.');
  }
  return countsProblem(sent, { field: `${field}.counts`, counts });
}

function categoricalProblem(sent: SummarySent, field: string): Problem | null {
  const { categories, edges, counts } = sent;
  if (edges || counts) return invalid(`${field}.edges`, 'A column of names has "categories" instead.');
  const named = categories ?? [];
  if (named.length > mostCategories) {
    return invalid(
      `${field}.categories`,
      `Give the ${mostCategories} most frequent categories: the rest follows from "n".`,
    );
  }
  if (new Set(named.map(({ value }) => value)).size < named.length) {
    return invalid(`${field}.categories`, 'A category is there twice: add them up.');
  }
  return countsProblem(sent, { field: `${field}.categories`, counts: named.map(({ count }) => count) });
}

function countsProblem({ n, missing }: SummarySent, of: { field: string; counts: readonly number[] }): Problem | null {
  if (of.counts.some(count => count < 0)) return invalid(of.field, 'A count is 0 or more.');
  const sum = of.counts.reduce((all, count) => all + count, 0);
  if (sum <= (n - missing) * (1 + 1e-9)) return null;
  return invalid(of.field, `They count ${sum} rows, and only ${n - missing} are not missing: check "n" and "missing".`);
}

/** What a summary that makes sense says. What it does not tell stays unknown. */
export function summaryFrom(sent: SummarySent): Summary {
  const summary = newSummary(sent.kind);
  summary.n = sent.n;
  summary.missing = sent.missing;
  if (sent.kind === 'NUMERIC') addNumbers(summary, sent);
  else addNames(summary, sent);
  return summary;
}

function addNumbers(summary: Summary, { n, missing, mean, variance, min, max, edges, counts }: SummarySent): void {
  const valid = n - missing;
  if (typeof mean === 'number' && valid > 0) {
    const m2 = typeof variance === 'number' ? variance * (valid - 1) : Number.NaN;
    summary.moments = { n: valid, sum: mean * valid, lost: 0, m2, m3: Number.NaN, m4: Number.NaN };
  }
  summary.min = min ?? edges?.[0] ?? summary.min;
  summary.max = max ?? edges?.at(-1) ?? summary.max;
  if (edges && counts)
    summary.histogram = { edges: Float64Array.from(edges.slice(1, -1)), counts: Float64Array.from(counts) };
}

function addNames(summary: Summary, { n, missing, categories }: SummarySent): void {
  let named = 0;
  for (const { value, count } of categories ?? []) {
    named += count;
    addCategory(summary.categories, value, count);
    addCode(summary.distinct, codeOfText(value));
  }
  summary.categories.other = Math.max(0, n - missing - named);
}
