import { invalid, type Problem } from '@handoff/kit/problem';
import type { GroupRole } from '@handoff/kit/settings/groups';

/** What the groups of an account gave: teams and roles as the rules name them, and what became of them here. */
export interface Given {
  teams: GivenTeam[];
  roles: GivenRole[];
}

export interface GivenTeam {
  /** Name or id, as the rule has it. */
  team: string;
  teamId: string;
  /** False: they were a member before, and stay one when the group goes. */
  added: boolean;
}

export interface GivenRole extends GroupRole {
  /** Null: they held the role, or were asked, before; that stays when the group goes. */
  assignmentId: string | null;
}

/** What is to be given, what is to be taken back, and what stays, of teams or of roles. */
export interface Difference<Wanted, Had> {
  give: Wanted[];
  take: Had[];
  keep: Had[];
}

/** What changes between what was given and what is wanted now. Pure. */
export function difference<Wanted, Had>(
  wanted: readonly Wanted[],
  had: readonly Had[],
  key: (one: Wanted | Had) => string,
): Difference<Wanted, Had> {
  const [wants, has] = [new Set(wanted.map(key)), new Set(had.map(key))];
  return {
    give: wanted.filter(one => !has.has(key(one))),
    take: had.filter(one => !wants.has(key(one))),
    keep: had.filter(one => wants.has(key(one))),
  };
}

/** One text for each role and place. */
export function roleKey({ role, team, model }: GroupRole): string {
  return JSON.stringify([role, team ?? null, model ?? null]);
}

/** What is wrong with an account as the gateway tells of it, or null. */
export function accountProblem({ issuer, subject }: { issuer: string; subject: string }): Problem | null {
  // OpenID Connect Core, section 2: a subject has 255 ASCII characters at most; some providers use others.
  for (const [field, value] of Object.entries({ issuer, subject }))
    if (value === '' || value.length > 500 || value.includes('\u0000'))
      return invalid(field, `An account has an issuer and a subject of 1 to 500 characters, without NUL.`);
  return null;
}
