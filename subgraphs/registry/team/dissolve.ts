import { type TeamRow, teamMembers, teams } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { notFound } from '@handoff/kit/problem';
import { leaveDirectory } from '../directory/entries.ts';
import { unlessManages } from '../person/manages.ts';
import { leaveSlack } from '../slack-group/entries.ts';
import { lockTeam } from './commands.ts';

export interface DissolveTeam {
  id: string;
  idempotencyKey?: string | null;
}

/** Ends a team: nobody belongs to it any more, and what it held or was asked ends. Needs ACCESS_ADMIN everywhere. */
export const dissolveTeam: Command<DissolveTeam> = {
  name: 'dissolveTeam',
  async run(tx, actor, { id }) {
    const message = 'Only who manages access may dissolve teams.';
    const refusal = await unlessManages(tx, actor, { message, subjectId: id });
    if (refusal) return refusal;
    const team = await lockTeam(tx, { id, name: '' });
    if (!team) return notFound('team', id);
    await endTeam(tx, actor, team);
    return done(team.id);
  },
};

/** Ends a team that the caller has locked, with one event. What it held is in the event, for who watches over models. */
export async function endTeam(tx: Tx, actor: Actor, team: TeamRow): Promise<void> {
  const ended = await endRoles(tx, team.id);
  const members = await tx.find(teamMembers, { where: { teamId: team.id } });
  await tx.delete(teamMembers, { teamId: team.id });
  await leaveDirectory(tx, team.id);
  await leaveSlack(tx, team.id);
  await tx.update(teams, { id: team.id }, { dissolvedAt: new Date() });
  await append(tx, actor, {
    action: 'team.dissolved',
    subjectId: team.id,
    modelId: null,
    summary: `dissolved team ${team.name}`,
    detail: { members: members.map(({ personId }) => personId), ended },
  });
}

interface EndedRole {
  assignmentId: string;
  roleKey: string;
  modelId: string | null;
  teamId: string | null;
}

async function endRoles(tx: Tx, teamId: string): Promise<EndedRole[]> {
  const held = await rows<EndedRole>(
    tx,
    `SELECT id AS "assignmentId", role_key AS "roleKey", model_id AS "modelId", team_id AS "teamId"
     FROM access.assignment WHERE assignee_id = $1 AND state IN ('PROPOSED', 'ACCEPTED') ORDER BY id FOR UPDATE`,
    [teamId],
  );
  await rows(
    tx,
    `UPDATE access.assignment SET state = 'ENDED', ended_at = now(), end_reason = 'The team was dissolved.',
       delegated_to_id = NULL, delegated_until = NULL, revision = revision + 1 WHERE id = ANY($1::text[])`,
    [held.map(({ assignmentId }) => assignmentId)],
  );
  return held;
}
