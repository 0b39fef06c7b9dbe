import type { Reader } from '@handoff/kit/database/database';
import { answersTo, type Predicting } from '../metric/predicting.ts';
import { shownNumber } from '../number.ts';
import type { Period } from '../period.ts';
import type { FieldQuality, Quality } from './quality.ts';
import { qualitiesOf } from './reading.ts';

/** What somebody wants to know of the quality of a model's data: of whatever of it predicted in a time. */
export interface QualityQuestion extends Period {
  modelId: string;
  /** Null: any. */
  environment: string | null;
  slice: string | null;
  /** Null: all fields. */
  feature: string | null;
  /** One of qualityMetrics. Null: how many fields are broken. */
  metric: QualityMetric | null;
  minimumRows: number;
}

/** What was found of one version in one place. */
export interface QualityFound extends Predicting {
  /** Null: not enough data. */
  value: number | null;
  n: number;
  sentence: string;
}

const shares = {
  missing: 'missingShare',
  invalid: 'invalidShare',
  out_of_range: 'outOfRangeShare',
  unseen: 'unseenShare',
  outliers: 'outlierShare',
} as const satisfies Record<string, keyof FieldQuality>;
export type QualityMetric = keyof typeof shares;
/** The shares that a question may ask for. */
export const qualityMetrics = Object.keys(shares) as QualityMetric[];

/** Answers many questions, one answer for each thing that predicted. Three statements however many there are. */
export function qualityFindings(
  reader: Reader,
  questions: readonly QualityQuestion[],
  now: Date,
): Promise<QualityFound[]> {
  return answersTo(reader, questions, { read: wanted => qualitiesOf(reader, wanted, now), answer: answerOf });
}

type Answer = Pick<QualityFound, 'value' | 'n' | 'sentence'>;

function answerOf({ metric, minimumRows }: QualityQuestion, { n, fields, broken }: Quality): Answer {
  const judged = fields.filter(field => field.n >= minimumRows);
  if (judged.length === 0) {
    return { value: null, n, sentence: `Not enough data: ${shownNumber(n)} of ${shownNumber(minimumRows)} rows.` };
  }
  const shareOf = (field: FieldQuality) => field[shares[metric ?? 'missing']];
  const value = metric === null ? broken.length : Math.max(...judged.map(shareOf));
  return { value, n, sentence: sentenceOf(judged, broken) };
}

const mostNamed = 3;

function sentenceOf(judged: readonly FieldQuality[], broken: readonly string[]): string {
  if (broken.length === 0) return `Nothing is wrong with the values of ${judged.length} fields.`;
  const named = judged.filter(({ defects }) => defects.length > 0).slice(0, mostNamed);
  const rest = broken.length > named.length ? ` And ${broken.length - named.length} more.` : '';
  return `${named.map(({ field, explanation }) => `${field}: ${explanation}`).join(' ')}${rest}`;
}
