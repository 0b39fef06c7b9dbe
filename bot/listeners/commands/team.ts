import { nearest } from '@handoff/kit/settings/nearest';
import type { Shown } from '../../cards/blocks.ts';
import { groupEnded, groupFollowed, groupList, groupName } from '../../cards/groups.ts';
import { plain, refusal } from '../../cards/say.ts';
import { slackError } from '../../clients.ts';
import type { Command } from '../../grammar.ts';
import { readGroups, type SlackGroup } from '../../groups.ts';
import type { Asker } from './asker.ts';

type Wanted = Extract<Command, { verb: 'team' }>;

/** `team`: has a user group decide who is in a team, or no longer; with nothing named, shows which do. */
export async function team(asker: Asker, wanted: Wanted): Promise<Shown> {
  if (wanted.group === null) return groupList((await asker.ask('ReadSlackGroups', {})).slackGroups);
  const found = await groupCalled(asker, wanted.group);
  if ('text' in found) return found;
  return await (wanted.off ? end(asker, found) : follow(asker, found, wanted.as));
}

async function follow({ ask, key, services }: Asker, group: SlackGroup, as: string | null): Promise<Shown> {
  const { id: groupId, handle, name, enabled, count } = group;
  if (!enabled) return plain(`The user group ${groupName(handle)} is disabled in Slack: enable it there first.`);
  const input = { groupId, handle, title: name || handle, team: as, idempotencyKey: key };
  const { followSlackGroup } = await ask('FollowSlackGroup', { input });
  if (followSlackGroup?.problem) return refusal(followSlackGroup.problem);
  services.readGroups();
  const made = followSlackGroup?.team;
  return made ? groupFollowed(handle, made, count) : plain('This was done, but it cannot be shown just now.');
}

async function end({ ask, key }: Asker, { id: groupId, handle }: SlackGroup): Promise<Shown> {
  const { endSlackGroup } = await ask('EndSlackGroup', { input: { groupId, idempotencyKey: key } });
  if (endSlackGroup?.problem) return refusal(endSlackGroup.problem);
  const ended = endSlackGroup?.team;
  return ended ? groupEnded(handle, ended) : plain('This was done, but it cannot be shown just now.');
}

const unreadable: Readonly<Record<string, string>> = {
  missing_scope:
    'The Slack app may not read user groups: it lacks the scope `usergroups:read`. Whoever set it up can print its manifest anew.',
  plan_upgrade_required: 'This Slack has no user groups: they come with a paid plan.',
};

/** The user group by its handle or id, or what to say because there is none. */
async function groupCalled({ services }: Asker, wanted: string): Promise<SlackGroup | Shown> {
  try {
    const groups = await readGroups(services.live);
    const found = groups.find(({ id, handle }) => id === wanted || handle.toLowerCase() === wanted.toLowerCase());
    return found ?? noneCalled(wanted, groups);
  } catch (error) {
    const why = unreadable[slackError(error) ?? ''];
    if (why) return plain(why);
    throw error;
  }
}

function noneCalled(wanted: string, groups: readonly SlackGroup[]): Shown {
  const handles = groups.filter(({ enabled }) => enabled).map(({ handle }) => handle);
  const close = nearest(wanted.toLowerCase(), handles);
  const hint = close ? ` Did you mean ${groupName(close)}?` : '';
  return plain(`Slack shows no user group ${groupName(wanted)}.${hint}`);
}
