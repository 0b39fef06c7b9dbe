import type { Log } from '@handoff/kit/log';
import { type Loop, startLoop } from '@handoff/kit/loop';
import type { WebClient } from '@slack/web-api';
import type { FollowedGroup } from './answers/slack-group.ts';
import { retryAfterSeconds, slackError } from './clients.ts';
import type { Graph } from './graph.ts';
import { Kept } from './kept.ts';
import { lookUpUser, verifiedEmail } from './people.ts';

/** A user group as Slack tells of it. */
export interface SlackGroup {
  id: string;
  /** Without the @. */
  handle: string;
  name: string;
  enabled: boolean;
  /** How many are in it. */
  count: number;
  /** Null where Slack did not list them. */
  users: string[] | null;
}

/** All user groups of the workspace, disabled ones included. Throws what Slack answers. */
export async function readGroups(client: WebClient): Promise<SlackGroup[]> {
  const asked = { include_users: true, include_disabled: true, include_count: true };
  const { usergroups = [] } = await client.usergroups.list(asked);
  return usergroups.flatMap(({ id, handle = '', name = '', date_delete: gone, users, user_count: counted }) => {
    if (!id) return [];
    const count = Number(counted ?? users?.length ?? 0);
    return [{ id, handle, name, enabled: !gone, count, users: users?.length === count ? users : null }];
  });
}

export interface GroupsOptions {
  graph: Graph;
  bulk: WebClient;
  teamId: string;
  /** At least so long between two looks; Slack lists user groups twenty times a minute. */
  paceSeconds: number;
  log: Log;
}

/** How long groups are left alone that nobody said anything of: a word of Slack's may be lost. */
const everyMs = 15 * 60_000;
const withoutScopeMs = 60 * 60_000;
const standingMs = 10 * 60_000;

/**
 * Keeps teams as the user groups that they follow: at the start, when it is woken, and every quarter of an hour. Where
 * none is followed, Slack is not asked. Several processes may do it: what is so already changes nothing.
 */
export function keepGroups(options: GroupsOptions): Loop {
  const emails = new Kept<string | null>(() => standingMs);
  let last = 0;
  return startLoop({
    name: 'Reading user groups',
    log: options.log,
    longestPause: 60_000,
    round: async () => {
      const early = last + options.paceSeconds * 1000 - Date.now();
      if (early > 0) return early;
      last = Date.now();
      return await orWait(options, () => keepAll(options, emails));
    },
  });
}

/** Milliseconds to wait: what Slack asks for, or long where the app may not read groups. */
async function orWait({ log }: GroupsOptions, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return everyMs;
  } catch (error) {
    const wait = retryAfterSeconds(error);
    if (wait !== null) return wait * 1000;
    if (slackError(error) !== 'missing_scope') throw error;
    log.error('Teams follow user groups, but the Slack app lacks the scope usergroups:read: print its manifest anew.');
    return withoutScopeMs;
  }
}

async function keepAll(options: GroupsOptions, emails: Kept<string | null>): Promise<void> {
  const { graph, bulk } = options;
  const followed = (await graph.asBot('ReadSlackGroups', {})).slackGroups ?? [];
  if (followed.length === 0) return;
  const known = new Map((await readGroups(bulk)).map(group => [group.id, group]));
  for (const each of followed) await keepOne(options, emails, { followed: each, group: known.get(each.groupId) });
}

interface One {
  followed: FollowedGroup;
  group: SlackGroup | undefined;
}

async function keepOne(options: GroupsOptions, emails: Kept<string | null>, { followed, group }: One): Promise<void> {
  const { graph, bulk, teamId, log } = options;
  const { groupId } = followed;
  if (!group) return log.warn({ group: groupId }, 'Slack shows no such user group any more; its team stays as it is.');
  const users = group.enabled ? (group.users ?? (await membersOf(bulk, groupId))) : [];
  const members: { slackUserId: string; email: string }[] = [];
  for (const slackUserId of users) {
    const email = await emails.get(slackUserId, () => emailOf(bulk, slackUserId, teamId));
    if (email !== null) members.push({ slackUserId, email });
  }
  const strangers = users.length - members.length;
  const input = { groupId, handle: group.handle, enabled: group.enabled, members, strangers };
  const { keepSlackGroup } = await graph.asBot('KeepSlackGroup', { input });
  const problem = keepSlackGroup?.problem;
  if (problem) log.warn({ group: groupId, problem: problem.message }, 'A team was not kept as its user group.');
}

async function membersOf(client: WebClient, groupId: string): Promise<string[]> {
  return (await client.usergroups.users.list({ usergroup: groupId })).users ?? [];
}

async function emailOf(client: WebClient, slackUserId: string, teamId: string): Promise<string | null> {
  const user = await lookUpUser(client, slackUserId);
  return user && verifiedEmail(user, teamId);
}
