import type { ExecutorKind } from '../environment/target.ts';

/** How far a promotion is carried out: a step is being put in place, it holds, or what was replaced is on its way back. */
export type Stage = 'PLACING' | 'HOLDING' | 'RETURNING' | 'SETTLED';

/** What decides the stage of a promotion. */
export interface Standpoint {
  state: string;
  executor: ExecutorKind;
  /** When the step it is at took hold; null: it is being put in place. */
  stepStartedAt: Date | null;
  /** Since when it is on its way back; null: it is not. */
  returningSince: Date | null;
}

/** Where the rollout of a promotion stands; null: it has none that goes on. */
export function stageOf({ state, stepStartedAt, returningSince }: Standpoint): Stage | null {
  if (state !== 'ROLLING_OUT' && state !== 'LIVE') return null;
  if (returningSince !== null) return 'RETURNING';
  if (state === 'LIVE') return 'SETTLED';
  return stepStartedAt === null ? 'PLACING' : 'HOLDING';
}

const stages: Readonly<Record<string, readonly Stage[]>> = {
  CONFIRM: ['PLACING', 'RETURNING'],
  ADVANCE: ['HOLDING'],
  ROLL_BACK: ['PLACING', 'HOLDING', 'SETTLED'],
};

/** The executors whose work somebody else reports; the others see for themselves how it went. */
const reported: readonly ExecutorKind[] = ['MANUAL', 'WEBHOOK'];

/** Whether the stage of a rollout allows a move that its state allows. */
export function stageAllows(move: string, at: Standpoint): boolean {
  const stage = stageOf(at);
  const allowed = stages[move];
  if (stage === null || !allowed) return true;
  if (move === 'CONFIRM' && !reported.includes(at.executor)) return false;
  return allowed.includes(stage);
}
