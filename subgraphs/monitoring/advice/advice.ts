import type { Problem } from '@handoff/kit/problem';
import { inUtc } from '@handoff/kit/text';

export const adviceActions = ['RETRAIN', 'RE_ENGINEER_FEATURES', 'FIX_DATA', 'ROLL_BACK', 'KEEP'] as const;
export type AdviceAction = (typeof adviceActions)[number];

export const adviceStates = ['OPEN', 'DISCUSSING', 'DECIDED'] as const;
export type AdviceState = (typeof adviceStates)[number];

/** What the evidence says should be done with a version that runs, and what people decided. */
export interface Advice {
  id: string;
  modelId: string;
  versionId: string;
  action: AdviceAction;
  state: AdviceState;
  /** Sentences. */
  reasons: string[];
  /** The alerts that speak for it. */
  alertIds: string[];
  suggestedAt: Date;
  /** Link to the thread in which it is talked about. */
  discussion: string | null;
  discussedById: string | null;
  discussedAt: Date | null;
  /** Null although it is decided: what spoke for it was over, and nobody had to decide. */
  decision: AdviceAction | null;
  /** Whoever decided first, then who agreed. */
  decidedByIds: string[] | null;
  decidedAt: Date | null;
  rationale: string | null;
  revision: number;
}

/** What can happen to an advice, from which states, where it leads and what it leaves in the trail. */
const table = {
  // By people.
  DISCUSS: { from: ['OPEN'], to: 'DISCUSSING', action: 'advice.discussion_opened' },
  DECIDE: { from: ['OPEN', 'DISCUSSING'], to: 'DECIDED', action: 'advice.decided' },
  // By what happens to the alerts. People who talk about it are not interrupted.
  CHANGE: { from: ['OPEN', 'DISCUSSING'], to: null, action: 'advice.changed' },
  LET_GO: { from: ['OPEN'], to: 'DECIDED', action: 'advice.let_go' },
} as const satisfies Record<string, { from: readonly AdviceState[]; to: AdviceState | null; action: string }>;

export type AdviceMove = keyof typeof table;
/** The moves that people make. */
export const peoplesMoves = ['DISCUSS', 'DECIDE'] as const;
export type PeoplesMove = (typeof peoplesMoves)[number];

/** The moves that people can make from a state, whoever asks. */
export function movesFrom(state: AdviceState): PeoplesMove[] {
  return peoplesMoves.filter(move => isPossible(state, move));
}

function isPossible(state: AdviceState, move: AdviceMove): boolean {
  return (table[move].from as readonly AdviceState[]).includes(state);
}

/** The event that a move leaves. */
export function actionOf(move: AdviceMove): string {
  return table[move].action;
}

/** The advice after a move, or why it is not possible. who: the name of whoever brought it into its state. */
export function moved(before: Advice, move: AdviceMove, who: string | null): Advice | Problem {
  const { state, revision } = before;
  if (isPossible(state, move)) return { ...before, state: table[move].to ?? state, revision: revision + 1 };
  return { kind: 'WrongState', state, allowed: movesFrom(state), message: stateSentence(before, who) };
}

function stateSentence(advice: Advice, who: string | null): string {
  const { state, decision, decidedAt, discussedAt, discussion } = advice;
  const somebody = who ?? 'Somebody';
  if (state === 'DISCUSSING')
    return `${somebody} opened its discussion at ${shown(discussedAt)}: join it, ${discussion}.`;
  if (state === 'OPEN') return 'It is open, and nobody has opened its discussion.';
  if (decision === null) return `It was let go at ${shown(decidedAt)}: what spoke for it was over.`;
  return `${somebody} decided it at ${shown(decidedAt)}: ${titleOf(decision)}.`;
}

function shown(at: Date | null): string {
  return at === null ? 'some time' : inUtc(at);
}

const titles: Readonly<Record<AdviceAction, string>> = {
  RETRAIN: 'retrain it',
  RE_ENGINEER_FEATURES: 're-engineer its features',
  FIX_DATA: 'fix the data',
  ROLL_BACK: 'roll back',
  KEEP: 'keep it as it is',
};

/** What is to be done, in the middle of a sentence. */
export function titleOf(action: AdviceAction): string {
  return titles[action];
}
