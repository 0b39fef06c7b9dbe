import type { Actor } from '../actor.ts';
import { permissions as allPermissions, type Permission } from './permission.ts';
import type { AccessModelRow, AssignmentScope } from './table.ts';

/** One assignment that counts now, as far as access is concerned. */
export interface Grant {
  /** Key of the role. */
  role: string;
  scope: AssignmentScope;
  modelId: string | null;
  teamId: string | null;
  permissions: readonly Permission[];
  /** False while it is only proposed: the model may be looked at, so that one can answer, and nothing more. */
  accepted: boolean;
}

/** How far an actor's assignments reach: read once per request, or inside a command's transaction. */
export interface Reach {
  everywhere: ReadonlySet<Permission>;
  byTeam: ReadonlyMap<string, ReadonlySet<Permission>>;
  byModel: ReadonlyMap<string, ReadonlySet<Permission>>;
  /** The system, auditors and deliverers see every model; so does whoever holds READ everywhere. */
  seesAll: boolean;
  /** A token without READ sees no model at all, whatever its holder may. */
  seesNone: boolean;
  /** What it is added up from. */
  grants: readonly Grant[];
}

const none: ReadonlySet<Permission> = new Set();

/** Adds up what grants give to an actor. Pure. */
export function reachOf(actor: Actor, grants: readonly Grant[]): Reach {
  if (actor.kind === 'system') return systemReach;
  const everywhere = new Set<Permission>();
  const byTeam = new Map<string, Set<Permission>>();
  const byModel = new Map<string, Set<Permission>>();
  for (const grant of grants) {
    const given = (grant.accepted ? [...grant.permissions, 'READ' as const] : ['READ' as const]).filter(one =>
      allows(actor, one),
    );
    if (grant.scope === 'EVERYTHING' && grant.accepted) add(everywhere, given);
    if (grant.scope === 'TEAM' && grant.teamId) add(bucket(byTeam, grant.teamId), given);
    if (grant.scope === 'MODEL' && grant.modelId) add(bucket(byModel, grant.modelId), given);
  }
  const seesAll = everywhere.has('READ') || everywhere.has('DELIVER') || everywhere.has('AUDIT_READ');
  return { everywhere, byTeam, byModel, seesAll, seesNone: !seesAll && !allows(actor, 'READ'), grants };
}

const systemReach: Reach = {
  everywhere: new Set(allPermissions),
  byTeam: new Map(),
  byModel: new Map(),
  seesAll: true,
  seesNone: false,
  grants: [],
};

function allows(actor: Actor, permission: Permission): boolean {
  return actor.limitedTo === null || actor.limitedTo.includes(permission);
}

function add(set: Set<Permission>, given: readonly Permission[]): void {
  for (const permission of given) set.add(permission);
}

function bucket(map: Map<string, Set<Permission>>, key: string): Set<Permission> {
  const found = map.get(key) ?? new Set<Permission>();
  map.set(key, found);
  return found;
}

/** Whether a model exists for this actor. */
export function sees(reach: Reach, model: AccessModelRow): boolean {
  if (reach.seesAll) return true;
  if (reach.seesNone) return false;
  return (
    model.visibility === 'INTERNAL' ||
    reach.byModel.has(model.id) ||
    (model.teamId !== null && reach.byTeam.has(model.teamId))
  );
}

/** All that the actor may do with a model; empty when it may not be seen. */
export function permissionsOn(reach: Reach, model: AccessModelRow): Set<Permission> {
  if (!sees(reach, model)) return new Set();
  const team = model.teamId === null ? none : (reach.byTeam.get(model.teamId) ?? none);
  const own = reach.byModel.get(model.id) ?? none;
  const read: Permission[] = reach.seesNone ? [] : ['READ'];
  return new Set([...read, ...reach.everywhere, ...team, ...own]);
}

/** Keys of the roles that are held on a model and give a permission, whatever a token leaves of it; in their order. */
export function rolesOn({ grants }: Reach, { id, teamId }: AccessModelRow, permission: Permission): string[] {
  const here = (grant: Grant) =>
    grant.scope === 'EVERYTHING' ||
    (grant.scope === 'MODEL' && grant.modelId === id) ||
    (grant.scope === 'TEAM' && teamId !== null && grant.teamId === teamId);
  const held = grants.filter(grant => grant.accepted && grant.permissions.includes(permission) && here(grant));
  return [...new Set(held.map(({ role }) => role))].toSorted();
}

/** Whether the actor may do something that concerns no single model, such as managing people. */
export function mayEverywhere(reach: Reach, permission: Permission): boolean {
  return reach.everywhere.has(permission);
}

/** Whether the actor may do something with what belongs to a team. */
export function mayInTeam(reach: Reach, teamId: string | null, permission: Permission): boolean {
  return reach.everywhere.has(permission) || (teamId !== null && (reach.byTeam.get(teamId)?.has(permission) ?? false));
}

/**
 * The same decision as `sees`, as SQL over an alias of access.model: a condition, and the parameters it
 * appends, numbered from `next`.
 */
export function visibleSql(reach: Reach, alias: string, next: number): { sql: string; parameters: unknown[] } {
  if (reach.seesAll) return { sql: 'true', parameters: [] };
  if (reach.seesNone) return { sql: 'false', parameters: [] };
  const sql = `(${alias}.visibility = 'INTERNAL' OR ${alias}.id = ANY($${next}::text[]) OR ${alias}.team_id = ANY($${next + 1}::text[]))`;
  return { sql, parameters: [[...reach.byModel.keys()], [...reach.byTeam.keys()]] };
}
