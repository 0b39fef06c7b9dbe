import { Access } from '@handoff/kit/access/rule';
import type { TeamRow } from '@handoff/kit/access/table';
import { connectionOf } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';

@Access('signed-in')
@Directive('@key(fields: "id")')
@ObjectType({ implements: Principal, description: 'People who answer for models together.' })
export class Team extends Principal implements Pick<TeamRow, 'id' | 'name' | 'title' | 'slackChannel' | 'dissolvedAt'> {
  @Field(() => String, { description: 'What people call it.' }) title!: string;
  @Field(() => String, { nullable: true, description: 'Where changes are told: a channel id or #name.' })
  slackChannel!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ended; null: it is a team.' })
  dissolvedAt!: Date | null;
}

export const TeamConnection = connectionOf('TeamConnection', () => Team);

@InputType({ description: 'Makes a team, also one that was dissolved, or with an id changes one.' })
export class SaveTeamInput {
  @Field(() => ID, { nullable: true, description: 'The team to change; left out: a new one.' }) id?: string | null;
  @Field(() => String, { description: 'Unique slug, such as credit-risk.' }) name!: string;
  @Field(() => String, { description: 'What people call it.' }) title!: string;
  @Field(() => String, { nullable: true, description: 'Channel id or #name.' }) slackChannel?: string | null;
  @Field(() => [ID], { nullable: true, description: 'Ids of its people; replaces the list.' }) members?:
    | string[]
    | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@Access('given')
@ObjectType({ description: 'The team, or why it could not be saved.' })
export class SaveTeamPayload {
  @Field(() => Team, { nullable: true, description: 'As it stands now.' }) team!: Team | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@InputType({ description: 'Ends a team.' })
export class DissolveTeamInput {
  @Field(() => ID, { description: 'The team.' }) id!: string;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The team as it was, or why it could not be ended.' })
export class DissolveTeamPayload {
  @Field(() => Team, { nullable: true, description: 'As it stands now.' }) team!: Team | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
