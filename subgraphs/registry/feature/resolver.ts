import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { PageArguments } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { SearchArguments } from '../model/search-arguments.ts';
import { ModelVersionConnection } from '../version/schema.ts';
import type { FeatureDefinitionRow } from './feature.ts';
import { ReportAvailabilityInput, ReportAvailabilityPayload, SaveFeatureInput, SaveFeaturePayload } from './inputs.ts';
import { availabilityOf, definitionQueries, versionsReading } from './queries.ts';
import { reportAvailability } from './report.ts';
import { saveFeature } from './save.ts';
import { Availability, FeatureConnection, FeatureDefinition } from './schema.ts';

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
  @FieldResolver(() => [Availability], { description: 'Where production can read it, by environment.' })
  async availability(@Root() definition: FeatureDefinitionRow, @Ctx() context: Context) {
    return (await load(context, availabilityOf, definition.name)) ?? [];
  }

  @FieldResolver(() => ModelVersionConnection, {
    description: 'The versions that read it, of models that the viewer may see; newest first.',
  })
  usedBy(
    @Root() definition: FeatureDefinitionRow,
    @Ctx() context: Context,
    @Args(() => PageArguments) args: PageArguments,
  ) {
    return loadWith(context, versionsReading, { key: definition.id, args });
  }

  @Access('judged')
  @Mutation(() => SaveFeaturePayload, { nullable: true, description: 'Enters a shared feature, or changes one.' })
  saveFeature(@Ctx() context: Context, @Arg('input', () => SaveFeatureInput) input: SaveFeatureInput) {
    return payload(execute(context, saveFeature, input), { feature: definitionQueries.shownById });
  }

  @Access('judged')
  @Mutation(() => ReportAvailabilityPayload, {
    nullable: true,
    description: 'A feature store or pipeline says what production can read; needs INGEST.',
  })
  async reportAvailability(
    @Ctx() context: Context,
    @Arg('input', () => ReportAvailabilityInput) input: ReportAvailabilityInput,
  ) {
    const { problem } = await payload(execute(context, reportAvailability, input), {});
    const names = input.features.map(({ name }) => name);
    return { problem, features: () => (problem ? null : definitionQueries.shownByName(context, names)) };
  }
}
