import type { Permission } from '@handoff/kit/access/permission';
import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import { type Raci, type RoleRow, roles } from '@handoff/kit/access/table';
import { type Command, done } from '@handoff/kit/command';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { invalid, type Problem } from '@handoff/kit/problem';

export interface SaveRole {
  key: string;
  title: string;
  raci?: Raci | null;
  permissions: Permission[];
  requiresAcceptance: boolean;
  maxHolders?: number | null;
  idempotencyKey?: string | null;
}

/** What is wrong with a role, or null. The owner stays one, and stays somebody who agreed to it. */
export function roleProblem(input: SaveRole): Problem | null {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(input.key)) {
    return invalid(
      'key',
      `"${input.key}" is no role key: use lower-case letters, digits and hyphens, such as on-call.`,
    );
  }
  if (input.title.trim() === '' || input.title.length > 200)
    return invalid('title', 'A role needs a title of 1 to 200 characters.');
  if (input.maxHolders !== null && input.maxHolders !== undefined && input.maxHolders < 1) {
    return invalid('maxHolders', 'At least one must be able to hold it: give 1 or more, or leave it out.');
  }
  if (input.key === 'owner' && ((input.maxHolders ?? 1) !== 1 || !input.requiresAcceptance)) {
    return invalid('maxHolders', 'An owner is one, and has accepted: keep maxHolders 1 and requiresAcceptance true.');
  }
  return null;
}

/** Makes a role or changes one. Needs ACCESS_ADMIN everywhere. */
export const saveRole: Command<SaveRole> = {
  name: 'saveRole',
  async run(tx, actor, input) {
    if (!mayEverywhere(await readReach(tx, actor), 'ACCESS_ADMIN')) {
      const who = await whoCan(tx, 'ACCESS_ADMIN', null);
      const about = { subjectId: input.key, modelId: null };
      return {
        kind: 'NotAllowed',
        rule: 'access-admin',
        message: 'Only who manages access may change roles.',
        whoCan: who,
        about,
      };
    }
    const problem = roleProblem(input);
    if (problem) return problem;
    const before = await tx.findOne(roles, { where: { key: input.key }, lock: { mode: 'pessimistic_write' } });
    const role: RoleRow = {
      key: input.key,
      title: input.title,
      raci: input.raci === undefined ? (before?.raci ?? null) : input.raci,
      permissions: [...new Set(input.permissions)],
      requiresAcceptance: input.requiresAcceptance,
      maxHolders: input.maxHolders === undefined ? (before?.maxHolders ?? null) : input.maxHolders,
    };
    await tx.save(roles, role);
    await append(tx, actor, {
      action: before ? 'role.changed' : 'role.made',
      subjectId: role.key,
      modelId: null,
      summary: `${before ? 'changed' : 'made'} the role ${role.title.toLowerCase()}`,
      changes: changesBetween(before, role, ['title', 'raci', 'permissions', 'requiresAcceptance', 'maxHolders']),
    });
    return done(role.key);
  },
};
