import { canonical, sha256 } from '../canonical.ts';
import type { GroupRole, GroupRule } from '../settings/groups.ts';

/** What somebody's groups are to give: teams by name or id, and roles. */
export interface Wanted {
  teams: string[];
  roles: GroupRole[];
}

/** What groups give by the rules, each thing once and in one order. Pure. */
export function wantedBy(groups: readonly string[], rules: readonly GroupRule[]): Wanted {
  const held = new Set(groups);
  const fitting = rules.filter(({ group }) => held.has(group));
  const teams = new Set(fitting.flatMap(({ team }) => team ?? []));
  const roles = new Map(fitting.flatMap(({ role }) => (role ? [[canonical(role), role] as const] : [])));
  return {
    teams: [...teams].sort(),
    roles: [...roles].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, role]) => role),
  };
}

/** One text for what is to be given, by which a change is noticed: 64 hexadecimal characters. */
export function wantedDigest({ teams, roles }: Wanted): string {
  return sha256(canonical({ teams, roles: roles.map(({ role, team, model }) => [role, team ?? null, model ?? null]) }));
}
