import { addCategories, type Categories, newCategories } from './categories.ts';
import { addDistinct, type Distinct, newDistinct } from './distinct.ts';
import { type Histogram, histogramSum } from './histogram.ts';
import { addMoments, type Moments, newMoments } from './moments.ts';
import {
  addSketch,
  newQuantileSketch,
  type QuantileSketch,
  quantilesOf,
  type Ranked,
  rankedOf,
} from './quantile-sketch.ts';

export type Kind = 'NUMERIC' | 'CATEGORICAL';
/** What a column is to its model. Predictions are the columns "prediction" and "score", labels the column "label". */
export type Role = 'FEATURE' | 'PREDICTION' | 'LABEL';

/**
 * What is kept of one column over a time instead of its values. Two of them add up: the sum of any parts, in whatever
 * order, is what one over all values would be; quantiles keep their ranks within 1.5 %, different values are counted
 * within some 2 %, and categories beyond the most frequent 1,000 are counted together.
 */
export interface Summary {
  kind: Kind;
  /** Rows, missing and invalid ones too. What is neither missing nor invalid is valid. */
  n: number;
  missing: number;
  /** Not what the column holds: of another type, not finite, or of a column that the version does not have. */
  invalid: number;
  /** Valid, but below the least or above the greatest of the reference. */
  outOfRange: number;
  /** Valid, but among no category of the reference. */
  unseen: number;
  /** Valid, but further from the quartiles of the reference than three times their distance (Tukey's outer fence). */
  outliers: number;
  /** Of valid numbers, as are the next three. */
  moments: Moments;
  /** Exact; Infinity and -Infinity of nothing. */
  min: number;
  max: number;
  /** Empty in a reference that was sent as a histogram. */
  sketch: QuantileSketch;
  /** Counts between the edges of the reference; null: none was known, or not the same one all the time. */
  histogram: Histogram | null;
  /** Of valid texts. */
  categories: Categories;
  /** Of valid values of either kind. */
  distinct: Distinct;
}

export function newSummary(kind: Kind): Summary {
  return {
    ...{ kind, n: 0, missing: 0, invalid: 0, outOfRange: 0, unseen: 0, outliers: 0 },
    ...{ moments: newMoments(), min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY },
    ...{ sketch: newQuantileSketch(), histogram: null, categories: newCategories(), distinct: newDistinct() },
  };
}

/** How many values were neither missing nor invalid. */
export function validCount({ n, missing, invalid }: Summary): number {
  return n - missing - invalid;
}

/**
 * Adds what another holds. A column has one kind: what is of another one counts as invalid. Arrays of the other may be
 * shared afterwards: neither writes to them.
 */
export function mergeInto(into: Summary, other: Summary): void {
  const differs = other.kind !== into.kind && validCount(other) > 0;
  if (differs && validCount(into) === 0) Object.assign(into, allInvalid(into, other.kind));
  add(into, differs && other.kind !== into.kind ? allInvalid(other, into.kind) : other);
}

function add(into: Summary, other: Summary): void {
  into.histogram = histogramOfBoth(into, other);
  into.n += other.n;
  into.missing += other.missing;
  into.invalid += other.invalid;
  into.outOfRange += other.outOfRange;
  into.unseen += other.unseen;
  into.outliers += other.outliers;
  addMoments(into.moments, other.moments);
  into.min = Math.min(into.min, other.min);
  into.max = Math.max(into.max, other.max);
  addSketch(into.sketch, other.sketch);
  addCategories(into.categories, other.categories);
  addDistinct(into.distinct, other.distinct);
}

/** Where one has no valid values, it has nothing to say of the edges. */
function histogramOfBoth(a: Summary, b: Summary): Histogram | null {
  if (validCount(b) === 0) return a.histogram ?? (validCount(a) === 0 ? b.histogram : null);
  if (validCount(a) === 0) return b.histogram;
  return a.histogram && b.histogram && histogramSum(a.histogram, b.histogram);
}

/** The same rows of a column that is of another kind. */
export function allInvalid({ n, missing }: Summary, kind: Kind): Summary {
  return { ...newSummary(kind), n, missing, invalid: n - missing };
}

/** The numbers of a summary by their ranks, for tests and distances; null where only a histogram is known. */
export function rankedNumbers({ sketch }: Summary): Ranked | null {
  return sketch.n === 0 ? null : rankedOf(sketch);
}

/** For each share from 0 to 1 the least number that so many are not greater than; both ends are exact. Null of nothing. */
export function quantiles(summary: Summary, shares: readonly number[]): (number | null)[] {
  const ranked = rankedNumbers(summary);
  if (!ranked) return shares.map(() => null);
  const { min, max } = summary;
  const ends = (share: number) => (share <= 0 ? min : share >= 1 ? max : null);
  const found = quantilesOf(ranked, shares);
  return shares.map((share, i) => ends(share) ?? found[i] ?? null);
}
