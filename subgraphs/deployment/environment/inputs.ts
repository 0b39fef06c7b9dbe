import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime, Json, type RiskTier, RiskTierEnum } from '@handoff/kit/schema/scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { SaveEnvironment, SaveTarget } from './commands.ts';
import type { EndFreeze, SaveFreeze } from './freeze-commands.ts';
import type { SavePolicy } from './policy-commands.ts';
import type { CheckKind } from './promotion-policy.ts';
import {
  CheckKindEnum,
  EnvironmentType,
  ExecutorKindEnum,
  FreezeType,
  PromotionPolicyType,
  TargetKindEnum,
  TargetType,
} from './schema.ts';
import type { ExecutorKind, TargetKind } from './target.ts';

const keyText = { nullable: true, description: 'Applied once per key for 24 h.' } as const;
const nameOfEnvironment = { description: 'Name of the environment.' } as const;

@InputType({ description: 'Makes an environment, or with an id changes one.' })
export class SaveEnvironmentInput implements SaveEnvironment {
  @Field(() => ID, { nullable: true, description: 'The one to change; left out: a new one.' }) id?: string | null;
  @Field(() => String, { description: 'Unique slug, such as staging-eu.' }) name!: string;
  @Field(() => String, { description: 'What people call it.' }) title!: string;
  @Field(() => Int, { description: 'Promotions go up by it: 1 to 1000.' }) rank!: number;
  @Field(() => Boolean, { description: 'Whether people rely on what runs there.' }) production!: boolean;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@InputType({ description: 'Makes a target, or with an id changes one.' })
export class SaveTargetInput implements SaveTarget {
  @Field(() => ID, { nullable: true, description: 'The one to change; left out: a new one.' }) id?: string | null;
  @Field(() => String, nameOfEnvironment) environment!: string;
  @Field(() => String, { description: 'Unique in its environment.' }) name!: string;
  @Field(() => TargetKindEnum, { description: 'What kind of place it is.' }) kind!: TargetKind;
  @Field(() => ExecutorKindEnum, {
    nullable: true,
    defaultValue: 'MANUAL',
    description: 'How promotions to it are carried out.',
  })
  executor?: ExecutorKind | null;
  @Field(() => Json, {
    nullable: true,
    description: 'An object; secrets by the name of their setting: {"tokenSetting": "MLFLOW_TOKEN"}. Null: none.',
  })
  config?: Record<string, unknown> | null;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@InputType({ description: 'So many holders of a role must say yes.' })
export class ApprovalRequirementInput {
  @Field(() => String, { description: 'Key of a role that may approve promotions.' }) role!: string;
  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'How many of them.' }) count?: number | null;
}

@InputType({ description: 'What promotions of a tier need in an environment from now on.' })
export class SavePolicyInput implements SavePolicy {
  @Field(() => String, nameOfEnvironment) environment!: string;
  @Field(() => RiskTierEnum, { description: 'The tier; for UNCLASSIFIED save CRITICAL, which governs it.' })
  riskTier!: RiskTier;
  @Field(() => [ApprovalRequirementInput], { description: 'Who must say yes; empty: nobody, but never in production.' })
  approvals!: ApprovalRequirementInput[];
  @Field(() => Boolean, { description: 'Nobody approves what is their own; always true in production.' })
  fourEyes!: boolean;
  @Field(() => [CheckKindEnum], { description: 'What must pass or be waived.' }) checks!: CheckKind[];
  @Field(() => Int, { nullable: true, defaultValue: 72, description: 'Hours in which it must be decided.' })
  expiresAfterHours?: number | null;
  @Field(() => Int, { nullable: true, defaultValue: 168, description: 'Hours for which an approval is good.' })
  approvalValidHours?: number | null;
  @Field(() => Int, { nullable: true, description: 'The one that was seen; another by now: Conflict.' })
  revision?: number | null;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@InputType({ description: 'Freezes an environment for a time, or with an id changes that freeze.' })
export class FreezeInput implements SaveFreeze {
  @Field(() => ID, { nullable: true, description: 'The one to change; left out: a new one.' }) id?: string | null;
  @Field(() => String, nameOfEnvironment) environment!: string;
  @Field(() => String, { description: 'Why.' }) reason!: string;
  @Field(() => DateTime, { description: 'Holds from here on.' }) from!: Date;
  @Field(() => DateTime, { description: 'Holds until here: later than "from", and not past.' }) to!: Date;
  @Field(() => [String], {
    nullable: true,
    description: 'Keys of roles whose holders may promote all the same. Left out: none, or as it was.',
  })
  exceptRoles?: string[] | null;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@InputType({ description: 'Ends a freeze before its time.' })
export class EndFreezeInput implements EndFreeze {
  @Field(() => ID, { description: 'The freeze.' }) id!: string;
  @Field(() => String, { description: 'Why.' }) reason!: string;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

const standing = { nullable: true, description: 'As it stands now.' } as const;
const whyNot = { nullable: true, description: 'Why not.' } as const;

@Access('given')
@ObjectType({ description: 'The environment, or why it could not be saved.' })
export class SaveEnvironmentPayload {
  @Field(() => EnvironmentType, standing) environment!: EnvironmentType | null;
  @Field(() => ProblemType, whyNot) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The target, or why it could not be saved.' })
export class SaveTargetPayload {
  @Field(() => TargetType, standing) target!: TargetType | null;
  @Field(() => ProblemType, whyNot) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The policy, or why it could not be saved.' })
export class SavePolicyPayload {
  @Field(() => PromotionPolicyType, standing) policy!: PromotionPolicyType | null;
  @Field(() => ProblemType, whyNot) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The freeze, or why it could not be saved.' })
export class FreezePayload {
  @Field(() => FreezeType, standing) freeze!: FreezeType | null;
  @Field(() => ProblemType, whyNot) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The freeze, or why it could not be ended.' })
export class EndFreezePayload {
  @Field(() => FreezeType, standing) freeze!: FreezeType | null;
  @Field(() => ProblemType, whyNot) problem!: ProblemType | null;
}
