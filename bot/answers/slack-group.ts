import type { Named, Problem } from './shared.ts';

/** A user group that decides who is in a team. unknown: members who are nobody here; null: not read yet. */
export interface FollowedGroup {
  groupId: string;
  handle: string;
  enabled: boolean;
  unknown: number | null;
  /** RFC 3339. */
  followedAt: string;
  followedBy: Named | null;
  team: (TeamLine & { members: { id: string }[] }) | null;
}

/** A team as it is called. */
export interface TeamLine {
  id: string;
  name: string;
  title: string;
}

interface GroupPayload {
  team: TeamLine | null;
  problem: Problem | null;
}

/** What the operations of operations/slack-group.graphql take and answer. */
export interface SlackGroupOperations {
  ReadSlackGroups: { variables: Record<string, never>; data: { slackGroups: FollowedGroup[] | null } };
  FollowSlackGroup: {
    variables: {
      input: { groupId: string; handle: string; title: string; team: string | null; idempotencyKey: string };
    };
    data: { followSlackGroup: GroupPayload | null };
  };
  EndSlackGroup: {
    variables: { input: { groupId: string; idempotencyKey: string } };
    data: { endSlackGroup: GroupPayload | null };
  };
  KeepSlackGroup: {
    variables: {
      input: {
        groupId: string;
        handle: string;
        enabled: boolean;
        members: { slackUserId: string; email: string }[];
        strangers: number;
      };
    };
    data: { keepSlackGroup: GroupPayload | null };
  };
}
