import type { Kind, Role, Summary } from '../summary/summary.ts';
import { rankedNumbers } from '../summary/summary.ts';
import { type Bins, binsOf } from './bins.ts';
import { chiSquareOf, type Distances, distancesOf } from './distance.ts';
import { type Gap, gapOf } from './gap.ts';
import { significanceOf } from './significance.ts';

/** A column of the model, then and now; null where nothing of it is known. */
export interface Pair {
  feature: string;
  role: Role;
  reference: Summary | null;
  current: Summary | null;
}

/** What the numbers of a column say, before anything is called a change. */
export interface Measures {
  feature: string;
  role: Role;
  kind: Kind;
  /** Rows now, and of the reference. */
  n: number;
  referenceRows: number;
  missingShare: number;
  referenceMissingShare: number;
  distances: (Distances & Partial<Gap>) | null;
  chiSquare: number | null;
  /** How likely the bins are by chance alone. */
  p: number | null;
  /** Whether it is far enough apart to matter, whatever its p. */
  isFar: boolean;
  bins: Bins | null;
}

/**
 * From here on a PSI is a change: the limit of credit scoring (Siddiqi 2006), beyond what as many rows would have by
 * chance.
 */
export const leastPsi = 0.1;
/** From here on the share of a category is a change: five of a hundred rows. */
export const leastShift = 0.05;
/** A numeric column with no more bins than this is judged by its shares, as categories are. */
const fewBins = 5;

/** Measures a column. */
export function measure({ feature, role, reference, current }: Pair): Measures {
  const kind = (current ?? reference)?.kind ?? 'CATEGORICAL';
  const comparable = reference && current && reference.kind === current.kind;
  const bins = comparable && reference.n > 0 && current.n > 0 ? binsOf(reference, current) : null;
  const expected = bins?.expected ?? bins?.reference ?? [];
  const tested = bins && chiSquareOf(expected, bins.current);
  const distances = bins && tested && { ...distancesOf(expected, bins.current), ...gapBetween(reference, current) };
  return {
    ...{ feature, role, kind, n: current?.n ?? 0, referenceRows: reference?.n ?? 0 },
    ...{ missingShare: missingShare(current), referenceMissingShare: missingShare(reference) },
    ...{ distances, chiSquare: tested?.chi2 ?? null, p: tested && significanceOf(expected, bins.current), bins },
    isFar: bins !== null && distances !== null && isFar(kind, bins, distances),
  };
}

function missingShare(summary: Summary | null): number {
  return summary && summary.n > 0 ? summary.missing / summary.n : 0;
}

function gapBetween(reference: Summary | null, current: Summary | null): Gap | null {
  const [first, second] = [reference && rankedNumbers(reference), current && rankedNumbers(current)];
  return first && second && gapOf(first, second);
}

function isFar(kind: Kind, bins: Bins, { psi, lInfinity }: Distances): boolean {
  const hasShares = kind === 'CATEGORICAL' || bins.labels.length <= fewBins;
  return psi - psiByChance(bins) >= leastPsi || (hasShares && lInfinity >= leastShift);
}

/** The PSI to expect of two samples of one distribution: (k − 1)(1/n + 1/m) (Yurdakul 2018, "Statistical properties of PSI"). */
function psiByChance({ reference: had, expected, current }: Bins): number {
  const reference = expected ?? had;
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const used = reference.filter((count, i) => count + (current[i] ?? 0) > 0).length;
  return (used - 1) * (1 / total(reference) + 1 / total(current));
}
