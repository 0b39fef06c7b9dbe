import type { FollowedGroup, TeamLine } from '../answers/slack-group.ts';
import { fitting, safeLine, when } from '../text.ts';
import { bold, code, type Shown } from './blocks.ts';
import { nameOf } from './names.ts';
import { plain } from './say.ts';

/** A user group as it is written: nobody is called by it. */
export function groupName(handle: string): string {
  return `@${safeLine(handle, 100)}`;
}

/** A team as it is called and named. */
function teamName({ title, name }: TeamLine): string {
  return `${bold(title)} (${safeLine(name, 64)})`;
}

/** Which user groups decide who is in which team. */
export function groupList(groups: readonly FollowedGroup[] | null): Shown {
  if (groups === null) return plain('This cannot be read just now. Please try again in a minute.');
  if (groups.length === 0)
    return plain('No user group decides who is in a team. Write `team @group` to make a team of one.');
  return plain(['*User groups that decide who is in a team*', fitting(groups.map(groupLine))].join('\n'));
}

function groupLine({ handle, team, enabled, unknown, followedAt, followedBy }: FollowedGroup): string {
  const asked = `Since ${when(followedAt)}, asked by ${nameOf(followedBy)}`;
  return `• ${groupName(handle)} → ${team ? teamName(team) : 'a team'}: ${standing({ team, enabled, unknown })}. ${asked}`;
}

function standing({ team, enabled, unknown }: Pick<FollowedGroup, 'team' | 'enabled' | 'unknown'>): string {
  if (unknown === null) return 'not read yet';
  if (!enabled) return 'nobody, because the group is disabled in Slack';
  const rest = unknown === 0 ? '' : `, and ${people(unknown, 'member')} whom Handoff does not know`;
  return `${people(team?.members.length ?? 0, 'person')}${rest}`;
}

function people(count: number, one: 'person' | 'member'): string {
  const many = one === 'person' ? 'people' : 'members';
  return `${count} ${count === 1 ? one : many}`;
}

/** What follows from having a team made of a user group. members: how many Slack counts in it. */
export function groupFollowed(handle: string, team: TeamLine, members: number): Shown {
  const who = `The user group ${groupName(handle)} now decides who is in the team ${teamName(team)}.`;
  const then = `Of its ${people(members, 'member')} those whom Handoff knows are in it within a minute.`;
  const mind = 'Whoever may change the group in Slack decides that from now on.';
  const end = code(`team @${handle} off`, 120);
  return plain(`${who} ${then} ${mind} Write \`team\` to see how it stands, ${end} to end it.`);
}

/** What follows from ending it. */
export function groupEnded(handle: string, team: TeamLine): Shown {
  const ended = `The user group ${groupName(handle)} no longer decides who is in the team ${teamName(team)}.`;
  return plain(`${ended} Whoever is in it stays.`);
}
