import type { Guardrail } from './experiment.ts';
import type { Reading } from './findings.ts';
import { guardrailHolds } from './reading.ts';

/** What people are told of what the data say, and the event that tells it. */
export interface News {
  /** What tells it from other news: told once. */
  key: string;
  /** Past tense. */
  action: string;
  /** What was found, as the end of a sentence. */
  words: string;
}

const words = {
  WON: 'it is won',
  LOST: 'it is lost',
  NO_DIFFERENCE: 'there is no difference',
} as const;

/** What there is to tell of a reading, or null: nothing is settled. A mismatch comes first, as it does in the reading. Pure. */
export function newsOf(reading: Reading | null, guardrails: readonly Guardrail[]): News | null {
  if (!reading) return null;
  const { verdict } = reading;
  if (verdict === 'INVALID') {
    const found = 'the arms are not of the sizes that were meant, so there is no verdict';
    return { key: 'INVALID', action: 'experiment.mismatch_found', words: found };
  }
  const broken = guardrails.filter((_, place) => guardrailHolds(reading, place) === false).map(({ metric }) => metric);
  if (broken.length > 0) {
    const found = `it is worse than a guardrail allows: ${broken.join(', ')}`;
    return { key: `GUARDRAIL ${broken.toSorted().join(' ')}`, action: 'experiment.guardrail_broken', words: found };
  }
  if (verdict === 'INCONCLUSIVE') return null;
  return { key: verdict, action: 'experiment.verdict_reached', words: words[verdict] };
}
