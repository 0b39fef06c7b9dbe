import { type TeamRow, teamMembers, teams } from '@handoff/kit/access/table';
import { type Command, done } from '@handoff/kit/command';
import { brokenConstraint, rows, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { conflict, invalid, notFound, type Problem } from '@handoff/kit/problem';
import { IsNull, Not } from 'typeorm';
import { unlessManages } from '../person/manages.ts';
import { teamProblem } from './team.ts';

export interface SaveTeam {
  id?: string | null;
  name: string;
  title: string;
  slackChannel?: string | null;
  /** Ids of people; left out: stays as it is. */
  members?: string[] | null;
  idempotencyKey?: string | null;
}

/** Makes a team or changes one. Needs ACCESS_ADMIN everywhere. */
export const saveTeam: Command<SaveTeam> = {
  name: 'saveTeam',
  async run(tx, actor, input) {
    const message = 'Only who manages access may change teams.';
    const subjectId = input.id ?? actor.id ?? 'system';
    const refusal = await unlessManages(tx, actor, { message, subjectId });
    if (refusal) return refusal;
    const before = await lockTeam(tx, input);
    if (input.id && !before) return notFound('team', input.id);
    const problem = teamProblem(input) ?? (await taken(tx, input)) ?? (await strangers(tx, input.members ?? []));
    if (problem) return problem;
    const team: TeamRow = {
      id: before?.id ?? newId('tea'),
      name: input.name,
      title: input.title,
      slackChannel: channelOf(input, before),
      dissolvedAt: null,
    };
    const clash = await storeTeam(tx, team);
    if (clash) return clash;
    if (input.members) await replaceMembers(tx, team.id, input.members);
    await append(tx, actor, {
      action: before ? 'team.changed' : 'team.made',
      subjectId: team.id,
      modelId: null,
      summary: before ? `changed team ${team.name}` : `made team ${team.name}`,
      changes: changesBetween(before, team, ['name', 'title', 'slackChannel', 'dissolvedAt']),
      ...(input.members ? { detail: { members: input.members } } : {}),
    });
    return done(team.id);
  },
};

function channelOf(input: SaveTeam, before: TeamRow | null): string | null {
  return input.slackChannel === undefined ? (before?.slackChannel ?? null) : input.slackChannel;
}

/** The team of an id; without one the dissolved team of that name, which is made anew. Locked until the commit. */
export function lockTeam(tx: Tx, of: { id?: string | null; name: string }): Promise<TeamRow | null> {
  const where = of.id
    ? { id: storable(of.id), dissolvedAt: IsNull() }
    : { name: storable(of.name), dissolvedAt: Not(IsNull()) };
  return tx.findOne(teams, { where, lock: { mode: 'pessimistic_write' } });
}

async function taken(tx: Tx, input: SaveTeam): Promise<Problem | null> {
  const holder = await tx.findOne(teams, { where: { name: input.name } });
  if (!holder || holder.id === input.id || (holder.dissolvedAt && !input.id)) return null;
  const was = holder.dissolvedAt ? 'was' : 'is';
  const mend = holder.dissolvedAt ? ' Make it anew, or take another name.' : '';
  return conflict('NAME_TAKEN', `There ${was} a team "${input.name}" already.${mend}`);
}

/** Writes the row; two who take one name at once meet at the unique index, and the second is told. */
export async function storeTeam(tx: Tx, team: TeamRow): Promise<Problem | null> {
  try {
    await tx.save(teams, team);
    return null;
  } catch (error) {
    if (brokenConstraint(error) !== 'team_name') throw error;
    return conflict('NAME_TAKEN', `There is a team "${team.name}" already.`);
  }
}

async function strangers(tx: Tx, members: readonly string[]): Promise<Problem | null> {
  const known = await rows<{ id: string }>(tx, 'SELECT id FROM access.person WHERE id = ANY($1::text[])', [members]);
  const ids = new Set(known.map(person => person.id));
  const at = members.findIndex(member => !ids.has(member));
  return at < 0 ? null : invalid(`members[${at}]`, `There is no person "${members[at]}".`);
}

async function replaceMembers(tx: Tx, teamId: string, members: readonly string[]): Promise<void> {
  await tx.delete(teamMembers, { teamId });
  await tx.insert(
    teamMembers,
    [...new Set(members)].map(personId => ({ teamId, personId })),
  );
}
