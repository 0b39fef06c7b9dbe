import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { Field, Int, ObjectType } from 'type-graphql';
import { Person } from '../person/schema.ts';
import { Team } from '../team/schema.ts';
import type { DirectoryNames } from './directory.ts';
import type { DirectoryTeamRow } from './table.ts';

@Access('given')
@ObjectType({ description: 'What the directory that manages a person calls them.' })
export class DirectoryPerson implements DirectoryNames {
  @Field(() => String, { description: 'Unique, whatever the case of its letters.' }) userName!: string;
  @Field(() => String, { nullable: true, description: "The directory's own id." }) externalId!: string | null;
  @Field(() => String, { nullable: true, description: 'Their given name.' }) givenName!: string | null;
  @Field(() => String, { nullable: true, description: 'Their family name.' }) familyName!: string | null;
}

@Access('given')
@ObjectType({ description: 'What the directory that manages a team calls it.' })
export class DirectoryTeam implements Pick<DirectoryTeamRow, 'displayName' | 'externalId'> {
  @Field(() => String, { description: 'Unique, whatever the case of its letters.' }) displayName!: string;
  @Field(() => String, { nullable: true, description: "The directory's own id." }) externalId!: string | null;
}

@Access('given')
@ObjectType({ description: 'A part of the people whom a directory manages.' })
export class DirectoryPeople {
  @Field(() => Int, { description: 'How many there are in all.' }) totalCount!: number;
  @Field(() => [Person], { description: 'Those of this part.' }) nodes!: Person[];
}

@Access('given')
@ObjectType({ description: 'A part of the teams that are groups of a directory.' })
export class DirectoryTeams {
  @Field(() => Int, { description: 'How many there are in all.' }) totalCount!: number;
  @Field(() => [Team], { description: 'Those of this part.' }) nodes!: Team[];
}

@Access('given')
@ObjectType({ description: 'The person, or why they could not be saved.' })
export class DirectoryPersonPayload {
  @Field(() => Person, { nullable: true, description: 'As they stand now.' }) person!: Person | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The team, or why it could not be saved.' })
export class DirectoryTeamPayload {
  @Field(() => Team, { nullable: true, description: 'As it stands now.' }) team!: Team | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
