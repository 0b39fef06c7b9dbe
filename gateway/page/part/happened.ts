import { words } from './words.ts';

/** What is said of a move of a promotion or an alert, after who made it. */
const said: Readonly<Record<string, string>> = {
  REQUEST: 'asked for it',
  APPROVE: 'approved it',
  REJECT: 'rejected it',
  DECIDE: 'decided on it',
  WITHDRAW: 'withdrew it',
  WAIVE: 'waived a check',
  RECHECK: 'checked it again',
  START: 'started the rollout',
  CONFIRM: 'said how the rollout went',
  ADVANCE: 'took the next step',
  ROLL_BACK: 'rolled it back',
  EXPIRE: 'let it expire',
  SUPERSEDE: 'put something newer in its place',
  STOP: 'stopped the rollout',
  RESUME: 'let the rollout go on',
  FIRE: 'raised it',
  CALM: 'saw it calm down',
  RECOVER: 'saw it recover',
  RELAPSE: 'saw it relapse',
  EXPLAIN: 'found what explains it',
  OUTLAST: 'saw it last longer than what explained it',
  ACKNOWLEDGE: 'acknowledged it',
  SILENCE: 'silenced it',
  UNSILENCE: 'ended the silence',
  SILENCE_OVER: 'ended the silence, which was over',
  RESOLVE: 'resolved it',
  ESCALATE: 'escalated it',
  RATE: 'said what it was worth',
};

/** A move in a list of what happened, to stand after the name of who made it. */
export function moveWords(move: string): string {
  return Object.hasOwn(said, move) ? (said[move] ?? '') : `did this: ${words(move).toLowerCase()}`;
}
