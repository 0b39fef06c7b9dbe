import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { personById } from '../person/queries.ts';
import { Person } from '../person/schema.ts';
import { teamById } from '../team/queries.ts';
import { Team } from '../team/schema.ts';
import {
  DirectoryPeopleArguments,
  DirectoryTeamsArguments,
  RemoveDirectoryPersonInput,
  RemoveDirectoryTeamInput,
  SaveDirectoryPersonInput,
  SaveDirectoryTeamInput,
} from './inputs.ts';
import { directoryPeoplePart, directoryTeamsPart, entryOfPerson, entryOfTeam } from './queries.ts';
import { removeDirectoryPerson, saveDirectoryPerson } from './save-person.ts';
import { removeDirectoryTeam, saveDirectoryTeam } from './save-team.ts';
import {
  DirectoryPeople,
  DirectoryPerson,
  DirectoryPersonPayload,
  DirectoryTeam,
  DirectoryTeamPayload,
  DirectoryTeams,
} from './schema.ts';

@Resolver(() => Person)
export class DirectoryPersonResolver {
  @Access({ ownOr: 'ACCESS_ADMIN' })
  @FieldResolver(() => DirectoryPerson, {
    nullable: true,
    description: 'What the directory that manages them calls them: their own, or with ACCESS_ADMIN.',
  })
  directory(@Root() person: { id: string }, @Ctx() context: Context) {
    return load(context, entryOfPerson, person.id);
  }

  @Access({ needs: 'ACCESS_ADMIN' })
  @Query(() => DirectoryPeople, {
    nullable: true,
    description: 'People whom a directory manages, of whom all that is given holds; needs ACCESS_ADMIN.',
  })
  directoryPeople(@Ctx() context: Context, @Args(() => DirectoryPeopleArguments) asked: DirectoryPeopleArguments) {
    return directoryPeoplePart(context, asked);
  }

  @Access('judged')
  @Mutation(() => DirectoryPersonPayload, {
    nullable: true,
    description: 'Makes or changes a person as a directory has them; needs ACCESS_ADMIN.',
  })
  saveDirectoryPerson(
    @Ctx() context: Context,
    @Arg('input', () => SaveDirectoryPersonInput) input: SaveDirectoryPersonInput,
  ) {
    return payload(execute(context, saveDirectoryPerson, input), { person: personById });
  }

  @Access('judged')
  @Mutation(() => DirectoryPersonPayload, {
    nullable: true,
    description: 'Deactivates a person whom the directory manages no more; needs ACCESS_ADMIN.',
  })
  removeDirectoryPerson(
    @Ctx() context: Context,
    @Arg('input', () => RemoveDirectoryPersonInput) input: RemoveDirectoryPersonInput,
  ) {
    return payload(execute(context, removeDirectoryPerson, input), { person: personById });
  }
}

@Resolver(() => Team)
export class DirectoryTeamResolver {
  @Access({ needs: 'ACCESS_ADMIN' })
  @FieldResolver(() => DirectoryTeam, {
    nullable: true,
    description: 'What the directory that manages it calls it; needs ACCESS_ADMIN.',
  })
  directory(@Root() team: { id: string }, @Ctx() context: Context) {
    return load(context, entryOfTeam, team.id);
  }

  @Access({ needs: 'ACCESS_ADMIN' })
  @Query(() => DirectoryTeams, {
    nullable: true,
    description: 'Teams that are groups of a directory, of which all that is given holds; needs ACCESS_ADMIN.',
  })
  directoryTeams(@Ctx() context: Context, @Args(() => DirectoryTeamsArguments) asked: DirectoryTeamsArguments) {
    return directoryTeamsPart(context, asked);
  }

  @Access('judged')
  @Mutation(() => DirectoryTeamPayload, {
    nullable: true,
    description: 'Makes or changes a team as a directory has its group; needs ACCESS_ADMIN.',
  })
  saveDirectoryTeam(
    @Ctx() context: Context,
    @Arg('input', () => SaveDirectoryTeamInput) input: SaveDirectoryTeamInput,
  ) {
    return payload(execute(context, saveDirectoryTeam, input), { team: teamById });
  }

  @Access('judged')
  @Mutation(() => DirectoryTeamPayload, {
    nullable: true,
    description: 'Dissolves a team whose group is gone from the directory; needs ACCESS_ADMIN.',
  })
  removeDirectoryTeam(
    @Ctx() context: Context,
    @Arg('input', () => RemoveDirectoryTeamInput) input: RemoveDirectoryTeamInput,
  ) {
    return payload(execute(context, removeDirectoryTeam, input), { team: teamById });
  }
}
