import { type TeamRow, teams } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { takeTurn } from '@handoff/kit/database/turn';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { conflict, invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { slugOf } from '../directory/directory.ts';
import { isOfDirectory } from '../directory/entries.ts';
import { unlessManages } from '../person/manages.ts';
import { lockTeam, storeTeam } from '../team/commands.ts';
import { findTeam } from '../team/queries.ts';
import { teamProblem } from '../team/team.ts';
import { groupProblem } from './slack-group.ts';
import { type SlackGroupRow, slackGroups } from './table.ts';

export interface FollowSlackGroup {
  groupId: string;
  /** Without the @. */
  handle: string;
  /** What people call the group: a team that is made for it is called so. */
  title: string;
  /** Id or name of the team whose members it is to decide; left out: a new one. */
  team?: string | null;
  idempotencyKey?: string | null;
}

/** Has a user group of Slack decide who is in a team, from its next reading on. Needs ACCESS_ADMIN everywhere. */
export const followSlackGroup: Command<FollowSlackGroup> = {
  name: 'followSlackGroup',
  async run(tx, actor, input) {
    const message = 'Only who manages access may have a user group of Slack decide who is in a team.';
    const refusal = await unlessManages(tx, actor, { message, subjectId: actor.id });
    if (refusal) return refusal;
    const wrong = groupProblem(input);
    if (wrong) return wrong;
    // The same group asked for twice at once: the second sees the first.
    await takeTurn(tx, `slack-group ${input.groupId}`);
    const known = await tx.findOne(slackGroups, { where: { groupId: input.groupId } });
    const wanted = input.team ? await existing(tx, input.team) : await fresh(tx, input, known);
    if (isProblem(wanted)) return wanted;
    const { team, isNew } = wanted;
    if (known?.teamId === team.id) return done(team.id);
    const clash = known ? await followedElsewhere(tx, known) : ((await managed(tx, team)) ?? (await made(tx, wanted)));
    if (clash) return clash;
    await keepFollowing(tx, actor, { input, team, isNew });
    return done(team.id);
  },
};

interface Wanted {
  team: TeamRow;
  isNew: boolean;
}

async function existing(tx: Tx, reference: string): Promise<Wanted | Problem> {
  const found = await findTeam(tx, reference);
  const team = found && (await lockTeam(tx, found));
  return team ? { team, isNew: false } : notFound('team', reference);
}

/** The team a group is made into: the one that follows it already, one that was dissolved made anew, or a new one. */
async function fresh(tx: Tx, input: FollowSlackGroup, known: SlackGroupRow | null): Promise<Wanted | Problem> {
  const followed = known && (await lockTeam(tx, { id: known.teamId, name: '' }));
  if (followed) return { team: followed, isNew: false };
  const name = slugOf(input.title);
  const holder = await tx.findOne(teams, { where: { name } });
  if (holder && !holder.dissolvedAt) {
    const mend = `Name it if the group shall decide who is in it: as ${name}.`;
    return conflict('NAME_TAKEN', `There is a team "${name}" already, whose members this would replace. ${mend}`);
  }
  const id = holder?.id ?? newId('tea');
  const team = { id, name, title: input.title.trim(), slackChannel: holder?.slackChannel ?? null, dissolvedAt: null };
  return teamProblem(team) ?? { team, isNew: true };
}

function made(tx: Tx, { team, isNew }: Wanted): Promise<Problem | null> {
  return isNew ? storeTeam(tx, team) : Promise.resolve(null);
}

async function followedElsewhere(tx: Tx, { teamId, handle }: SlackGroupRow): Promise<Problem> {
  const team = await tx.findOne(teams, { where: { id: teamId } });
  const message = `The user group @${handle} decides who is in the team ${team?.name ?? teamId} already: end that first.`;
  return invalid('groupId', message);
}

/** Why a group cannot decide who is in a team: something else does. */
async function managed(tx: Tx, { id, name }: TeamRow): Promise<Problem | null> {
  const other = await tx.findOne(slackGroups, { where: { teamId: id } });
  if (other)
    return invalid('team', `The user group @${other.handle} decides who is in the team ${name}: end that first.`);
  if (!(await isOfDirectory(tx, id))) return null;
  return invalid('team', `Your directory decides who is in the team ${name}: change the group there.`);
}

async function keepFollowing(tx: Tx, actor: Actor, of: Wanted & { input: FollowSlackGroup }): Promise<void> {
  const { team, isNew, input } = of;
  const { groupId, handle } = input;
  const about = { teamId: team.id, groupId, handle, followedById: actor.id, followedAt: new Date() };
  await tx.insert(slackGroups, { ...about, enabled: true, unknown: null });
  await append(tx, actor, {
    action: isNew ? 'team.made' : 'team.changed',
    subjectId: team.id,
    modelId: null,
    summary: `had the user group @${handle} of Slack decide who is in team ${team.name}`,
    changes: changesBetween(null, { slackGroup: groupId }, ['slackGroup']),
    detail: { slackGroup: groupId, handle },
  });
}
