import { type TeamRow, teams } from '@handoff/kit/access/table';
import { type Command, done } from '@handoff/kit/command';
import { brokenConstraint, firstRow, type Tx } from '@handoff/kit/database/database';
import { takeTurn } from '@handoff/kit/database/turn';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { conflict, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { unlessManages } from '../person/manages.ts';
import { followsSlack } from '../slack-group/entries.ts';
import { lockTeam, storeTeam } from '../team/commands.ts';
import { endTeam } from '../team/dissolve.ts';
import { groupProblem, numbered, slugOf } from './directory.ts';
import { isOfDirectory } from './entries.ts';
import { changeMembers, type MemberChange, memberProblem } from './members.ts';
import { type DirectoryTeamRow, directoryTeams } from './table.ts';

/** What a directory says of a group. With an id what is left out stays, and null empties. */
export interface SaveDirectoryTeam extends MemberChange {
  id?: string | null;
  displayName?: string | null;
  externalId?: string | null;
  idempotencyKey?: string | null;
}

const message = 'Only who manages access may manage teams for a directory.';

/**
 * Makes or changes a team that is a group of a directory. A new one takes over the team of that name which no directory
 * manages yet, also one that was dissolved. Says again what is so already: nothing happens. Needs ACCESS_ADMIN everywhere.
 */
export const saveDirectoryTeam: Command<SaveDirectoryTeam> = {
  name: 'saveDirectoryTeam',
  async run(tx, actor, input) {
    const refusal = await unlessManages(tx, actor, { message, subjectId: input.id ?? null });
    if (refusal) return refusal;
    const found = input.id ? await known(tx, input.id) : await adopted(tx, input.displayName ?? '');
    if (isProblem(found)) return found;
    const { before, entry, name } = found;
    const { displayName, externalId } = named(entry, input);
    const problem =
      groupProblem({ displayName, externalId }) ??
      (await nameTaken(tx, displayName, before?.id ?? null)) ??
      (await memberProblem(tx, input));
    if (problem) return problem;
    const { id = newId('tea'), slackChannel = null } = before ?? {};
    const title = entry?.displayName === displayName && before ? before.title : displayName;
    const team: TeamRow = { id, name, title, slackChannel, dissolvedAt: null };
    const clash = (await storeTeam(tx, team)) ?? (await storeEntry(tx, { teamId: id, displayName, externalId }));
    if (clash) return clash;
    const members = await changeMembers(tx, id, input);
    const changes = [
      ...changesBetween(before, team, ['name', 'title', 'dissolvedAt']),
      ...changesBetween(entry, { displayName, externalId }, ['displayName', 'externalId']),
    ];
    if (changes.length + members.added.length + members.removed.length === 0) return done(id);
    const action = before ? 'team.changed' : 'team.made';
    const summary = before ? `changed team ${name}` : `made team ${name}`;
    const detail = { directory: true, ...members };
    await append(tx, actor, { action, subjectId: id, modelId: null, summary, changes, detail });
    return done(id);
  },
};

export interface RemoveDirectoryTeam {
  id: string;
  idempotencyKey?: string | null;
}

/** Ends a team whose group is gone from the directory. Needs ACCESS_ADMIN everywhere. */
export const removeDirectoryTeam: Command<RemoveDirectoryTeam> = {
  name: 'removeDirectoryTeam',
  async run(tx, actor, { id }) {
    const refusal = await unlessManages(tx, actor, { message, subjectId: id });
    if (refusal) return refusal;
    const found = await known(tx, id);
    if (isProblem(found)) return found;
    await endTeam(tx, actor, found.before);
    return done(found.before.id);
  },
};

interface Found<Team = TeamRow | null> {
  before: Team;
  entry: DirectoryTeamRow | null;
  /** The team's unique name: it stays, whatever the group is called later. */
  name: string;
}

async function known(tx: Tx, id: string): Promise<Found<TeamRow> | Problem> {
  const before = await lockTeam(tx, { id, name: '' });
  const entry = before && (await tx.findOne(directoryTeams, { where: { teamId: before.id } }));
  return before && entry ? { before, entry, name: before.name } : notFound('group of the directory', id);
}

/** The team a new group is: the one of its name, unless another group, of the directory or of Slack, is that already. */
async function adopted(tx: Tx, displayName: string): Promise<Found> {
  const slug = slugOf(displayName);
  // Two groups whose names become one at once: the second sees which team the first became.
  await takeTurn(tx, `group ${slug}`);
  for (const name of [slug, numbered(slug, displayName)]) {
    const before = await tx.findOne(teams, { where: { name }, lock: { mode: 'pessimistic_write' } });
    const managed = before && ((await isOfDirectory(tx, before.id)) || (await followsSlack(tx, before.id)));
    if (!managed) return { before, entry: null, name };
  }
  return { before: null, entry: null, name: slug };
}

function named(entry: DirectoryTeamRow | null, input: SaveDirectoryTeam) {
  const externalId = input.externalId === undefined ? (entry?.externalId ?? null) : input.externalId;
  return { displayName: (input.displayName ?? entry?.displayName ?? '').trim(), externalId };
}

const groupTaken = conflict('NAME_TAKEN', 'There is a group of the directory with this displayName already.');

async function nameTaken(tx: Tx, displayName: string, teamId: string | null): Promise<Problem | null> {
  const sql =
    'SELECT 1 FROM access.directory_team WHERE lower(display_name) = lower($1) AND team_id IS DISTINCT FROM $2';
  return (await firstRow(tx, sql, [displayName, teamId])) ? groupTaken : null;
}

async function storeEntry(tx: Tx, entry: DirectoryTeamRow): Promise<Problem | null> {
  try {
    await tx.save(directoryTeams, entry);
    return null;
  } catch (error) {
    if (brokenConstraint(error) === 'directory_team_display_name') return groupTaken;
    throw error;
  }
}
