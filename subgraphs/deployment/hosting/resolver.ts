import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import { modelIdOf } from '@handoff/kit/catalogue';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { environmentById, targetById } from '../environment/queries.ts';
import { EnvironmentType, TargetType } from '../environment/schema.ts';
import { ModelStub } from '../model-stub.ts';
import { decideHosting } from './decide.ts';
import type { HostingOption } from './hosting.ts';
import { DecideHostingInput, DecideHostingPayload, SaveRequirementInput, SaveRequirementPayload } from './inputs.ts';
import { hostingById, hostingOfModel, requirementById, requirementsOfModel } from './queries.ts';
import { saveRequirement } from './save-requirement.ts';
import {
  HostingArguments,
  HostingDecisionType,
  HostingOptionType,
  ProductionRequirementType,
  RequirementArguments,
} from './schema.ts';
import type { HostingRow, RequirementRow } from './table.ts';

@Resolver(() => ModelStub)
export class ModelHostingResolver {
  @FieldResolver(() => [HostingDecisionType], {
    nullable: true,
    description: 'Where it is hosted, and why; newest first.',
  })
  async hostingDecisions(
    @Root() model: ModelStub,
    @Ctx() context: Context,
    @Args(() => HostingArguments) { environment, at, current }: HostingArguments,
  ) {
    const args = { environment: environment ?? null, at: at ?? null, current: current ?? true };
    return (await loadWith(context, hostingOfModel, { key: model.id, args })) ?? [];
  }

  @FieldResolver(() => [ProductionRequirementType], {
    nullable: true,
    description: 'What must hold of it: by environment, the lowest rank first, and metric.',
  })
  async requirements(
    @Root() model: ModelStub,
    @Ctx() context: Context,
    @Args(() => RequirementArguments) { environment, at }: RequirementArguments,
  ) {
    const args = { environment: environment ?? null, at: at ?? null };
    return (await loadWith(context, requirementsOfModel, { key: model.id, args })) ?? [];
  }
}

@Resolver(() => HostingDecisionType)
export class HostingDecisionResolver {
  @FieldResolver(() => ModelStub, { nullable: true, description: 'The model that is hosted.' })
  model(@Root() decision: HostingRow) {
    return { id: decision.modelId };
  }

  @FieldResolver(() => EnvironmentType, { description: 'Where.' })
  environment(@Root() decision: HostingRow, @Ctx() context: Context) {
    return load(context, environmentById, decision.environmentId);
  }

  @FieldResolver(() => TargetType, { description: 'What serves it.' })
  target(@Root() decision: HostingRow, @Ctx() context: Context) {
    return load(context, targetById, decision.targetId);
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who decided; null: Handoff itself.' })
  decidedBy(@Root() decision: HostingRow, @Ctx() context: Context) {
    return decision.decidedById && load(context, principalById, decision.decidedById);
  }

  @FieldResolver(() => HostingDecisionType, { nullable: true, description: 'What took its place; null: it holds.' })
  supersededBy(@Root() decision: HostingRow, @Ctx() context: Context) {
    return decision.supersededById && load(context, hostingById, decision.supersededById);
  }

  @Access('judged')
  @Mutation(() => DecideHostingPayload, {
    nullable: true,
    description:
      'Decides where and how a model is hosted in an environment; needs HOSTING_DECIDE on it. Supersedes what was decided before.',
  })
  async decideHosting(@Ctx() context: Context, @Arg('input', () => DecideHostingInput) input: DecideHostingInput) {
    const model = await modelIdOf(context, input.model);
    return payload(execute(context, decideHosting, { ...input, model }), { hostingDecision: hostingById });
  }
}

@Resolver(() => HostingOptionType)
export class HostingOptionResolver {
  @FieldResolver(() => TargetType, { description: 'What would serve it.' })
  target(@Root() option: HostingOption, @Ctx() context: Context) {
    return load(context, targetById, option.targetId);
  }
}

@Resolver(() => ProductionRequirementType)
export class ProductionRequirementResolver {
  @FieldResolver(() => EnvironmentType, { description: 'Where it must hold.' })
  environment(@Root() requirement: RequirementRow, @Ctx() context: Context) {
    return load(context, environmentById, requirement.environmentId);
  }

  @Access('judged')
  @Mutation(() => SaveRequirementPayload, {
    nullable: true,
    description:
      'Says what must hold of a model in an environment, or with an id changes or ends that; needs HOSTING_DECIDE on the model.',
  })
  async saveRequirement(
    @Ctx() context: Context,
    @Arg('input', () => SaveRequirementInput) input: SaveRequirementInput,
  ) {
    const model = await modelIdOf(context, input.model);
    return payload(execute(context, saveRequirement, { ...input, model }), { requirement: requirementById });
  }
}
