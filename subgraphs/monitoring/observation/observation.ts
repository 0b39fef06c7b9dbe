import { rowTextProblem } from '../batch.ts';
import { dayMs } from '../grain.ts';
import { mostDaysBack } from '../metric/recording.ts';

/** One row that was predicted on. */
export interface Observation {
  /** Milliseconds since 1970. */
  at: number;
  /** Left out: no label is awaited for it. */
  predictionId?: string | null;
  /** Values by column, as JSON has them; null is missing. */
  features: Readonly<Record<string, unknown>>;
  /** undefined: nothing was told. */
  prediction?: unknown;
  /** Of the positive class. */
  score?: number | null;
  latencyMs?: number | null;
  failed?: boolean | null;
}

/** Rows may lie so many minutes ahead: clocks differ. */
const mostMinutesAhead = 5;
/** No row has more columns. */
export const mostColumns = 2000;

/** What is wrong with the time of a row, as a sentence without its full stop, or null; in milliseconds since 1970. */
export function timeProblem(at: number, now: number): string | null {
  if (at - now > mostMinutesAhead * 60_000) {
    return `"at" lies in the future (${shownTime(at)}): at most ${mostMinutesAhead} minutes ahead are taken, set the sender's clock`;
  }
  if (now - at <= mostDaysBack * dayMs) return null;
  return `"at" is older than ${mostDaysBack} days (${shownTime(at)}): what is older is not kept`;
}

function shownTime(at: number): string {
  return new Date(at).toISOString();
}

/** What is wrong with what a row says beside its columns, as a sentence without its full stop, or null. */
export function rowProblem({ predictionId, score, latencyMs }: Observation): string | null {
  if (predictionId === '') return '"predictionId" is empty: give it a text, or leave it out';
  if (typeof latencyMs === 'number' && latencyMs < 0) {
    return `"latencyMs" is ${latencyMs}: a row takes 0 ms or more, check the sender's clock`;
  }
  if (!isSound(latencyMs)) return '"latencyMs" is too great: give milliseconds';
  if (!isSound(score)) return '"score" is too great: give the score of the positive class';
  return rowTextProblem('predictionId', predictionId);
}

/** Greater numbers would leave what a database can add up when they are squared. */
const greatest = 1e100;

function isSound(value: number | null | undefined): boolean {
  return value === null || value === undefined || Math.abs(value) <= greatest;
}
