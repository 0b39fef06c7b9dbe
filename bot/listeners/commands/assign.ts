import { nearest } from '@handoff/kit/settings/nearest';
import type { RoleName } from '../../answers/model.ts';
import { sentence } from '../../cards/assignment.ts';
import { code, type Shown } from '../../cards/blocks.ts';
import { plain, refusal } from '../../cards/say.ts';
import type { Command } from '../../grammar.ts';
import { namedStranger } from '../../people.ts';
import { safeLine } from '../../text.ts';
import type { Asker } from './asker.ts';
import { modelNamed, unclear } from './model.ts';

/** `assign`: asks somebody to take a role for a model. The card comes to them by its own way. */
export async function assign(asker: Asker, command: Extract<Command, { verb: 'assign' }>): Promise<Shown> {
  const meant = await modelNamed(asker.ask, command.model);
  if (meant.kind === 'Unclear') return unclear(meant);
  const { roles } = await asker.ask('ReadRoles', {});
  const role = roleNamed(roles ?? [], command.role);
  if ('message' in role) return plain(role.message);
  const identity = await asker.services.people.identify(command.userId);
  if (identity.kind === 'Stranger') return plain(namedStranger(command.userId, identity));
  const { proposeAssignment } = await asker.ask('Propose', {
    input: {
      roleKey: role.key,
      assigneeId: identity.personId,
      scope: 'MODEL',
      model: meant.model.id,
      idempotencyKey: asker.key,
    },
  });
  if (proposeAssignment?.problem) return refusal(proposeAssignment.problem);
  if (!proposeAssignment?.assignment) return plain('This was done, but it cannot be shown just now.');
  const { assignment } = proposeAssignment;
  if (assignment.state !== 'PROPOSED') return plain(sentence(assignment));
  const next = assignment.moves.includes('ACCEPT')
    ? ` It counts once ${safeLine(assignment.assignee.name)} accepts.`
    : '';
  return plain(`${sentence(assignment)}${next}`);
}

/** The role of this key or title, however it is spelled; else a sentence that names those there are. */
function roleNamed(roles: readonly RoleName[], named: string): RoleName | { message: string } {
  const wanted = plainKey(named);
  const found = roles.find(role => plainKey(role.key) === wanted || plainKey(role.title) === wanted);
  if (found) return found;
  const keys = roles.map(role => role.key);
  const close = nearest(wanted, keys);
  const hint = close ? `Did you mean \`${close}\`?` : `There are: ${keys.map(key => code(key)).join(', ')}.`;
  return { message: `There is no role “${safeLine(named, 100)}”. ${hint}` };
}

function plainKey(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '-');
}
