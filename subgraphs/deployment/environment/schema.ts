import { Access } from '@handoff/kit/access/rule';
import { DateTime, Json, namesOf, RiskTierEnum } from '@handoff/kit/schema/scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Environment } from './environment.ts';
import type { Freeze } from './freeze.ts';
import { type ApprovalRequirement, type CheckKind, checkKinds, type GovernedTier } from './promotion-policy.ts';
import type { PolicyRow } from './table.ts';
import { type ExecutorKind, executorKinds, type Target, type TargetKind, targetKinds } from './target.ts';

export const TargetKindEnum = namesOf(targetKinds);
export const ExecutorKindEnum = namesOf(executorKinds);
export const CheckKindEnum = namesOf(checkKinds);

registerEnumType(TargetKindEnum, { name: 'TargetKind', description: 'What kind of place serves a model.' });
registerEnumType(ExecutorKindEnum, {
  name: 'ExecutorKind',
  description:
    'How an approved promotion is carried out. MANUAL: a person confirms. WEBHOOK: a signed POST, whose receiver reports back. MLFLOW_ALIAS: sets the alias there. TENSORFLOW_SERVING: writes the model configuration and waits until the server says that the version is available. KSERVE: applies the InferenceService.',
});
registerEnumType(CheckKindEnum, { name: 'CheckKind', description: 'What must hold before a version is promoted.' });

@Access('signed-in')
@Directive('@key(fields: "id")')
@Directive('@key(fields: "name")')
@ObjectType('Environment', { description: 'A place where versions run: what must hold there, and what serves there.' })
export class EnvironmentType implements Environment {
  @Field(() => ID, { description: 'Opaque: env_….' }) id!: string;
  @Field(() => String, { description: 'Unique slug, such as staging.' }) name!: string;
  @Field(() => String, { description: 'What people call it.' }) title!: string;
  @Field(() => Int, { description: 'Promotions go up by it: dev 10, staging 20, production 30.' }) rank!: number;
  @Field(() => Boolean, { description: 'Whether people rely on what runs there: four eyes are always needed.' })
  production!: boolean;
}

@Access('signed-in')
@Directive('@key(fields: "id")')
@ObjectType('Target', { description: 'A place that can serve a model.' })
export class TargetType implements Omit<Target, 'environmentId'> {
  @Field(() => ID, { description: 'Opaque: tgt_….' }) id!: string;
  @Field(() => String, { description: 'Unique in its environment.' }) name!: string;
  @Field(() => TargetKindEnum, { description: 'What kind of place it is.' }) kind!: TargetKind;
  @Field(() => ExecutorKindEnum, { description: 'How promotions to it are carried out.' }) executor!: ExecutorKind;
  @Access({ needs: 'DEPLOY' })
  @Field(() => Json, {
    nullable: true,
    description: 'How to reach it; names secrets by the setting that holds them. Null without DEPLOY everywhere.',
  })
  config!: Record<string, unknown> | null;
}

@Access('given')
@ObjectType('ApprovalRequirement', {
  description: 'So many holders of a role must say yes, each a different person.',
})
export class ApprovalRequirementType implements ApprovalRequirement {
  @Field(() => String, { description: 'Key of the role.' }) role!: string;
  @Field(() => Int, { description: 'How many of them.' }) count!: number;
}

@Access('signed-in')
@ObjectType('PromotionPolicy', {
  description: 'What a promotion needs in an environment, by what harm a model can do.',
})
export class PromotionPolicyType implements Omit<PolicyRow, 'environmentId' | 'production'> {
  @Field(() => ID, { description: 'Opaque: pol_….' }) id!: string;
  @Field(() => RiskTierEnum, { description: 'The tier it is saved for. CRITICAL governs UNCLASSIFIED too.' })
  riskTier!: GovernedTier;
  @Field(() => [ApprovalRequirementType], { description: 'Who must say yes, each a different person.' })
  approvals!: ApprovalRequirementType[];
  @Field(() => Boolean, {
    description: 'Neither who asked nor who registered or trained the version may approve; always so in production.',
  })
  fourEyes!: boolean;
  @Field(() => [CheckKindEnum], { description: 'Must pass or be waived.' }) checks!: CheckKind[];
  @Field(() => Int, { description: 'A promotion that is undecided for so many hours expires.' })
  expiresAfterHours!: number;
  @Field(() => Int, { description: 'One that is approved, but not rolled out for so many hours, expires.' })
  approvalValidHours!: number;
  @Field(() => Int, { description: 'Grows with every change.' }) revision!: number;
}

@Access('signed-in')
@ObjectType('Freeze', { description: 'A time in which nothing is promoted to an environment.' })
export class FreezeType implements Omit<Freeze, 'environmentId'> {
  @Field(() => ID, { description: 'Opaque: frz_….' }) id!: string;
  @Field(() => String, { description: 'Why.' }) reason!: string;
  @Field(() => DateTime, { description: 'Holds from here on.' }) from!: Date;
  @Field(() => DateTime, {
    description: 'Holds until here. Ended early: when that was; ended before it began, it equals "from".',
  })
  to!: Date;
  @Field(() => [String], { description: 'Keys of roles whose holders may promote all the same.' })
  exceptRoles!: string[];
}
