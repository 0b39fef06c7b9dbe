import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Team } from '../team/schema.ts';
import type { FollowSlackGroup } from './follow.ts';
import type { EndSlackGroup, KeepSlackGroup } from './keep.ts';
import type { GroupMember } from './slack-group.ts';
import type { SlackGroupRow } from './table.ts';

@Access('signed-in')
@ObjectType({ description: 'A user group of Slack that decides who is in a team.' })
export class SlackGroup implements Omit<SlackGroupRow, 'teamId' | 'followedById'> {
  @Field(() => ID, { description: "Slack's own id, such as S0614TZR7." }) groupId!: string;
  @Field(() => String, { description: 'What people write after the @.' }) handle!: string;
  @Field(() => DateTime, { description: 'Since when it decides.' }) followedAt!: Date;
  @Field(() => Boolean, { description: 'Whether it is in use; one that was disabled in Slack has no members.' })
  enabled!: boolean;
  @Field(() => Int, {
    nullable: true,
    description:
      'How many of its members are nobody here: guests, programs, and people without an account; null: it was not read yet.',
  })
  unknown!: number | null;
}

const key = { nullable: true, description: 'Applied once per key for 24 h.' } as const;

@InputType({ description: 'A user group of Slack that is to decide who is in a team.' })
export class FollowSlackGroupInput implements FollowSlackGroup {
  @Field(() => ID, { description: "Slack's own id, such as S0614TZR7." }) groupId!: string;
  @Field(() => String, { description: 'What people write after the @.' }) handle!: string;
  @Field(() => String, { description: 'What people call it: a team that is made for it is called so.' }) title!: string;
  @Field(() => ID, {
    nullable: true,
    description: 'Id or name of the team whose members it shall decide; left out: a new team.',
  })
  team?: string | null;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@InputType({ description: 'A member of a user group, as Slack tells of them.' })
export class SlackGroupMemberInput implements GroupMember {
  @Field(() => ID, { description: "Slack's own id." }) slackUserId!: string;
  @Field(() => String, { description: 'As Slack verified it.' }) email!: string;
}

@InputType({ description: 'Who is in a user group that a team follows.' })
export class KeepSlackGroupInput implements KeepSlackGroup {
  @Field(() => ID, { description: "Slack's own id." }) groupId!: string;
  @Field(() => String, { description: 'What people write after the @ now.' }) handle!: string;
  @Field(() => Boolean, { description: 'false: it was disabled in Slack, and has no members.' }) enabled!: boolean;
  @Field(() => [SlackGroupMemberInput], { description: 'All of its members with a verified address; 10,000 at most.' })
  members!: SlackGroupMemberInput[];
  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'How many members it has beside them.' })
  strangers!: number;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@InputType({ description: 'A user group that is to decide no longer.' })
export class EndSlackGroupInput implements EndSlackGroup {
  @Field(() => ID, { description: "Slack's own id." }) groupId!: string;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The team that a user group decides on, or why it does not.' })
export class SlackGroupPayload {
  @Field(() => Team, { nullable: true, description: 'As it stands now.' }) team!: Team | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
