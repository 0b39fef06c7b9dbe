import { grouped } from '@handoff/kit/loader';
import type { LastAct } from '../audit/queries.ts';
import type { HeldRole } from './facts.ts';
import type { LastUse } from './kind/access-review.ts';

export interface Used {
  held: readonly HeldRole[];
  acts: readonly LastAct[];
  /** Ids of the people in each team that holds something. */
  members: ReadonlyMap<string, readonly string[]>;
}

/** Who can use a role: its holder, the members of the team that is it, and whom it is lent to. */
export function usersOf({ assignee, delegatedTo }: HeldRole, members: Used['members']): string[] {
  return [assignee.id, ...(members.get(assignee.id) ?? []), ...(delegatedTo ? [delegatedTo.id] : [])];
}

/** When each role was used last, by what its users did to what it is for. Pure. */
export function lastUseOf({ held, acts, members }: Used): LastUse {
  const byActor = grouped(acts, ({ actorId }) => actorId);
  const uses = held.flatMap((role): [string, Date][] => {
    const own = usersOf(role, members).flatMap(id => byActor.get(id) ?? []);
    const times = own.filter(act => isWithin(role, act)).map(({ at }) => at.getTime());
    return times.length === 0 ? [] : [[role.id, new Date(Math.max(...times))]];
  });
  return new Map(uses);
}

function isWithin({ scope, model, team }: HeldRole, act: LastAct): boolean {
  if (scope === 'EVERYTHING') return true;
  return scope === 'MODEL' ? act.modelId === model?.id : act.teamId !== null && act.teamId === team?.id;
}
