import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import {
  type AccessModelRow,
  type AssignmentRow,
  type AssignmentScope,
  assignments,
  type RoleRow,
  roles,
} from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { conflict, invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { lockModel } from '../model/queries.ts';
import { holdPerson } from '../person/rows.ts';
import { findTeam } from '../team/queries.ts';
import { dueAt, targetProblem } from './assignment.ts';
import { mayPropose } from './policy.ts';
import { teamIdsOf } from './queries.ts';
import { nameOf, openAlready, owned } from './rows.ts';
import { permissionsWhere } from './standing.ts';

/** The account that the system proposes as: it cannot sign in. */
export const handoffItself = 'svc_00000000000000000000000000';

export interface ProposeAssignment {
  roleKey: string;
  assigneeId: string;
  scope?: AssignmentScope | null;
  /** Id or name. */
  model?: string | null;
  /** Id or name. */
  team?: string | null;
  scopeOfWork?: string | null;
  dueAt?: Date | null;
  until?: Date | null;
  /** Id of the assignment that ends when this one is accepted. */
  replaces?: string | null;
  idempotencyKey?: string | null;
}

/** What a proposal reaches, found and locked, so that two proposals for one model take turns. */
interface Place {
  scope: AssignmentScope;
  model: (AccessModelRow & { name: string }) | null;
  team: { id: string; title: string } | null;
}

/** Asks somebody to answer for something. Roles that need no acceptance are given at once. */
export const proposeAssignment: Command<ProposeAssignment> = {
  name: 'proposeAssignment',
  async run(tx, actor, input) {
    const role = await tx.findOne(roles, { where: { key: input.roleKey } });
    if (!role) return invalid('roleKey', `There is no role "${input.roleKey}": the query "roles" lists them.`);
    await holdPerson(tx, input.assigneeId);
    const place = await placeOf(tx, actor, input);
    if (isProblem(place)) return place;
    const refused = await judge(tx, actor, { role, place });
    if (refused) return refused;
    const problem = await inputProblem(tx, input, { role, place });
    if (problem) return problem;
    const assignment = newAssignment(actor.id ?? handoffItself, input, { role, place });
    await insertProposal(tx, actor, { assignment, role, place });
    return done(assignment.id);
  },
};

/** Writes a proposal that was judged, with its event. */
export async function insertProposal(tx: Tx, actor: Actor, { assignment, role, place }: Proposal): Promise<void> {
  await tx.insert(assignments, assignment);
  const name = await nameOf(tx, assignment.assigneeId);
  const asked = role.requiresAcceptance;
  await append(tx, actor, {
    action: asked ? 'assignment.proposed' : 'assignment.granted',
    subjectId: assignment.id,
    modelId: place.model?.id ?? null,
    summary: `${asked ? 'asked' : 'made'} ${name} ${asked ? 'to be ' : ''}${role.title.toLowerCase()} of ${placeName(place)}`,
    detail: { role: role.key, assigneeId: assignment.assigneeId, replaces: assignment.replacesId },
    notify: true,
  });
}

async function placeOf(tx: Tx, actor: Actor, input: ProposeAssignment): Promise<Place | Problem> {
  const scope = input.scope ?? 'MODEL';
  const wrong = targetProblem({ scope, model: input.model ?? null, team: input.team ?? null });
  if (wrong) return wrong;
  if (scope === 'EVERYTHING') return { scope, model: null, team: null };
  if (scope === 'TEAM') {
    const team = await findTeam(tx, input.team ?? '');
    return team ? { scope, model: null, team } : notFound('team', input.team ?? '');
  }
  const model = await lockModel(tx, await readReach(tx, actor), input.model ?? '');
  return model ? { scope, model, team: null } : notFound('model', input.model ?? '');
}

interface Wanted {
  role: RoleRow;
  place: Place;
}

interface Proposal extends Wanted {
  assignment: AssignmentRow;
}

async function judge(tx: Tx, actor: Actor, { role, place }: Wanted): Promise<Refusal | null> {
  const reach = await readReach(tx, actor);
  const teams = await teamIdsOf(tx, actor.id);
  const ofTeam =
    place.model?.teamId !== null && place.model?.teamId !== undefined && teams.includes(place.model.teamId);
  const refused = mayPropose(role, {
    permissions: permissionsWhere(reach, place.model, place.team?.id ?? null),
    isAssignee: false,
    managesAccess: mayEverywhere(reach, 'ACCESS_ADMIN'),
    teamOfUnowned: ofTeam && place.model !== null && !(await owned(tx, [place.model.id])).has(place.model.id),
  });
  if (!refused) return null;
  const asked = refused.ask === 'assignee' ? 'ASSIGN' : refused.ask;
  const found = await whoCan(tx, asked, place.model?.id ?? null);
  return {
    kind: 'NotAllowed',
    rule: refused.rule,
    message: refused.message,
    whoCan: found,
    about: { subjectId: place.model?.id ?? place.team?.id ?? role.key, modelId: place.model?.id ?? null },
  };
}

async function inputProblem(tx: Tx, input: ProposeAssignment, { role, place }: Wanted): Promise<Problem | null> {
  const name = await nameOf(tx, input.assigneeId);
  if (name === null)
    return invalid('assigneeId', `There is no active person, team or service account "${input.assigneeId}".`);
  if (input.dueAt && input.dueAt <= new Date())
    return invalid('dueAt', 'It is in the past: give a day to come, or leave it out for a week.');
  if (input.until && input.until <= new Date())
    return invalid('until', 'It is in the past: give an instant to come, or leave it out.');
  if ((input.scopeOfWork?.length ?? 0) > 2000)
    return invalid('scopeOfWork', 'It is longer than 2,000 characters: say it shorter.');
  const open = await openAlready(tx, { roleKey: role.key, assigneeId: input.assigneeId, place: idsOf(place) });
  if (open === 'PROPOSED')
    return conflict(
      'ROLE_TAKEN',
      `${name} has been asked to be ${role.title.toLowerCase()} of ${placeName(place)} already, and has not answered yet.`,
    );
  if (open === 'ACCEPTED')
    return conflict('ROLE_TAKEN', `${name} is ${role.title.toLowerCase()} of ${placeName(place)} already.`);
  return replacesProblem(tx, input, { role, place });
}

/** A role with one holder is handed on, not doubled: a proposal beside the holder must say that it replaces them. */
async function replacesProblem(tx: Tx, input: ProposeAssignment, { role, place }: Wanted): Promise<Problem | null> {
  const ids = idsOf(place);
  const holders = await tx.find(assignments, { where: { roleKey: role.key, state: 'ACCEPTED', scope: place.scope } });
  const here = holders.filter(holder => holder.modelId === ids.modelId && holder.teamId === ids.teamId);
  if (input.replaces) {
    const replaced = here.find(holder => holder.id === input.replaces);
    return replaced ? null : invalid('replaces', `"${input.replaces}" is no accepted assignment of this role here.`);
  }
  if (role.maxHolders === null || here.length < role.maxHolders) return null;
  const holder = here[0];
  const who = holder ? await nameOf(tx, holder.assigneeId) : null;
  return conflict(
    'ROLE_TAKEN',
    `${who ?? 'Somebody'} is ${role.title.toLowerCase()} of ${placeName(place)}. To hand it on, propose with "replaces": "${holder?.id}".`,
  );
}

function idsOf(place: Place): { scope: AssignmentScope; modelId: string | null; teamId: string | null } {
  return { scope: place.scope, modelId: place.model?.id ?? null, teamId: place.team?.id ?? null };
}

function placeName(place: Place): string {
  return place.model?.name ?? place.team?.title ?? 'everything';
}

/** A proposal as it begins; a role that needs no acceptance is held at once. */
export function newAssignment(proposedById: string, input: ProposeAssignment, { role, place }: Wanted): AssignmentRow {
  const now = new Date();
  const granted = !role.requiresAcceptance;
  return {
    id: newId('asg'),
    roleKey: role.key,
    assigneeId: input.assigneeId,
    ...idsOf(place),
    state: granted ? 'ACCEPTED' : 'PROPOSED',
    scopeOfWork: input.scopeOfWork ?? null,
    proposedById,
    proposedAt: now,
    dueAt: granted ? null : dueAt(input.dueAt, now),
    respondedAt: granted ? now : null,
    declineReason: null,
    suggestedId: null,
    since: granted ? now : null,
    until: input.until ?? null,
    delegatedToId: null,
    delegatedUntil: null,
    replacesId: input.replaces ?? null,
    endedAt: null,
    endReason: null,
    revision: 1,
  };
}
