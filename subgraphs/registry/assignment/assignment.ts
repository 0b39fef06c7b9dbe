import type { AssignmentRow, AssignmentScope, AssignmentState } from '@handoff/kit/access/table';
import { invalid, type Problem } from '@handoff/kit/problem';

/** What can be done with an assignment, from which states, and where it leads; null: the state stays. */
const table = {
  ACCEPT: { from: ['PROPOSED'], to: 'ACCEPTED' },
  DECLINE: { from: ['PROPOSED'], to: 'DECLINED' },
  SUGGEST: { from: ['PROPOSED'], to: 'DECLINED' },
  DELEGATE: { from: ['ACCEPTED'], to: null },
  END: { from: ['PROPOSED', 'ACCEPTED'], to: 'ENDED' },
} as const satisfies Record<string, { from: readonly AssignmentState[]; to: AssignmentState | null }>;

export type AssignmentMove = keyof typeof table;
export const assignmentMoves = Object.keys(table) as AssignmentMove[];

/** The moves that are possible from a state, whoever asks. */
export function movesFrom(state: AssignmentState): AssignmentMove[] {
  return assignmentMoves.filter(move => (table[move].from as readonly AssignmentState[]).includes(state));
}

/** The assignment after a move, or why it is not possible. Pure: the instant is given. */
export function moved(before: AssignmentRow, move: AssignmentMove, now: Date): AssignmentRow | Problem {
  const allowed = movesFrom(before.state);
  if (!allowed.includes(move))
    return { kind: 'WrongState', state: before.state, allowed, message: stateSentence(before) };
  const state = table[move].to ?? before.state;
  const answered = move === 'ACCEPT' || move === 'DECLINE' || move === 'SUGGEST';
  return {
    ...before,
    state,
    respondedAt: answered ? now : before.respondedAt,
    since: move === 'ACCEPT' ? now : before.since,
    endedAt: move === 'END' ? now : before.endedAt,
    revision: before.revision + 1,
  };
}

/** What an assignment becomes by itself when its time is over; null: nothing yet. Pure. */
export function byTheClock(before: AssignmentRow, now: Date): AssignmentRow | null {
  const revision = before.revision + 1;
  const over = (instant: Date | null) => instant !== null && instant <= now;
  if (before.state === 'PROPOSED' && (over(before.dueAt) || over(before.until)))
    return { ...before, state: 'EXPIRED', dueAt: over(before.dueAt) ? before.dueAt : before.until, revision };
  if (before.state === 'ACCEPTED' && over(before.until))
    return { ...before, state: 'ENDED', endedAt: before.until, endReason: 'Its time was over.', revision };
  return null;
}

function stateSentence(assignment: AssignmentRow): string {
  const when = assignment.respondedAt
    ? ` at ${assignment.respondedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
    : '';
  const what: Record<AssignmentState, string> = {
    PROPOSED: 'It has not been answered yet.',
    ACCEPTED: `It was accepted${when}.`,
    DECLINED: `It was declined${when}.`,
    EXPIRED: 'Nobody answered in time; propose it anew.',
    ENDED: 'It has ended; propose it anew.',
  };
  return what[assignment.state];
}

/** What an assignment reaches, as given: a scope with the one reference it asks for. */
export interface Target {
  scope: AssignmentScope;
  model: string | null;
  team: string | null;
}

/** What is wrong with scope, model and team together, or null. */
export function targetProblem(target: Target): Problem | null {
  if (target.scope === 'MODEL' && target.model === null)
    return invalid('model', 'Say for which model: its name or id.');
  if (target.scope === 'TEAM' && target.team === null) return invalid('team', 'Say for which team: its name or id.');
  if (target.scope !== 'MODEL' && target.model !== null)
    return invalid('model', `Leave "model" out when the scope is ${target.scope}.`);
  if (target.scope !== 'TEAM' && target.team !== null)
    return invalid('team', `Leave "team" out when the scope is ${target.scope}.`);
  return null;
}

/** An assignment that nobody answers is due after this many days, unless the proposer says otherwise. */
const daysToAnswer = 7;

export function dueAt(given: Date | null | undefined, now: Date): Date {
  return given ?? new Date(now.getTime() + daysToAnswer * 24 * 3600 * 1000);
}
