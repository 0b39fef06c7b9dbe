import { invalid, type Problem } from '@handoff/kit/problem';

/** A member of a user group, as Slack tells of them. */
export interface GroupMember {
  slackUserId: string;
  /** As Slack verified it. */
  email: string;
}

const mostMembers = 10_000;

/** What is wrong with what Slack is said to call a user group, or null. */
export function groupProblem({ groupId, handle }: { groupId: string; handle: string }): Problem | null {
  if (!/^S[A-Z0-9]{1,31}$/.test(groupId))
    return invalid('groupId', 'This is no user group of Slack: its id starts with S, such as S0614TZR7.');
  if (handle.trim() === '' || handle.length > 100 || handle.includes('\u0000'))
    return invalid('handle', 'What people write after the @: 1 to 100 characters.');
  return null;
}

/** What is wrong with the members of a user group, or null. */
export function membersProblem(members: readonly GroupMember[]): Problem | null {
  if (members.length <= mostMembers) return null;
  return invalid('members', `At most ${mostMembers} people can be named at once.`);
}
