import type { Problem } from '../answers/shared.ts';
import type { FollowedGroup, SlackGroupOperations, TeamLine } from '../answers/slack-group.ts';
import { type ResolversOf, remembered } from './graph-resolvers.ts';
import { type GraphState, named } from './graph-state.ts';

type Answer = { team: TeamLine | null; problem: Problem | null };

const notFollowed: Answer = { team: null, problem: { __typename: 'NotFound', message: 'No team follows this group.' } };

function follow(
  state: GraphState,
  input: { groupId: string; handle: string; title: string; team: string | null },
  me: string,
): Answer {
  if (state.refuse) return { team: null, problem: state.refuse };
  const { groupId, handle, title } = input;
  const name = input.team ?? title.toLowerCase().replaceAll(' ', '-');
  const team = state.groups.get(groupId)?.team ?? { id: `tea_${name}`, name, title, members: [] };
  const followedAt = '2026-11-21T05:00:00.000Z';
  const group: FollowedGroup = {
    ...{ groupId, handle, followedAt, followedBy: named(state, me), enabled: true, unknown: null, team },
  };
  if (!state.groups.has(groupId)) state.groups.set(groupId, group);
  return { team, problem: null };
}

/** How the test graph answers what is asked of user groups. */
export const groupResolvers: ResolversOf<SlackGroupOperations> = {
  ReadSlackGroups: ({ groups }) => ({ slackGroups: [...groups.values()] }),
  FollowSlackGroup: (state, { input }, me = '') => ({
    followSlackGroup: remembered(state, input.idempotencyKey, () => follow(state, input, me)),
  }),
  EndSlackGroup: (state, { input }) => ({
    endSlackGroup: remembered(state, input.idempotencyKey, () => {
      const found = state.groups.get(input.groupId);
      state.groups.delete(input.groupId);
      return found ? { team: found.team, problem: null } : notFollowed;
    }),
  }),
  KeepSlackGroup: (state, { input }) => {
    const found = state.groups.get(input.groupId);
    if (!found?.team) return { keepSlackGroup: notFollowed };
    const emails = new Set(input.members.map(({ email }) => email));
    const members = state.people.filter(({ email }) => emails.has(email)).map(({ id }) => ({ id }));
    const unknown = input.members.length - members.length + input.strangers;
    const { handle, enabled } = input;
    state.groups.set(input.groupId, { ...found, handle, enabled, unknown, team: { ...found.team, members } });
    return { keepSlackGroup: { team: found.team, problem: null } };
  },
};
