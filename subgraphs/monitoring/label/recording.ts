import { type RejectedRow, rowTextProblem } from '../batch.ts';
import { timeProblem } from '../observation/observation.ts';
import type { TakenLabel } from './store.ts';

/** A label as it is sent: one of number and text. */
export interface LabelSent {
  predictionId: string;
  number?: number | null;
  text?: string | null;
  /** When it was known. */
  at: Date;
}

/** What became of the labels of a batch. */
export interface JudgedLabels {
  accepted: TakenLabel[];
  rejected: RejectedRow[];
}

/** Takes the labels that make sense, and says of each other one why not: of those of one row the last is taken. */
export function judgeLabels(labels: readonly LabelSent[], now: Date): JudgedLabels {
  const last = new Map(labels.map(({ predictionId }, index) => [predictionId, index]));
  const judged: JudgedLabels = { accepted: [], rejected: [] };
  for (const [index, label] of labels.entries()) {
    const isLast = last.get(label.predictionId) === index;
    const reason = labelProblem(label, now) ?? (isLast ? null : 'A later label of this batch is of the same row');
    if (reason !== null) judged.rejected.push({ index, reason: `${reason}.` });
    else judged.accepted.push({ ...label, number: label.number ?? null, text: label.text ?? null });
  }
  return judged;
}

function labelProblem({ predictionId, number, text, at }: LabelSent, now: Date): string | null {
  if (predictionId === '') return '"predictionId" is empty: give the id that the row was sent with';
  const isNumber = number !== null && number !== undefined;
  if (isNumber === (text !== null && text !== undefined)) return 'Give "number" or "text", one of the two';
  return (
    rowTextProblem('predictionId', predictionId) ??
    rowTextProblem('text', text) ??
    timeProblem(at.getTime(), now.getTime())
  );
}
