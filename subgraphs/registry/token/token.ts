import type { Permission } from '@handoff/kit/access/permission';
import { isToken, tokenPrefix } from '@handoff/kit/access/token';
import { invalid, type Problem } from '@handoff/kit/problem';
import { nameProblem } from '../person/name.ts';

/** The most tokens of one principal that work at once. */
export const maxLiveTokens = 100;

/** The name of the token that a service account is given when Handoff starts; nobody else may use it. */
export const bootstrapName = 'bootstrap';

export interface WantedToken {
  name: string;
  permissions?: Permission[] | null;
  expiresAt?: Date | null;
}

/** What is wrong with what somebody wants a token to be at an instant, or null. */
export function tokenProblem(wanted: WantedToken, now: Date): Problem | null {
  if (wanted.name === bootstrapName) {
    return invalid(
      'name',
      `The name "${bootstrapName}" is kept for tokens that are set at the start: use another one.`,
    );
  }
  if (wanted.permissions?.length === 0) {
    return invalid(
      'permissions',
      "A token without permissions allows nothing: leave them out for all of its holder's.",
    );
  }
  if (wanted.expiresAt && wanted.expiresAt <= now) {
    return invalid('expiresAt', 'This time has passed: give one in the future, or leave it out.');
  }
  return nameProblem('name', wanted.name);
}

/**
 * What a new token is limited to, or null when it asks for more than the token it is made with; then nobody may
 * make it that way. A limit left out is the limit of the one who makes it.
 */
export function limitOf(
  wanted: readonly Permission[] | null | undefined,
  makers: readonly Permission[] | null,
): { permissions: Permission[] | null } | null {
  if (!wanted) return { permissions: makers === null ? null : [...makers] };
  const permissions = [...new Set(wanted)];
  return makers === null || permissions.every(one => makers.includes(one)) ? { permissions } : null;
}

/** What a token is listed by: 12 characters of one of ours, 4 of one that somebody chose, as it may be short. */
export function listedPrefix(text: string): string {
  return isToken(text) ? tokenPrefix(text) : `${text.slice(0, 4)}…`;
}

/** What is wrong with the name of a service account, or null. */
export function accountNameProblem(name: string): Problem | null {
  return /^[a-z0-9][a-z0-9._-]{0,127}$/.test(name)
    ? null
    : invalid('name', 'Use 1 to 128 lower-case letters, digits, dots, hyphens and underscores, such as ci-pipeline.');
}
