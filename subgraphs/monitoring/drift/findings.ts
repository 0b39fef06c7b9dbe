import type { Reader } from '@handoff/kit/database/database';
import { answersTo, type Predicting } from '../metric/predicting.ts';
import type { Reference } from '../monitor/monitor.ts';
import { shownNumber } from '../number.ts';
import type { Period } from '../period.ts';
import { type DriftReport, driftsOf, type Shown } from './report.ts';

/** What somebody wants to know of the drift of a model: of whatever of it predicted in a time. */
export interface DriftQuestion extends Period {
  modelId: string;
  /** Null: any. */
  environment: string | null;
  slice: string | null;
  /** Null: the training profile, and where there is none, the days before. */
  reference: Reference | null;
  /** Null: all columns. */
  feature: string | null;
  /** One of driftMetrics. Null: how many columns drifted. */
  metric: DriftMetric | null;
  minimumRows: number;
}

/** What was found of one version in one place. */
export interface DriftFound extends Predicting {
  /** Null: not enough data. */
  value: number | null;
  n: number;
  sentence: string;
  /** Of the column that the sentence begins with. */
  histogram: Shown['histogram'];
}

const distances = {
  psi: 'psi',
  jensen_shannon: 'jensenShannon',
  wasserstein: 'wasserstein',
  ks: 'ks',
  hellinger: 'hellinger',
  l_infinity: 'lInfinity',
  missing: 'missingShare',
} as const satisfies Record<string, keyof Shown>;
export type DriftMetric = keyof typeof distances;
/** The distances that a question may ask for, by the names of the graph in small letters. */
export const driftMetrics = Object.keys(distances) as DriftMetric[];

/** Answers many questions, one answer for each thing that predicted. Three statements however many there are. */
export function driftFindings(reader: Reader, questions: readonly DriftQuestion[], now: Date): Promise<DriftFound[]> {
  return answersTo(reader, questions, { read: wanted => driftsOf(reader, wanted, now), answer: answerOf });
}

function answerOf({ metric, minimumRows }: DriftQuestion, report: DriftReport): Omit<DriftFound, keyof Predicting> {
  const { features, n } = report;
  const tested = features.filter(({ adjustedP }) => adjustedP !== null);
  const sizeOf = (feature: Shown) => feature[distances[metric ?? 'psi']] ?? 0;
  const ranked = tested.toSorted((a, b) => Number(b.drifted) - Number(a.drifted) || sizeOf(b) - sizeOf(a));
  const [worst] = ranked;
  if (!worst) {
    const first = features[0]?.explanation ?? `Not enough data: 0 of ${shownNumber(minimumRows)} rows.`;
    return { value: null, n, sentence: first, histogram: [] };
  }
  const value = metric === null ? report.drifted.length : Math.max(...tested.map(sizeOf));
  return { value, n, sentence: sentenceOf(report, ranked), histogram: worst.histogram };
}

const mostNamed = 3;

function sentenceOf({ drifted, features, reference }: DriftReport, ranked: readonly Shown[]): string {
  const against = nameOf(reference);
  if (drifted.length === 0) return `None of ${features.length} columns drifted against ${against}.`;
  const named = ranked.filter(each => each.drifted).slice(0, mostNamed);
  const rest = drifted.length > named.length ? ` And ${drifted.length - named.length} more.` : '';
  const told = named.map(({ feature, explanation }) => `${feature}: ${explanation}`).join(' ');
  return `${drifted.length} of ${features.length} columns drifted against ${against}. ${told}${rest}`;
}

function nameOf({ kind, days, weeks }: Reference): string {
  if (kind === 'TRAINING') return 'the training data';
  if (kind === 'VERSION') return 'the other version';
  return kind === 'TRAILING' ? `the ${days} days before` : `the same weekday of the ${weeks} weeks before`;
}
