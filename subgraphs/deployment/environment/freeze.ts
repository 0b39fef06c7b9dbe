import { invalid, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';

/** A time in which nothing is promoted to an environment, but by those who hold one of some roles. */
export interface Freeze {
  id: string;
  environmentId: string;
  reason: string;
  from: Date;
  /** When it is over; it was ended early: when that was, though never before it began. */
  to: Date;
  exceptRoles: string[];
}

export type FreezeState = 'PLANNED' | 'ACTIVE' | 'OVER';

/** The states from which a freeze can be changed or ended: what is over stays as it was. */
const freezeMoves: Readonly<Record<'change' | 'end', readonly FreezeState[]>> = {
  change: ['PLANNED', 'ACTIVE'],
  end: ['PLANNED', 'ACTIVE'],
};

/** Where a freeze stands at an instant: it holds from `from` until just before `to`. One of no length never held. */
export function freezeState(freeze: Pick<Freeze, 'from' | 'to'>, now: Date): FreezeState {
  if (freeze.to <= now || freeze.to <= freeze.from) return 'OVER';
  return freeze.from > now ? 'PLANNED' : 'ACTIVE';
}

/** Why a freeze cannot be changed or ended now, or null. */
export function moveProblem(move: keyof typeof freezeMoves, freeze: Freeze, now: Date): Problem | null {
  const state = freezeState(freeze, now);
  if (freezeMoves[move].includes(state)) return null;
  const message = 'This freeze is over: begin a new one when it is needed again.';
  return { kind: 'WrongState', message, state, allowed: [] };
}

/** What is wrong with a freeze that somebody wants, or null; roles: all keys there are. */
export function freezeProblem(
  input: Pick<Freeze, 'reason' | 'from' | 'to' | 'exceptRoles'>,
  of: { now: Date; roles: readonly string[] },
): Problem | null {
  if (input.from >= input.to) return invalid('to', 'A freeze ends after it begins: give a later "to".');
  if (input.to <= of.now) return invalid('to', `${input.to.toISOString()} is past: a freeze ends in the future.`);
  const stranger = input.exceptRoles.findIndex(role => !of.roles.includes(role));
  if (stranger >= 0) {
    const mend = `choose among ${of.roles.join(', ')}.`;
    return invalid(`exceptRoles[${stranger}]`, `There is no role "${input.exceptRoles[stranger]}": ${mend}`);
  }
  return textProblem('reason', input.reason, 20_000);
}
