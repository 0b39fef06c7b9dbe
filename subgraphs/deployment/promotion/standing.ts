import { accessModel, readReach, viewerReach, visibleModel } from '@handoff/kit/access/queries';
import { permissionsOn, sees } from '@handoff/kit/access/reach';
import { rolesHeld } from '@handoff/kit/access/roles';
import type { Actor } from '@handoff/kit/actor';
import type { Context } from '@handoff/kit/context';
import type { Reader, Tx } from '@handoff/kit/database/database';
import { type Batch, grouped, load } from '@handoff/kit/loader';
import { roleKeys } from '../environment/queries.ts';
import type { Standing } from './policy.ts';

/** How an actor stands to a model inside a command's transaction; null: they may not see it. */
export async function standingIn(tx: Tx, actor: Actor, modelId: string): Promise<Standing | null> {
  const model = await accessModel(tx, modelId);
  const reach = await readReach(tx, actor);
  if (!model || !sees(reach, model)) return null;
  const roles = (await approverRoles(tx, actor, [modelId])).get(modelId) ?? [];
  return { actorId: actor.id, isPerson: actor.kind === 'person', permissions: permissionsOn(reach, model), roles };
}

/** The roles an actor may approve with, by model. Two statements for a person, none for a program. */
async function approverRoles(
  reader: Reader,
  actor: Actor,
  modelIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (actor.kind !== 'person' || actor.id === null) return new Map();
  const { approvers } = await roleKeys(reader);
  const held = (await rolesHeld(reader, modelIds, actor.id)).filter(({ roleKey }) => approvers.includes(roleKey));
  const byModel = grouped(held, ({ modelId }) => modelId);
  return new Map([...byModel].map(([modelId, found]) => [modelId, found.map(({ roleKey }) => roleKey)]));
}

const viewerRoles: Batch<string, string[]> = (modelIds, context) => approverRoles(context.db, context.actor, modelIds);

/** How the viewer stands to a model: read once per request, whatever the number of promotions. */
export async function viewerStanding(context: Context, modelId: string): Promise<Standing> {
  const { actor } = context;
  const model = await visibleModel(context, modelId);
  const permissions = model ? permissionsOn(await viewerReach(context), model) : new Set<never>();
  const roles = (await load(context, viewerRoles, modelId)) ?? [];
  return { actorId: actor.id, isPerson: actor.kind === 'person', permissions, roles };
}
