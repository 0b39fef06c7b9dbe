import { invalid, type Problem } from '@handoff/kit/problem';

/** A row that was not taken: its place in what was sent, from 0, and why. */
export interface RejectedRow {
  index: number;
  reason: string;
}

/** What came of a batch; kept as text with the answer of the command. */
export interface Recorded {
  accepted: number;
  rejected: RejectedRow[];
  duplicate: boolean;
}

/** No batch has more rows. */
export const mostRows = 1000;

/** What is wrong with a batch as a whole, or null; rows: the name of their field and what one of them is called. */
export function batchProblem(batchId: string, rows: { field: string; noun: string; count: number }): Problem | null {
  if (batchId.trim() === '' || batchId.length > 200 || batchId.includes('\u0000')) {
    return invalid(
      'batchId',
      'A batch id has 1 to 200 characters: anything that is yours alone, such as aws-2026-11-21.',
    );
  }
  const { field, noun, count } = rows;
  if (count === 0) return invalid(field, `There is no ${noun} in this batch: send one at least.`);
  if (count <= mostRows) return null;
  return invalid(field, `This batch has ${count} ${noun}s: send up to ${mostRows} at once.`);
}

/** What is wrong with a text of a row, as a sentence without its full stop, or null; nothing is fine. */
export function rowTextProblem(field: string, text: string | null | undefined, most = 200): string | null {
  if (text === null || text === undefined) return null;
  if (text.length > most) return `"${field}" has ${text.length} characters: ${most} are the most`;
  return text.includes('\u0000') ? `"${field}" contains a NUL character: leave it out` : null;
}
