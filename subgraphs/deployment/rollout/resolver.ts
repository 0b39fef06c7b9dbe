import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { load, loadWith, soon } from '@handoff/kit/loader';
import { type RootAsked, RootOfRows } from '@handoff/kit/schema/asked';
import { PageArguments } from '@handoff/kit/schema/page';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { environmentById, environmentIdOf, targetById } from '../environment/queries.ts';
import { EnvironmentType, TargetType } from '../environment/schema.ts';
import { ModelStub, VersionStub } from '../model-stub.ts';
import { promotionById } from '../promotion/queries.ts';
import { PromotionType } from '../promotion/schema.ts';
import { deploymentById, deploymentPage, deploymentsOfModel, deploymentsOfVersion, liveOfModel } from './queries.ts';
import { DeploymentConnection, DeploymentStateEnum, DeploymentType } from './schema.ts';
import { type DeploymentRow, type DeploymentState, deploymentReads, deployments } from './table.ts';

const environmentName = { nullable: true, description: 'Only in the environment of this name.' } as const;

@ArgsType()
class DeploymentsArguments extends PageArguments {
  @Field(() => [DeploymentStateEnum], { nullable: true, description: 'Only in one of these states.' })
  state?: DeploymentState[] | null;
  @Field(() => String, environmentName) environment?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Only what was live at this instant.' }) at?: Date | null;
}

@ArgsType()
class ModelDeploymentsArguments extends PageArguments {
  @Field(() => String, environmentName) environment?: string | null;
}

@ArgsType()
class LiveArguments {
  @Field(() => String, environmentName) environment?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'The instant; left out: now.' }) at?: Date | null;
}

@Resolver(() => DeploymentType)
export class DeploymentResolver {
  @Access('visible')
  @Query(() => DeploymentType, { nullable: true, description: 'One deployment.' })
  deployment(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return load(context, deploymentById, id);
  }

  @Access('visible')
  @Query(() => DeploymentConnection, {
    nullable: true,
    description: 'What runs or ran where, over all models, newest first.',
  })
  async deployments(@Ctx() context: Context, @Args(() => DeploymentsArguments) args: DeploymentsArguments) {
    const environmentId = await environmentIdOf(context, args.environment);
    return deploymentPage(context, { environmentId, states: args.state, at: args.at }, args);
  }

  @FieldResolver(() => ModelStub, { nullable: true, description: 'Of which model.' })
  model(@Root() { modelId }: DeploymentRow) {
    return { id: modelId };
  }

  @FieldResolver(() => VersionStub, { nullable: true, description: 'What runs.' })
  version(@Root() { versionId }: DeploymentRow) {
    return { id: versionId };
  }

  @FieldResolver(() => EnvironmentType, { description: 'Where.' })
  environment(@Root() { environmentId }: DeploymentRow, @Ctx() context: Context) {
    return soon(context, environmentById, environmentId);
  }

  @FieldResolver(() => TargetType, { nullable: true, description: 'What serves it, where that was said.' })
  target(@Root() { targetId }: DeploymentRow, @Ctx() context: Context) {
    return targetId === null ? null : load(context, targetById, targetId);
  }

  @FieldResolver(() => PromotionType, { nullable: true, description: 'Because of which promotion.' })
  promotion(@Root() { promotionId }: DeploymentRow, @Ctx() context: Context) {
    return promotionId === null ? null : load(context, promotionById, promotionId);
  }
}

@Resolver(() => ModelStub)
export class ModelDeploymentsResolver {
  @FieldResolver(() => [DeploymentType], {
    nullable: true,
    description: 'What was live, then or now, with its traffic at that instant; the highest environment first.',
  })
  async live(
    @Root() { id }: ModelStub,
    @Ctx() context: Context,
    @Args(() => LiveArguments) { environment, at }: LiveArguments,
  ) {
    const environmentId = await environmentIdOf(context, environment);
    return (await loadWith(context, liveOfModel, { key: id, args: { environmentId, at: at ?? null } })) ?? [];
  }

  @FieldResolver(() => DeploymentConnection, { nullable: true, description: 'What runs or ran, newest first.' })
  async deployments(
    @Root() { id }: ModelStub,
    @Ctx() context: Context,
    @Args(() => ModelDeploymentsArguments) { environment, first, after }: ModelDeploymentsArguments,
  ) {
    const environmentId = await environmentIdOf(context, environment);
    return loadWith(context, deploymentsOfModel, { key: id, args: { environmentId, first, after } });
  }
}

@Resolver(() => VersionStub)
export class VersionDeploymentsResolver {
  @FieldResolver(() => [DeploymentType], { nullable: true, description: 'Where it runs or ran, newest first.' })
  deployments(@RootOfRows(deployments, deploymentReads) version: RootAsked, @Ctx() context: Context) {
    return loadWith(context, deploymentsOfVersion, { key: version.id, args: version.asked });
  }
}
