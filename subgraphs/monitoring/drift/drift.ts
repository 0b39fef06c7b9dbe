import { benjaminiHochberg } from '@handoff/kit/statistics/multiple-testing';
import { sharesOf } from './distance.ts';
import { type Measures, measure, type Pair } from './feature.ts';
import { percent, tooFewRows, whatMoved } from './words.ts';

/** How a column changed against its reference. */
export interface FeatureDrift extends Measures {
  adjustedP: number | null;
  drifted: boolean;
  /** In words that anybody understands. */
  explanation: string;
  histogram: { label: string; reference: number; current: number }[];
}

/** What is told of all columns at once. */
export interface Drift {
  /** Rows now: of the column that has most. */
  n: number;
  features: FeatureDrift[];
  drifted: string[];
  enoughData: boolean;
}

/** So many rows are asked for on both sides, when nothing else is said. */
const usualMinimumRows = 100;
/**
 * The corrected p that a change must have. Rows of one hour are alike, and reports are made all day long: the usual one
 * of a hundred or a thousand would call something every day.
 */
export const alpha = 1e-4;

/**
 * Judges columns against their reference. A change is called only where the distance matters, its p is too small for
 * chance among all columns of the report (Benjamini & Hochberg 1995), and both sides have enough rows.
 */
export function judgeDrift(pairs: readonly Pair[], minimumRows = usualMinimumRows): Drift {
  const measured = pairs.map(pair => ({ pair, measures: measure(pair) }));
  const isTested = ({ n, referenceRows, p }: Measures) => Math.min(n, referenceRows) >= minimumRows && p !== null;
  const tested = measured.filter(({ measures }) => isTested(measures));
  const corrected = benjaminiHochberg(tested.map(({ measures }) => measures.p ?? 1));
  const adjusted = new Map(tested.map(({ measures }, i) => [measures, corrected[i] ?? 1]));
  const features = measured.map(({ pair, measures }) => {
    const adjustedP = adjusted.get(measures) ?? null;
    const drifted = adjustedP !== null && adjustedP < alpha && measures.isFar;
    const explanation = explain(pair, { measures, adjustedP, drifted, minimumRows });
    return {
      ...measures,
      p: adjustedP === null ? null : measures.p,
      adjustedP,
      drifted,
      explanation,
      ...drawn(measures),
    };
  });
  return {
    n: features.reduce((most, { n }) => Math.max(most, n), 0),
    features,
    drifted: features.filter(({ drifted }) => drifted).map(({ feature }) => feature),
    enoughData: tested.length > 0,
  };
}

function drawn({ bins }: Measures): Pick<FeatureDrift, 'histogram'> {
  if (!bins) return { histogram: [] };
  const [then, now] = [sharesOf(bins.reference), sharesOf(bins.current)];
  const histogram = bins.labels.map((label, i) => ({ label, reference: then[i] ?? 0, current: now[i] ?? 0 }));
  return { histogram };
}

interface Judged {
  measures: Measures;
  adjustedP: number | null;
  drifted: boolean;
  minimumRows: number;
}

function explain(pair: Pair, { measures, adjustedP, drifted, minimumRows }: Judged): string {
  const { reference, current } = pair;
  if (!reference) return 'The reference has no such column.';
  if (current && current.kind !== reference.kind)
    return `The reference has ${nameOf(reference.kind)}; ${nameOf(current.kind)} came.`;
  if (measures.n < minimumRows) return tooFewRows(measures.n, minimumRows);
  if (reference.n < minimumRows) return `${tooFewRows(reference.n, minimumRows).slice(0, -1)} in the reference.`;
  if (adjustedP === null || !measures.distances) return 'The reference says nothing of its values.';
  const size = `the largest change of a share is ${percent(measures.distances.lInfinity)}`;
  if (drifted) return `${whatMoved(pair, measures)} More than chance explains: ${size}.`;
  if (adjustedP < alpha) return `Changed, but too little to matter: ${size}.`;
  return measures.isFar
    ? `It looks different, but so few rows may differ by chance: ${size}.`
    : 'No change that matters.';
}

function nameOf(kind: Measures['kind']): string {
  return kind === 'NUMERIC' ? 'numbers' : 'texts';
}
