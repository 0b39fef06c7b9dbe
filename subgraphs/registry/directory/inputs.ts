import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { PeopleAsked, TeamsAsked } from './queries.ts';

@ArgsType()
class PartArguments {
  @Field(() => Int, { defaultValue: 0, description: 'How many to pass over.' }) skip?: number;
  @Field(() => Int, { defaultValue: 100, description: 'How many at most, up to 200.' }) first?: number;
}

@ArgsType()
export class DirectoryPeopleArguments extends PartArguments implements PeopleAsked {
  @Field(() => ID, { nullable: true, description: 'Their id.' }) id?: string | null;
  @Field(() => String, { nullable: true, description: 'What the directory calls them.' }) userName?: string | null;
  @Field(() => String, { nullable: true, description: "The directory's own id." }) externalId?: string | null;
  @Field(() => String, { nullable: true, description: 'Their e-mail, whatever its case.' }) email?: string | null;
}

@ArgsType()
export class DirectoryTeamsArguments extends PartArguments implements TeamsAsked {
  @Field(() => ID, { nullable: true, description: 'Its id.' }) id?: string | null;
  @Field(() => String, { nullable: true, description: 'What the directory calls it.' }) displayName?: string | null;
  @Field(() => String, { nullable: true, description: "The directory's own id." }) externalId?: string | null;
  @Field(() => ID, { nullable: true, description: 'A person who belongs to it.' }) memberId?: string | null;
}

@InputType({ description: 'A person as a directory has them. With an id: what is left out stays, null empties.' })
export class SaveDirectoryPersonInput {
  @Field(() => ID, { nullable: true, description: 'The person to change; left out: somebody new to the directory.' })
  id?: string | null;
  @Field(() => String, { nullable: true, description: 'Needed for somebody new.' }) userName?: string;
  @Field(() => String, { nullable: true, description: "The directory's own id." }) externalId?: string | null;
  @Field(() => String, { nullable: true, description: 'What people call them; needed for somebody new.' })
  name?: string | null;
  @Field(() => String, { nullable: true, description: 'Their given name.' }) givenName?: string | null;
  @Field(() => String, { nullable: true, description: 'Their family name.' }) familyName?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Needed for somebody new: who has it here and is of no directory yet is taken over.',
  })
  email?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'false: tokens end, and accepted roles go back to proposed. true: they may sign in (again).',
  })
  active?: boolean | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A group as a directory has it. With an id: what is left out stays, null empties.' })
export class SaveDirectoryTeamInput {
  @Field(() => ID, { nullable: true, description: 'The team to change; left out: a group that is new.' })
  id?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Needed for one that is new: the team of that name is taken over, when it is no group yet.',
  })
  displayName?: string | null;
  @Field(() => String, { nullable: true, description: "The directory's own id." }) externalId?: string | null;
  @Field(() => [ID], { nullable: true, description: 'Ids of its people; replaces the list.' })
  members?: string[] | null;
  @Field(() => [ID], { nullable: true, description: 'Ids of people who come.' }) addMembers?: string[] | null;
  @Field(() => [ID], { nullable: true, description: 'Ids of people who go.' }) removeMembers?: string[] | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Takes a person out of the directory.' })
export class RemoveDirectoryPersonInput {
  @Field(() => ID, { description: 'The person.' }) id!: string;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Takes a group out of the directory.' })
export class RemoveDirectoryTeamInput {
  @Field(() => ID, { description: 'The team.' }) id!: string;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}
