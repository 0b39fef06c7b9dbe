import type { Problem } from '@handoff/kit/problem';
import { inUtc } from '@handoff/kit/text';
import type { ApprovalRequirement } from '../environment/promotion-policy.ts';
import { type Stage, type Standpoint, stageAllows, stageOf } from './stage.ts';

export const promotionStates = [
  'REQUESTED',
  'BLOCKED',
  'PENDING',
  'APPROVED',
  'ROLLING_OUT',
  'LIVE',
  'REJECTED',
  'WITHDRAWN',
  'EXPIRED',
  'SUPERSEDED',
  'FAILED',
  'ROLLED_BACK',
] as const;
export type PromotionState = (typeof promotionStates)[number];

export const promotionKinds = ['PROMOTE', 'RETIRE'] as const;
export type PromotionKind = (typeof promotionKinds)[number];

export const decisions = ['APPROVE', 'REJECT'] as const;
export type Decision = (typeof decisions)[number];

/** What a person or program can do with a promotion, and from which states. */
const table = {
  APPROVE: ['PENDING'],
  REJECT: ['BLOCKED', 'PENDING'],
  WITHDRAW: ['REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED'],
  WAIVE: ['BLOCKED'],
  RECHECK: ['BLOCKED', 'PENDING', 'APPROVED'],
  START: ['APPROVED'],
  CONFIRM: ['ROLLING_OUT'],
  ADVANCE: ['ROLLING_OUT'],
  ROLL_BACK: ['ROLLING_OUT', 'LIVE'],
} as const satisfies Record<string, readonly PromotionState[]>;

export type PromotionMove = keyof typeof table;
export const promotionMoves = Object.keys(table) as PromotionMove[];

/** The states in which a promotion still rests on its evidence: it is checked anew when that changes. */
export const undecidedStates: readonly PromotionState[] = ['REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED'];

/** The states in which a promotion gives way when something newer is asked for: nobody has decided it yet. */
export const waitingStates: readonly PromotionState[] = ['REQUESTED', 'BLOCKED', 'PENDING'];

/** The moves that are possible from a state, whoever asks; where a rollout goes on, at its stage. */
export function movesFrom(state: PromotionState, at?: Standpoint): PromotionMove[] {
  // What was live while it goes back is confirmed too, though it is live until then.
  if (at && stageOf(at) === 'RETURNING') return stageAllows('CONFIRM', at) ? ['CONFIRM'] : [];
  const possible = promotionMoves.filter(move => (table[move] as readonly PromotionState[]).includes(state));
  return at ? possible.filter(move => stageAllows(move, at)) : possible;
}

const sentences: Record<PromotionState, string> = {
  REQUESTED: 'It was asked for and is being checked.',
  BLOCKED: 'Checks stand in its way.',
  PENDING: 'It waits for approvals.',
  APPROVED: 'It was approved.',
  ROLLING_OUT: 'It is being rolled out.',
  LIVE: 'It is live.',
  REJECTED: 'It was rejected.',
  WITHDRAWN: 'It was withdrawn.',
  EXPIRED: 'It expired: ask for it anew.',
  SUPERSEDED: 'Something newer took its place.',
  FAILED: 'Its rollout failed: ask for it anew.',
  ROLLED_BACK: 'It was rolled back.',
};

const stageSentences: Partial<Record<Stage, string>> = {
  PLACING: 'A step of its rollout is being put in place.',
  HOLDING: 'It is being rolled out in steps: advance it, or roll it back.',
  RETURNING: 'It is being rolled back.',
};

const retireSentences: Partial<Record<PromotionState, string>> = {
  ROLLING_OUT: 'It is being taken out of service.',
  LIVE: 'It was carried out.',
  FAILED: 'It could not be carried out: ask for it anew.',
};

/** Why a move is not possible from a state; last: who did what came before, and when. */
export function wrongState(
  state: PromotionState,
  last: { by: string; at: Date } | null,
  at?: Standpoint & { kind: PromotionKind },
): Problem {
  const who = last ? ` Last moved by ${last.by} at ${inUtc(last.at)}.` : '';
  const stage = at && stageOf(at);
  const sentence =
    (at?.kind === 'RETIRE' && retireSentences[state]) || (stage && stageSentences[stage]) || sentences[state];
  return { kind: 'WrongState', state, allowed: movesFrom(state, at), message: `${sentence}${who}` };
}

/** What was done with a promotion, before what it is of: "withdrew the promotion of", "withdrew the retirement of". */
export function doneWith(verb: string, kind: PromotionKind): string {
  return `${verb} the ${kind === 'RETIRE' ? 'retirement' : 'promotion'} of`;
}

/** One approval or rejection; it stands for as long as the evidence is what it was. */
export interface Given {
  personId: string;
  role: string;
  decision: Decision;
  evidenceDigest: string;
}

/** The approvals that stand: those of the evidence as it is now. */
export function standingOf<G extends Given>(given: readonly G[], evidenceDigest: string): G[] {
  return given.filter(one => one.decision === 'APPROVE' && one.evidenceDigest === evidenceDigest);
}

/** Whose approval is still missing, given the approvals that stand. */
export function missingApprovals(
  required: readonly ApprovalRequirement[],
  approved: readonly Given[],
): ApprovalRequirement[] {
  return required
    .map(({ role, count }) => ({ role, count: count - approved.filter(one => one.role === role).length }))
    .filter(({ count }) => count > 0);
}

/** Where a promotion stands that rests on evidence: blocked by a check, waiting for approvals, or approved. */
export function judgedState(blocked: boolean, missing: readonly ApprovalRequirement[]): PromotionState {
  if (blocked) return 'BLOCKED';
  return missing.length > 0 ? 'PENDING' : 'APPROVED';
}
