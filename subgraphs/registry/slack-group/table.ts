import { EntitySchema } from 'typeorm';

/** A user group of Slack that decides who is in a team, because somebody who manages access asked for it. */
export interface SlackGroupRow {
  teamId: string;
  /** Slack's own id: S0614TZR7. */
  groupId: string;
  /** Without the @. */
  handle: string;
  /** Who asked for it. */
  followedById: string | null;
  followedAt: Date;
  /** Whether the group is in use in Slack: one that was disabled has no members. */
  enabled: boolean;
  /** How many of its members are nobody here; null: it was not read yet. */
  unknown: number | null;
}

const text = { type: 'text' } as const;

export const slackGroups = new EntitySchema<SlackGroupRow>({
  name: 'slack_group',
  schema: 'access',
  columns: {
    teamId: { ...text, name: 'team_id', primary: true },
    groupId: { ...text, name: 'group_id' },
    handle: text,
    followedById: { ...text, name: 'followed_by_id', nullable: true },
    followedAt: { type: 'timestamptz', precision: 3, name: 'followed_at' },
    enabled: { type: 'boolean' },
    unknown: { type: 'int', nullable: true },
  },
});
