import type { Advice, AdviceAction } from './advice.ts';
import { conclusionOf, reasonsFor } from './reasons.ts';
import type { Sign } from './sign.ts';
import { driftBefore, isUpstream, rolloutBefore, type Situation } from './situation.ts';

/** What should be done, and why. */
export interface Suggestion {
  action: AdviceAction;
  /** Sentences. */
  reasons: string[];
  /** Those of them that say what it all comes to. */
  conclusion: string[];
  /** Ids of the alerts that bear on it, in their order. */
  alertIds: string[];
}

interface Rule {
  action: AdviceAction;
  /** Whether a sign speaks for it. */
  speaks(sign: Sign, of: Situation): boolean;
}

// The first rule that any sign speaks for wins. What is broken upstream is mended by no version, old or new, so it comes
// first; what a rollout brought is undone before anything is trained.
const rules: readonly Rule[] = [
  { action: 'FIX_DATA', speaks: isUpstream },
  { action: 'ROLL_BACK', speaks: (sign, of) => rolloutBefore(of, sign) !== null },
  { action: 'FIX_DATA', speaks: ({ symptom }) => symptom === 'DATA' },
  { action: 'RE_ENGINEER_FEATURES', speaks: (sign, of) => driftBefore(of, sign) !== null },
  { action: 'RETRAIN', speaks: ({ symptom }) => symptom === 'PERFORMANCE' },
  { action: 'KEEP', speaks: ({ symptom }) => symptom === 'DRIFT' },
];

/** What the open alerts of a version say should be done, or null: nothing of what advice is about. */
export function suggestionFor(of: Situation): Suggestion | null {
  for (const { action, speaks } of rules) {
    const speaking = of.signs.filter(sign => speaks(sign, of));
    if (speaking.length === 0) continue;
    const evidence = of.signs.filter(sign => speaking.includes(sign) || sign.symptom !== 'TROUBLE');
    const signs = { speaking, evidence };
    const reasons = reasonsFor(action, of, signs);
    const alertIds = evidence.map(({ id }) => id).toSorted();
    return { action, reasons, conclusion: conclusionOf(action, of, signs), alertIds };
  }
  return null;
}

/**
 * Whether people have answered a suggestion: it is what they decided last on this version, or what they decided against
 * and nothing else speaks for it since.
 */
export function isAnswered(
  last: Advice | null,
  { action, alertIds }: Pick<Suggestion, 'action' | 'alertIds'>,
): boolean {
  if (!last || last.decision === null) return false;
  if (action === last.decision) return true;
  return action === last.action && alertIds.every(id => last.alertIds.includes(id));
}
