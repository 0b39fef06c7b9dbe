import { accessModel, readReach, viewerReach, visibleModel } from '@handoff/kit/access/queries';
import { permissionsOn, type Reach, rolesOn, sees } from '@handoff/kit/access/reach';
import type { AccessModelRow } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import type { Context } from '@handoff/kit/context';
import { type Tx, together } from '@handoff/kit/database/database';
import type { Standing } from './policy.ts';

/** How an actor stands to a model, by how far their assignments reach; null: they may not see it. */
export function standingTo(actor: Actor, reach: Reach, model: AccessModelRow): Standing | null {
  if (!sees(reach, model)) return null;
  const isPerson = actor.kind === 'person';
  const roles = isPerson ? rolesOn(reach, model, 'PROMOTION_APPROVE') : [];
  return { actorId: actor.id, isPerson, permissions: permissionsOn(reach, model), roles };
}

/** The same inside a command's transaction. */
export async function standingIn(tx: Tx, actor: Actor, modelId: string): Promise<Standing | null> {
  const [model, reach] = await together([accessModel(tx, modelId), readReach(tx, actor)]);
  return model && standingTo(actor, reach, model);
}

/** How the viewer stands to a model: read once per request, whatever the number of promotions. */
export async function viewerStanding(context: Context, modelId: string): Promise<Standing> {
  const { actor } = context;
  const model = await visibleModel(context, modelId);
  const standing = model && standingTo(actor, await viewerReach(context), model);
  return standing ?? { actorId: actor.id, isPerson: actor.kind === 'person', permissions: new Set(), roles: [] };
}
