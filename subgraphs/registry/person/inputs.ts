import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Person, Preferences } from './schema.ts';

@InputType({ description: 'Makes a person, or with an id changes one.' })
export class SavePersonInput {
  @Field(() => ID, { nullable: true, description: 'The person to change; left out: a new one.' }) id?: string | null;
  @Field(() => String, { description: 'Unique, whatever the case of its letters.' }) email!: string;
  @Field(() => String, { description: 'What people call them.' }) name!: string;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'false: tokens end, and accepted roles go back to proposed. true: they may sign in (again).',
  })
  active?: boolean | null;
  @Field(() => [String], { nullable: true, description: 'Names or ids of their teams; replaces the list.' })
  teams?: string[] | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The person, or why they could not be saved.' })
export class SavePersonPayload {
  @Field(() => Person, { nullable: true, description: 'As they stand now.' }) person!: Person | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@InputType({ description: 'Says who a Slack user is.' })
export class LinkSlackUserInput {
  @Field(() => String, { description: 'The e-mail as Slack verified it.' }) email!: string;
  @Field(() => String, { description: "The user's id in Slack, such as U024BE7LH." }) slackUserId!: string;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'Who the Slack user is, or why nobody was linked.' })
export class LinkSlackUserPayload {
  @Field(() => Person, { nullable: true, description: 'As they stand now.' }) person!: Person | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@InputType({ description: "One's own preferences: what is left out stays, null empties." })
export class SavePreferencesInput {
  @Field(() => String, { nullable: true, description: 'Time of day such as 19:00; goes with quietTo.' })
  quietFrom?: string | null;
  @Field(() => String, { nullable: true, description: 'Time of day such as 08:00; goes with quietFrom.' })
  quietTo?: string | null;
  @Field(() => String, { nullable: true, description: 'When the daily digest comes; null: none.' })
  digestAt?: string | null;
  @Field(() => String, { nullable: true, description: 'A named zone such as Europe/Zurich; null: UTC.' })
  timeZone?: string | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The preferences, or why they could not be saved.' })
export class SavePreferencesPayload {
  @Field(() => Preferences, { nullable: true, description: 'As they stand now.' }) preferences!: Preferences | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
