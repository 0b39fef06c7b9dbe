import { canonicalDtype } from '@handoff/kit/dtype';
import { type Kind, quantiles, type Role, type Summary } from '../summary/summary.ts';

/**
 * What the values of a column are: numbers, whole numbers, texts, yes or no, classes (whether they are written as
 * numbers or as texts), something that is only counted (lists, objects, times), whatever comes first, or nothing that
 * the version knows.
 */
export type Holds = 'numbers' | 'wholes' | 'texts' | 'booleans' | 'classes' | 'things' | 'anything' | 'nothing';

/** What a version expects of a column. */
export interface Expected {
  role: Role;
  name: string;
  holds: Holds;
  /** Of the reference; null: there is none for this column. */
  limits: Limits | null;
}

/** What the reference says of a column's values. */
export interface Limits {
  /** Interior edges of the histogram; null: it has none. */
  edges: Float64Array | null;
  min: number;
  max: number;
  /** Beyond these a number is an outlier. */
  lowFence: number;
  highFence: number;
  /** Null: the column is numeric, or has too many categories to say that one is new. */
  categories: ReadonlySet<string> | null;
}

/** Names of the columns that no version lists. */
export const predictionName = 'prediction';
export const scoreName = 'score';
export const labelName = 'label';

/** No column has a longer name. */
export const longestName = 200;

const byDtype: Readonly<Record<string, Holds>> = {
  ...{ string: 'texts', boolean: 'booleans', decimal: 'numbers', number: 'numbers', category: 'texts' },
  ...{ float16: 'numbers', float32: 'numbers', float64: 'numbers' },
  ...{ int8: 'wholes', int16: 'wholes', int32: 'wholes', int64: 'wholes' },
  ...{ uint8: 'wholes', uint16: 'wholes', uint32: 'wholes', uint64: 'wholes' },
};

/** What a column of a type holds; of a type that is not known here values are only counted. */
export function holdsOf(dtype: string): Holds {
  return byDtype[canonicalDtype(dtype)] ?? 'things';
}

/** What a column holds whose first value this is: numbers, or texts. */
export function holdsLike(value: unknown): Holds {
  return typeof value === 'number' ? 'numbers' : 'classes';
}

/** What a column of a kind holds that nobody lists. */
export function holdsOfKind(kind: Kind): Holds {
  return kind === 'NUMERIC' ? 'numbers' : 'classes';
}

/** A column as a version lists it. */
export interface ListedColumn {
  name: string;
  dtype: string;
}

const classes: ReadonlySet<string> = new Set(['BINARY_CLASSIFICATION', 'MULTICLASS_CLASSIFICATION']);

/**
 * What a model predicts, and what comes true: of a classification classes; else what its one label holds, and whatever
 * comes first where that is not told.
 */
export function holdsOfOutcome(task: string, labels: readonly ListedColumn[]): Holds {
  if (classes.has(task)) return 'classes';
  const [only, ...others] = labels;
  const holds = only && others.length === 0 ? holdsOf(only.dtype) : 'anything';
  return holds === 'things' ? 'anything' : holds;
}

/** Of numbers further from the quartiles than three times their distance (Tukey 1977: far out). */
const farOut = 3;

/** What a reference's summary of a column says of other values. */
export function limitsOf(summary: Summary): Limits {
  const { histogram, categories, min, max, kind } = summary;
  const [low = null, high = null] = quantiles(summary, [0.25, 0.75]);
  const reach = low === null || high === null ? Number.POSITIVE_INFINITY : farOut * (high - low);
  return {
    edges: histogram?.edges ?? null,
    min: Number.isFinite(min) ? min : Number.NEGATIVE_INFINITY,
    max: Number.isFinite(max) ? max : Number.POSITIVE_INFINITY,
    // Where the quartiles are one value, everything else would be far out.
    lowFence: reach > 0 && low !== null ? low - reach : Number.NEGATIVE_INFINITY,
    highFence: reach > 0 && high !== null ? high + reach : Number.POSITIVE_INFINITY,
    categories: kind === 'CATEGORICAL' && categories.other === 0 ? new Set(categories.counts.keys()) : null,
  };
}
