import { Access } from '@handoff/kit/access/rule';
import type { TeamRow } from '@handoff/kit/access/table';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { PageArguments } from '@handoff/kit/schema/page';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Person } from '../person/schema.ts';
import { saveTeam } from './commands.ts';
import { dissolveTeam } from './dissolve.ts';
import { findTeam, membersOfTeam, teamById, teamPage } from './queries.ts';
import {
  DissolveTeamInput,
  DissolveTeamPayload,
  SaveTeamInput,
  SaveTeamPayload,
  Team,
  TeamConnection,
} from './schema.ts';

@Resolver(() => Team)
export class TeamResolver {
  @Access('signed-in')
  @Query(() => Team, { nullable: true, description: 'A team by id or name.' })
  team(
    @Ctx() context: Context,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('name', () => String, { nullable: true }) name?: string,
  ) {
    return findTeam(context.db, id ?? name ?? '');
  }

  @Access('signed-in')
  @Query(() => TeamConnection, { nullable: true, description: 'All teams, by name.' })
  teams(@Ctx() context: Context, @Args(() => PageArguments) page: PageArguments) {
    return teamPage(context, page);
  }

  @FieldResolver(() => [Person], { description: 'Who belongs to it, by name.' })
  async members(@Root() team: TeamRow, @Ctx() context: Context) {
    return (await load(context, membersOfTeam, team.id)) ?? [];
  }

  @Access('judged')
  @Mutation(() => SaveTeamPayload, { nullable: true, description: 'Makes or changes a team; needs ACCESS_ADMIN.' })
  saveTeam(@Ctx() context: Context, @Arg('input', () => SaveTeamInput) input: SaveTeamInput) {
    return payload(execute(context, saveTeam, input), { team: teamById });
  }

  @Access('judged')
  @Mutation(() => DissolveTeamPayload, {
    nullable: true,
    description:
      'Ends a team: it has no members any more, and its roles end. Its models keep it until they are given another. Needs ACCESS_ADMIN.',
  })
  dissolveTeam(@Ctx() context: Context, @Arg('input', () => DissolveTeamInput) input: DissolveTeamInput) {
    return payload(execute(context, dissolveTeam, input), { team: teamById });
  }
}
