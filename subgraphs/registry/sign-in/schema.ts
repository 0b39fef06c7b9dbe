import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import type { GroupRole } from '@handoff/kit/settings/groups';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Person } from '../person/schema.ts';

@InputType({ description: 'A role that a group of the identity provider gives.' })
export class GroupRoleInput implements GroupRole {
  @Field(() => String, { description: 'Key of the role.' }) role!: string;
  @Field(() => String, { nullable: true, description: 'For all models of this team, by name or id.' })
  team!: string | null;
  @Field(() => String, { nullable: true, description: 'For this model, by name or id.' }) model!: string | null;
}

@InputType({ description: 'An account of the identity provider, as a token that was verified tells of it.' })
export class SignInInput {
  @Field(() => String, { description: 'The identity provider.' }) issuer!: string;
  @Field(() => String, { description: 'The account, as the identity provider calls it.' }) subject!: string;
  @Field(() => String, { nullable: true, description: 'Only when the identity provider verified it.' })
  email?: string | null;
  @Field(() => String, { nullable: true, description: 'What people call them.' }) name?: string | null;
  @Field(() => DateTime, { description: 'When the token was made: groups of older ones are not looked at.' })
  issuedAt!: Date;
  @Field(() => [String], { description: 'Names or ids of the teams that their groups give.' }) teams!: string[];
  @Field(() => [GroupRoleInput], { description: 'The roles that their groups give.' }) roles!: GroupRoleInput[];
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'Who signed in, or why they may not.' })
export class SignInPayload {
  @Field(() => Person, { nullable: true, description: 'As they stand now.' }) person!: Person | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@InputType({ description: 'Releases the accounts that somebody signs in with.' })
export class UnlinkSignInInput {
  @Field(() => ID, { description: 'The person.' }) personId!: string;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The person, or why nothing was released.' })
export class UnlinkSignInPayload {
  @Field(() => Person, { nullable: true, description: 'As they stand now.' }) person!: Person | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
