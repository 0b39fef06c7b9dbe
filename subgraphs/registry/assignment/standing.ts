import type { Permission } from '@handoff/kit/access/permission';
import { accessModel, readReach, viewerReach, visibleModel } from '@handoff/kit/access/queries';
import { mayEverywhere, permissionsOn, type Reach } from '@handoff/kit/access/reach';
import type { AccessModelRow, AssignmentRow } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import type { Context } from '@handoff/kit/context';
import type { Reader } from '@handoff/kit/database/database';
import { type Batch, load } from '@handoff/kit/loader';
import { isAssignee, type Standing } from './policy.ts';
import { teamIdsOf } from './queries.ts';
import { nameOf } from './rows.ts';

const none: ReadonlySet<Permission> = new Set();

/** What the actor may do where an assignment reaches. */
export function permissionsWhere(
  reach: Reach,
  model: AccessModelRow | null,
  teamId: string | null,
): ReadonlySet<Permission> {
  if (model) return permissionsOn(reach, model);
  if (teamId !== null) return new Set([...reach.everywhere, ...(reach.byTeam.get(teamId) ?? none)]);
  return reach.everywhere;
}

const ownTeams: Batch<string, string[]> = async (ids, context) => {
  const found = await Promise.all(ids.map(async id => [id, await teamIdsOf(context.db, id)] as const));
  return new Map(found);
};

/** How the viewer stands to an assignment: read once per request, whatever the number of assignments. */
export async function viewerStanding(context: Context, assignment: AssignmentRow): Promise<Standing> {
  const reach = await viewerReach(context);
  const model = assignment.modelId === null ? null : await visibleModel(context, assignment.modelId);
  const teams = context.actor.id === null ? [] : ((await load(context, ownTeams, context.actor.id)) ?? []);
  return {
    permissions: assignment.modelId !== null && !model ? none : permissionsWhere(reach, model, assignment.teamId),
    isAssignee: isAssignee(context.actor, assignment.assigneeId, teams),
    managesAccess: mayEverywhere(reach, 'ACCESS_ADMIN'),
  };
}

/** The same inside a command's transaction; who was deactivated a moment ago answers for nothing any more. */
export async function standingIn(tx: Reader, actor: Actor, assignment: AssignmentRow): Promise<Standing> {
  const reach = await readReach(tx, actor);
  const model = assignment.modelId === null ? null : await accessModel(tx, assignment.modelId);
  const active = actor.id !== null && (await nameOf(tx, actor.id)) !== null;
  return {
    permissions: permissionsWhere(reach, model, assignment.teamId),
    isAssignee: active && isAssignee(actor, assignment.assigneeId, await teamIdsOf(tx, actor.id)),
    managesAccess: mayEverywhere(reach, 'ACCESS_ADMIN'),
  };
}
