import { mayInTeam, type Reach } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';

/** Where a model would belong, and whether who registers it belongs there. */
export interface Place {
  teamId: string | null;
  isMember: boolean;
}

/**
 * Whether somebody may register a model: with MODEL_EDIT everywhere or for the team, or as a member of the team it is
 * registered for.
 */
export function mayRegister(actor: Actor, reach: Reach, place: Place): boolean {
  if (mayInTeam(reach, place.teamId, 'MODEL_EDIT')) return true;
  const tokenAllows = actor.limitedTo === null || actor.limitedTo.includes('MODEL_EDIT');
  return place.isMember && place.teamId !== null && tokenAllows;
}
