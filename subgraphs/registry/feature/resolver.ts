import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { SearchArguments } from '../model/search-arguments.ts';
import type { FeatureDefinitionRow } from './feature.ts';
import { definitionQueries } from './queries.ts';
import { FeatureConnection, FeatureDefinition } from './schema.ts';

@Resolver(() => FeatureDefinition)
export class FeatureDefinitionResolver {
  @Access('visible')
  @Query(() => FeatureDefinition, { nullable: true, description: 'A shared feature by id or name.' })
  feature(
    @Ctx() context: Context,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('name', () => String, { nullable: true }) name?: string,
  ) {
    return definitionQueries.viewed(context, id ?? name ?? '');
  }

  @Access('visible')
  @Query(() => FeatureConnection, { nullable: true, description: 'Shared features, by name.' })
  features(@Ctx() context: Context, @Args(() => SearchArguments) page: SearchArguments) {
    return definitionQueries.page(context, page);
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who answers for it.' })
  owner(@Root() definition: FeatureDefinitionRow, @Ctx() context: Context) {
    return definition.ownerId === null ? null : load(context, principalById, definition.ownerId);
  }
}
