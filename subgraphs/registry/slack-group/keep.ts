import { teams } from '@handoff/kit/access/table';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { rows, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { notFound } from '@handoff/kit/problem';
import { changeMembers } from '../directory/members.ts';
import { unlessDelivers, unlessManages } from '../person/manages.ts';
import { type GroupMember, groupProblem, membersProblem } from './slack-group.ts';
import { type SlackGroupRow, slackGroups } from './table.ts';

export interface KeepSlackGroup {
  groupId: string;
  handle: string;
  /** false: it was disabled in Slack. */
  enabled: boolean;
  members: readonly GroupMember[];
  /** Of its members, those of whom Slack has verified no address: guests and programs are among them. */
  strangers: number;
  idempotencyKey?: string | null;
}

/**
 * Has a team hold whom its user group holds now: the people with the addresses that Slack verified, as far as they may
 * sign in here. What is so already changes nothing. Only of groups that somebody had followed. Needs DELIVER.
 */
export const keepSlackGroup: Command<KeepSlackGroup> = {
  name: 'keepSlackGroup',
  async run(tx, actor, input) {
    const message = 'Only a program that speaks for Slack may say who is in a user group.';
    const refusal = await unlessDelivers(tx, actor, { message, subjectId: input.groupId.slice(0, 64) });
    if (refusal) return refusal;
    const problem = groupProblem(input) ?? membersProblem(input.members);
    if (problem) return problem;
    const before = await lockGroup(tx, input.groupId);
    if (!before) return notFound('followed user group', input.groupId);
    const people = input.enabled ? await peopleOf(tx, input.members) : [];
    const unknown = input.enabled ? input.members.length - people.length + Math.max(0, input.strangers) : 0;
    const after = { ...before, handle: input.handle, enabled: input.enabled, unknown };
    await tx.save(slackGroups, after);
    const { added, removed } = await changeMembers(tx, before.teamId, { members: people });
    const changes = changesBetween(before, after, ['handle', 'enabled', 'unknown']);
    if (changes.length + added.length + removed.length === 0) return done(before.teamId);
    await append(tx, actor, {
      action: 'team.changed',
      subjectId: before.teamId,
      modelId: null,
      summary: `read who is in the user group @${input.handle} of Slack`,
      changes,
      detail: { slackGroup: input.groupId, added, removed },
    });
    return done(before.teamId);
  },
};

export interface EndSlackGroup {
  groupId: string;
  idempotencyKey?: string | null;
}

/** Has a user group decide no longer who is in its team; whoever is in it stays. Needs ACCESS_ADMIN everywhere. */
export const endSlackGroup: Command<EndSlackGroup> = {
  name: 'endSlackGroup',
  async run(tx, actor, { groupId }) {
    const message = 'Only who manages access may say who decides who is in a team.';
    const refusal: Refusal | null = await unlessManages(tx, actor, { message, subjectId: actor.id });
    if (refusal) return refusal;
    const before = await lockGroup(tx, storable(groupId));
    if (!before) return notFound('followed user group', groupId);
    await tx.delete(slackGroups, { teamId: before.teamId });
    await append(tx, actor, {
      action: 'team.changed',
      subjectId: before.teamId,
      modelId: null,
      summary: `had the user group @${before.handle} of Slack decide no longer who is in the team`,
      changes: changesBetween({ slackGroup: before.groupId }, { slackGroup: null }, ['slackGroup']),
      detail: { slackGroup: before.groupId, handle: before.handle },
    });
    return done(before.teamId);
  },
};

/** A followed group, with its team locked until the commit, as every change of members locks it; null: none is followed. */
async function lockGroup(tx: Tx, groupId: string): Promise<SlackGroupRow | null> {
  const found = await tx.findOne(slackGroups, { where: { groupId } });
  if (!found) return null;
  await tx.findOne(teams, { where: { id: found.teamId }, lock: { mode: 'pessimistic_write' } });
  return tx.findOne(slackGroups, { where: { groupId } });
}

/** Ids of the people with these addresses who may sign in. */
async function peopleOf(tx: Tx, members: readonly GroupMember[]): Promise<string[]> {
  const sql = `SELECT p.id FROM access.person p
    WHERE p.active AND lower(p.email) IN (SELECT lower(e) FROM unnest($1::text[]) AS t(e)) ORDER BY p.id`;
  const found = await rows<{ id: string }>(tx, sql, [members.map(({ email }) => storable(email))]);
  return found.map(({ id }) => id);
}
