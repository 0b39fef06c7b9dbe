import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import type { TeamRow } from '@handoff/kit/access/table';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { teamById } from '../team/queries.ts';
import { Team } from '../team/schema.ts';
import { followSlackGroup } from './follow.ts';
import { endSlackGroup, keepSlackGroup } from './keep.ts';
import { followedGroups, groupOfTeam } from './queries.ts';
import {
  EndSlackGroupInput,
  FollowSlackGroupInput,
  KeepSlackGroupInput,
  SlackGroup,
  SlackGroupPayload,
} from './schema.ts';
import type { SlackGroupRow } from './table.ts';

@Resolver(() => SlackGroup)
export class SlackGroupResolver {
  @Access('signed-in')
  @Query(() => [SlackGroup], { nullable: true, description: 'The user groups of Slack that teams follow, by handle.' })
  slackGroups(@Ctx() context: Context) {
    return followedGroups(context);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team whose members it decides.' })
  team(@Root() { teamId }: SlackGroupRow, @Ctx() context: Context) {
    return load(context, teamById, teamId);
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who asked for it.' })
  followedBy(@Root() { followedById }: SlackGroupRow, @Ctx() context: Context) {
    return followedById && load(context, principalById, followedById);
  }

  @Access('judged')
  @Mutation(() => SlackGroupPayload, {
    nullable: true,
    description: 'Has a user group of Slack decide who is in a team; needs ACCESS_ADMIN.',
  })
  followSlackGroup(@Ctx() context: Context, @Arg('input', () => FollowSlackGroupInput) input: FollowSlackGroupInput) {
    return payload(execute(context, followSlackGroup, input), { team: teamById });
  }

  @Access('judged')
  @Mutation(() => SlackGroupPayload, {
    nullable: true,
    description:
      'Says who is in a user group that a team follows. For the program that speaks for Slack: needs DELIVER.',
  })
  keepSlackGroup(@Ctx() context: Context, @Arg('input', () => KeepSlackGroupInput) input: KeepSlackGroupInput) {
    return payload(execute(context, keepSlackGroup, input), { team: teamById });
  }

  @Access('judged')
  @Mutation(() => SlackGroupPayload, {
    nullable: true,
    description: 'Has a user group decide no longer; whoever is in the team stays. Needs ACCESS_ADMIN.',
  })
  endSlackGroup(@Ctx() context: Context, @Arg('input', () => EndSlackGroupInput) input: EndSlackGroupInput) {
    return payload(execute(context, endSlackGroup, input), { team: teamById });
  }
}

@Resolver(() => Team)
export class TeamSlackGroupResolver {
  @FieldResolver(() => SlackGroup, {
    nullable: true,
    description: 'The user group of Slack that decides who is in it; null: none does.',
  })
  slackGroup(@Root() { id }: TeamRow, @Ctx() context: Context) {
    return load(context, groupOfTeam, id);
  }
}
