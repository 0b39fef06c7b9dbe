import { rolesHeld } from '@handoff/kit/access/roles';
import { type AccessModelRow, roles } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { handoffItself, insertProposal, newAssignment } from './propose.ts';
import { nameOf, openAlready } from './rows.ts';

/** What a person is asked, because something else was settled: a role on one model. */
export interface Asked {
  roleKey: string;
  personId: string;
  model: AccessModelRow & { name: string };
  /** Whose request it is; who is gone meanwhile is replaced by Handoff itself. */
  byId: string;
  scopeOfWork: string;
}

/**
 * Asks a person to hold a role on a model, inside the command that settled it; returns the id of the assignment. Null
 * when they hold the role there, were asked already, or there is no such role. The caller has locked the model.
 */
export async function askToHold(tx: Tx, actor: Actor, asked: Asked): Promise<string | null> {
  const { roleKey, personId, model, byId, scopeOfWork } = asked;
  const role = await tx.findOne(roles, { where: { key: roleKey } });
  const place = { scope: 'MODEL', model, team: null } as const;
  const ids = { scope: place.scope, modelId: model.id, teamId: null };
  const held = (await rolesHeld(tx, [model.id], personId)).some(holder => holder.roleKey === roleKey);
  if (!role || held || (await openAlready(tx, { roleKey, assigneeId: personId, place: ids })) !== null) return null;
  const proposedById = (await nameOf(tx, byId)) === null ? handoffItself : byId;
  const input = { roleKey, assigneeId: personId, scopeOfWork };
  const assignment = newAssignment(proposedById, input, { role, place });
  await insertProposal(tx, actor, { assignment, role, place });
  return assignment.id;
}
