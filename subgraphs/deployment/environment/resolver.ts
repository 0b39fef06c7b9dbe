import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { type RiskTier, RiskTierEnum } from '@handoff/kit/schema/scalars';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { saveEnvironment, saveTarget } from './commands.ts';
import type { Environment } from './environment.ts';
import { endFreeze, freeze } from './freeze-commands.ts';
import {
  EndFreezeInput,
  EndFreezePayload,
  FreezeInput,
  FreezePayload,
  SaveEnvironmentInput,
  SaveEnvironmentPayload,
  SavePolicyInput,
  SavePolicyPayload,
  SaveTargetInput,
  SaveTargetPayload,
} from './inputs.ts';
import { savePolicy } from './policy-commands.ts';
import { governingTier } from './promotion-policy.ts';
import {
  allEnvironments,
  environmentById,
  findEnvironment,
  freezeById,
  freezesOfEnvironment,
  policyById,
  policyOfEnvironment,
  targetById,
  targetsOfEnvironment,
} from './queries.ts';
import { EnvironmentType, FreezeType, PromotionPolicyType, TargetType } from './schema.ts';
import type { PolicyRow } from './table.ts';
import type { Target } from './target.ts';

@Resolver(() => EnvironmentType)
export class EnvironmentResolver {
  @Access('signed-in')
  @Query(() => [EnvironmentType], { nullable: true, description: 'All environments, the lowest rank first.' })
  environments(@Ctx() context: Context) {
    return allEnvironments(context.db);
  }

  @Access('signed-in')
  @Query(() => EnvironmentType, { nullable: true, description: 'An environment by id or name.' })
  environment(
    @Ctx() context: Context,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('name', () => String, { nullable: true }) name?: string,
  ) {
    return findEnvironment(context.db, id ?? name ?? '');
  }

  @FieldResolver(() => [TargetType], { description: 'What serves there, by name.' })
  async targets(@Root() environment: Environment, @Ctx() context: Context) {
    return (await load(context, targetsOfEnvironment, environment.id)) ?? [];
  }

  @FieldResolver(() => PromotionPolicyType, {
    description:
      'What a promotion of this tier needs there. For UNCLASSIFIED: the policy of CRITICAL, which governs it.',
  })
  policy(
    @Root() environment: Environment,
    @Ctx() context: Context,
    @Arg('riskTier', () => RiskTierEnum) riskTier: RiskTier,
  ) {
    return loadWith(context, policyOfEnvironment, { key: environment.id, args: { tier: governingTier(riskTier) } });
  }

  @FieldResolver(() => [FreezeType], {
    description: 'Its freezes, the earliest first. active: only those that hold now; false: only those that do not.',
  })
  async freezes(
    @Root() environment: Environment,
    @Ctx() context: Context,
    @Arg('active', () => Boolean, { nullable: true }) active?: boolean | null,
  ) {
    const args = { active: active ?? null };
    return (await loadWith(context, freezesOfEnvironment, { key: environment.id, args })) ?? [];
  }

  @Access('judged')
  @Mutation(() => SaveEnvironmentPayload, {
    nullable: true,
    description:
      'Makes or changes an environment; needs POLICY_ADMIN. A new one begins with strict policies for every tier.',
  })
  saveEnvironment(@Ctx() context: Context, @Arg('input', () => SaveEnvironmentInput) input: SaveEnvironmentInput) {
    return payload(execute(context, saveEnvironment, input), { environment: environmentById });
  }
}

@Resolver(() => TargetType)
export class TargetResolver {
  @FieldResolver(() => EnvironmentType, { description: 'Where it is.' })
  environment(@Root() target: Target, @Ctx() context: Context) {
    return load(context, environmentById, target.environmentId);
  }

  @Access('judged')
  @Mutation(() => SaveTargetPayload, { nullable: true, description: 'Makes or changes a target; needs POLICY_ADMIN.' })
  saveTarget(@Ctx() context: Context, @Arg('input', () => SaveTargetInput) input: SaveTargetInput) {
    return payload(execute(context, saveTarget, input), { target: targetById });
  }
}

@Resolver(() => PromotionPolicyType)
export class PromotionPolicyResolver {
  @FieldResolver(() => EnvironmentType, { description: 'Where it holds.' })
  environment(@Root() policy: PolicyRow, @Ctx() context: Context) {
    return load(context, environmentById, policy.environmentId);
  }

  @Access('judged')
  @Mutation(() => SavePolicyPayload, {
    nullable: true,
    description: 'Changes what promotions of a tier need in an environment; needs POLICY_ADMIN.',
  })
  savePolicy(@Ctx() context: Context, @Arg('input', () => SavePolicyInput) input: SavePolicyInput) {
    return payload(execute(context, savePolicy, input), { policy: policyById });
  }
}

@Resolver()
export class FreezeResolver {
  @Access('judged')
  @Mutation(() => FreezePayload, {
    nullable: true,
    description: 'Freezes an environment for a time, or with an id changes that freeze; needs POLICY_ADMIN.',
  })
  freeze(@Ctx() context: Context, @Arg('input', () => FreezeInput) input: FreezeInput) {
    return payload(execute(context, freeze, input), { freeze: freezeById });
  }

  @Access('judged')
  @Mutation(() => EndFreezePayload, {
    nullable: true,
    description: 'Ends a freeze before its time; needs POLICY_ADMIN.',
  })
  endFreeze(@Ctx() context: Context, @Arg('input', () => EndFreezeInput) input: EndFreezeInput) {
    return payload(execute(context, endFreeze, input), { freeze: freezeById });
  }
}
