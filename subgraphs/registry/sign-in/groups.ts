import { type PersonRow, teamMembers } from '@handoff/kit/access/table';
import { type Wanted, wantedDigest } from '@handoff/kit/access/wanted';
import type { Actor } from '@handoff/kit/actor';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { isProblem, type Problem } from '@handoff/kit/problem';
import type { GroupRole } from '@handoff/kit/settings/groups';
import { endAssignment } from '../assignment/answer.ts';
import { movesFrom } from '../assignment/assignment.ts';
import { proposeAssignment } from '../assignment/propose.ts';
import { assignmentState } from '../assignment/rows.ts';
import { teamIdsOf } from '../person/membership.ts';
import { difference, type Given, type GivenRole, type GivenTeam, roleKey } from './sign-in.ts';
import { type IdentityRow, identities } from './table.ts';

/** What could not be given is tried again after this long. */
const retryMs = 10 * 60_000;

/** What came of it, for the trail: what was given and taken back, and what could not be, with the reason. */
interface Told {
  given: string[];
  taken: string[];
  skipped: string[];
  /** Something may work later: a team or model that is not there yet. */
  again: boolean;
}

/**
 * Gives a person what their groups are to give, by a token of this instant, and takes back what groups gave that they are no longer in. Roles that
 * ask for acceptance are proposed, never accepted for somebody. What people changed since stays as they made it.
 */
export async function applyWanted(
  tx: Tx,
  actor: Actor,
  of: { person: PersonRow; identity: IdentityRow; wanted: Wanted; at: Date },
): Promise<void> {
  const { person, identity, wanted, at: toldAt } = of;
  const told: Told = { given: [], taken: [], skipped: [], again: false };
  const teams = await applyTeams(tx, { person, told, wanted: wanted.teams, had: identity.given.teams });
  const roles = await applyRoles(tx, actor, { person, told, wanted: wanted.roles, had: identity.given.roles });
  const given: Given = { teams, roles };
  const retryAt = told.again ? new Date(Date.now() + retryMs) : null;
  await tx.save(identities, { ...identity, given, wantedDigest: wantedDigest(wanted), toldAt, retryAt });
  const { again, ...detail } = told;
  if (told.given.length + told.taken.length > 0 || (told.skipped.length > 0 && identity.retryAt === null))
    await append(tx, actor, {
      action: 'person.groups-applied',
      subjectId: person.id,
      modelId: null,
      summary: `applied the groups of ${person.name}: ${told.given.length} given, ${told.taken.length} taken back, ${told.skipped.length} not possible`,
      detail,
    });
}

interface OfTeams {
  person: PersonRow;
  told: Told;
  wanted: readonly string[];
  had: readonly GivenTeam[];
}

async function applyTeams(tx: Tx, { person, told, wanted, had }: OfTeams): Promise<GivenTeam[]> {
  const change = difference(wanted, had, one => (typeof one === 'string' ? one : one.team));
  for (const { team, teamId, added } of change.take) {
    if (added) await tx.delete(teamMembers, { teamId, personId: person.id });
    told.taken.push(`team ${team}`);
  }
  const given: GivenTeam[] = [];
  for (const team of change.give) {
    const found = await teamIdsOf(tx, [team]);
    const [teamId] = isProblem(found) ? [] : found;
    if (teamId === undefined) {
      told.skipped.push(`team ${team}: there is none`);
      told.again = true;
      continue;
    }
    const added = await join(tx, teamId, person.id);
    given.push({ team, teamId, added });
    told.given.push(`team ${team}`);
  }
  return [...change.keep, ...given];
}

/** Whether they were no member before; whoever else makes them one at this moment is waited for. */
async function join(tx: Tx, teamId: string, personId: string): Promise<boolean> {
  const sql = `INSERT INTO access.team_member (team_id, person_id) VALUES ($1, $2)
    ON CONFLICT DO NOTHING RETURNING team_id`;
  return (await rows(tx, sql, [teamId, personId])).length > 0;
}

interface OfRoles {
  person: PersonRow;
  told: Told;
  wanted: readonly GroupRole[];
  had: readonly GivenRole[];
}

async function applyRoles(tx: Tx, actor: Actor, { person, told, wanted, had }: OfRoles): Promise<GivenRole[]> {
  const change = difference<GroupRole, GivenRole>(wanted, had, roleKey);
  const given: GivenRole[] = [];
  for (const role of change.take) {
    const staying = role.assignmentId === null ? null : await takeBack(tx, actor, role.assignmentId);
    if (!staying) told.taken.push(`role ${placed(role)}`);
    else {
      // It is still known as given by a group, so that it is taken back as soon as it can be.
      given.push(role);
      told.skipped.push(`role ${placed(role)}: ${staying.message}`);
      told.again = true;
    }
  }
  for (const role of change.give) {
    const scope = role.model ? 'MODEL' : role.team ? 'TEAM' : 'EVERYTHING';
    const { team, model } = role;
    const input = { roleKey: role.role, assigneeId: person.id, scope, team, model } as const;
    const outcome = await proposeAssignment.run(tx, actor, input);
    if (!isProblem(outcome)) {
      given.push({ ...role, assignmentId: outcome.id });
      told.given.push(`role ${placed(role)}`);
      continue;
    }
    told.skipped.push(`role ${placed(role)}: ${outcome.message}`);
    // Who holds it already, or a role that somebody else holds alone, is settled; the others may come.
    if (outcome.kind === 'Conflict') given.push({ ...role, assignmentId: null });
    else told.again = true;
  }
  return [...change.keep, ...given];
}

/** Ends what a group gave; why it stays, when it has to: the last owner of what serves. */
async function takeBack(tx: Tx, actor: Actor, assignmentId: string): Promise<Problem | null> {
  const state = await assignmentState(tx, assignmentId);
  if (state === null || !movesFrom(state).includes('END')) return null;
  const reason = 'They left the group that gave it.';
  const outcome = await endAssignment.run(tx, actor, { assignmentId, reason });
  return isProblem(outcome) ? outcome : null;
}

function placed({ role, team, model }: GroupRole): string {
  return `${role} of ${model ?? team ?? 'everything'}`;
}
