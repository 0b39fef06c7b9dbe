import type { Permission } from '@handoff/kit/access/permission';
import type { AssignmentRow, RoleRow } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import type { AssignmentMove } from './assignment.ts';
import { movesFrom } from './assignment.ts';

/** Why somebody may not; the command adds whom to turn to. */
export interface Refused {
  rule: string;
  message: string;
  /** Whom to turn to: whoever holds this permission there, or the assignee. */
  ask: Permission | 'assignee';
}

/** What is known of who acts, as far as one assignment is concerned. */
export interface Standing {
  /** What they may do where the assignment reaches. */
  permissions: ReadonlySet<Permission>;
  /** They are the assignee, or a member of the team that is. */
  isAssignee: boolean;
  managesAccess: boolean;
}

/**
 * May this role be proposed there? Nobody gives more than they have, but for who manages access, and for the team
 * of a model that nobody owns: its members may ask somebody to be the owner.
 */
export function mayPropose(role: RoleRow, standing: Standing & { teamOfUnowned: boolean }): Refused | null {
  if (standing.managesAccess) return null;
  if (role.key === 'owner' && standing.teamOfUnowned) return null;
  if (!standing.permissions.has('ASSIGN')) {
    return {
      rule: 'assign-permission',
      ask: 'ASSIGN',
      message: `Proposing who is ${role.title.toLowerCase()} needs the permission ASSIGN here.`,
    };
  }
  const more = role.permissions.filter(permission => !standing.permissions.has(permission));
  if (more.length === 0) return null;
  const message = `The role ${role.title.toLowerCase()} gives more than you have (${more.join(', ')}): somebody who manages access must propose it.`;
  return { rule: 'not-more-than-own', ask: 'ACCESS_ADMIN', message };
}

/** May this move be made, the state aside? */
export function mayMove(move: AssignmentMove, standing: Standing): Refused | null {
  if (standing.isAssignee) return null;
  if (move === 'END' || move === 'DELEGATE') {
    const may = move === 'END' && standing.permissions.has('ASSIGN');
    if (may || standing.managesAccess) return null;
    return {
      rule: 'assignee-or-assigner',
      ask: 'assignee',
      message: 'Only who holds this assignment, or who manages access here, may do that.',
    };
  }
  return {
    rule: 'assignee-answers',
    ask: 'assignee',
    message: 'Only who was asked can answer: a role is accepted by the person who answers for it.',
  };
}

/** The moves an actor can make now; whoever "anyone" is, the state decides alone. */
export function movesOf(assignment: AssignmentRow, standing: Standing | 'anyone'): AssignmentMove[] {
  const possible = movesFrom(assignment.state);
  return standing === 'anyone' ? possible : possible.filter(move => mayMove(move, standing) === null);
}

/** Whether an actor is the assignee, given the teams they belong to. */
export function isAssignee(actor: Actor, assigneeId: string, teamIds: readonly string[]): boolean {
  return actor.id === assigneeId || teamIds.includes(assigneeId);
}
