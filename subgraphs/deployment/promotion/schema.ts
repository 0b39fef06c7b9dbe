import { Access } from '@handoff/kit/access/rule';
import type { Via } from '@handoff/kit/actor';
import { connectionOf } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { DateTime, namesOf, ViaEnum } from '@handoff/kit/schema/scalars';
import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { CheckResult } from '../check/check.ts';
import type { CheckKind } from '../environment/promotion-policy.ts';
import {
  ApprovalRequirementType,
  CheckKindEnum,
  ExecutorKindEnum,
  PromotionPolicyType,
} from '../environment/schema.ts';
import type { ExecutorKind } from '../environment/target.ts';
import { PersonStub } from '../person-stub.ts';
import {
  type Decision,
  decisions,
  type PromotionKind,
  type PromotionState,
  promotionKinds,
  promotionMoves,
  promotionStates,
} from './promotion.ts';
import { type RolloutStep, type RolloutStrategy, strategies } from './steps.ts';
import type { ApprovalRow, PromotionRow } from './table.ts';

export const PromotionStateEnum = namesOf(promotionStates);
export const PromotionKindEnum = namesOf(promotionKinds);
export const PromotionMoveEnum = namesOf(promotionMoves);
export const DecisionEnum = namesOf(decisions);
export const RolloutStrategyEnum = namesOf(strategies);

registerEnumType(PromotionStateEnum, { name: 'PromotionState', description: 'Where a promotion stands.' });
registerEnumType(PromotionKindEnum, { name: 'PromotionKind', description: 'Whether a version is to serve, or to go.' });
registerEnumType(PromotionMoveEnum, {
  name: 'PromotionMove',
  description: 'What can be done with a promotion. CONFIRM: a person reports how the rollout went.',
});
registerEnumType(DecisionEnum, { name: 'Decision', description: 'A yes or a no.' });
registerEnumType(RolloutStrategyEnum, { name: 'RolloutStrategy', description: 'How traffic moves to a version.' });

@Directive('@key(fields: "id")')
@Access('given')
@ObjectType('VersionComparison', { description: 'Two versions side by side, as far as deployment knows them.' })
export class ComparisonStub {
  @Field(() => ID, { description: 'Left version id, colon, right version id.' }) id!: string;
}

@Access('given')
@ObjectType('Check', { description: 'Something that must hold before a version is promoted, and what it found.' })
export class CheckType implements CheckResult {
  @Field(() => CheckKindEnum, { description: 'What was looked at.' }) kind!: CheckKind;
  @Field(() => Boolean, { description: 'Whether it holds.' }) passed!: boolean;
  @Field(() => String, { description: 'What was found, in a sentence.' }) detail!: string;
  @Field(() => Principal, { nullable: true, description: 'Who let it pass all the same.' }) waivedBy!: Principal | null;
  @Field(() => String, { nullable: true, description: 'Why they did.' }) waiverReason!: string | null;
  @Field(() => [Principal], { nullable: true, description: 'Who could mend what does not hold; empty when it does.' })
  whoCanClear!: Principal[] | null;
}

@Access('given')
@ObjectType('Approval', { description: 'The yes or no of one person.' })
export class ApprovalType
  implements Pick<ApprovalRow, 'role' | 'decision' | 'comment' | 'at' | 'via' | 'evidenceDigest'>
{
  @Field(() => PersonStub, { nullable: true, description: 'Whose it is.' }) by!: PersonStub | null;
  @Field(() => String, { description: 'As which role they decided.' }) role!: string;
  @Field(() => DecisionEnum, { description: 'Yes or no.' }) decision!: Decision;
  @Field(() => String, { nullable: true, description: 'What they said.' }) comment!: string | null;
  @Field(() => DateTime, { description: 'When.' }) at!: Date;
  @Field(() => ViaEnum, { description: 'How it came in.' }) via!: Via;
  @Field(() => String, { description: 'Of the evidence they saw.' }) evidenceDigest!: string;
  @Field(() => Boolean, { description: 'False once the evidence changed.' }) stands!: boolean;
}

@Access('given')
@ObjectType('RolloutStep', { description: 'So much of the traffic, for a while.' })
export class RolloutStepType implements Omit<RolloutStep, 'startedAt'> {
  @Field(() => Float, { description: 'Of the traffic, 0 to 100.' }) percent!: number;
  @Field(() => Int, { description: 'Minutes that must pass.' }) minMinutes!: number;
  @Field(() => Float, { description: 'Predictions that must be made.' }) minPredictions!: number;
  @Field(() => DateTime, { nullable: true, description: 'When it took hold; null: not yet.' }) startedAt!: Date | null;
}

@Access('given')
@ObjectType('Rollout', { description: 'How a promotion is carried out, and how far it is.' })
export class RolloutType {
  @Field(() => RolloutStrategyEnum, { description: 'How traffic moves.' }) strategy!: RolloutStrategy;
  @Field(() => [RolloutStepType], { description: 'Its steps, in order.' }) steps!: RolloutStepType[];
  @Field(() => Int, { description: 'The step it is at, from 0.' }) step!: number;
  @Field(() => ExecutorKindEnum, { description: 'Who carries it out.' }) executor!: ExecutorKind;
  @Field(() => String, { nullable: true, description: 'Where to watch it.' }) externalUrl!: string | null;
  @Field(() => String, { nullable: true, description: 'What was reported of it.' }) detail!: string | null;
  @Field(() => String, { nullable: true, description: 'What it waits for, in a sentence.' }) waitingFor!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it began.' }) startedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the next step may begin.' }) nextStepAt!: Date | null;
}

@Access('given')
@ObjectType('PromotionEvent', { description: 'One thing that was done with a promotion.' })
export class PromotionEventType {
  @Field(() => DateTime, { description: 'When.' }) at!: Date;
  @Field(() => Principal, { nullable: true, description: 'Who; null: Handoff itself.' }) by!: Principal | null;
  @Field(() => ViaEnum, { description: 'How it came in.' }) via!: Via;
  @Field(() => String, { description: 'What was done.' }) move!: string;
  @Field(() => PromotionStateEnum, { nullable: true, description: 'Where it stood before.' })
  from!: PromotionState | null;
  @Field(() => PromotionStateEnum, { description: 'Where it stood then.' }) to!: PromotionState;
  @Field(() => String, { nullable: true, description: 'What was said of it.' }) note!: string | null;
}

@Access('given')
@ObjectType('PromotionPreview', { description: 'What would stand in the way of a promotion, and who could clear it.' })
export class PromotionPreviewType {
  @Field(() => PromotionStateEnum, { description: 'Where a promotion would stand.' }) wouldBe!: PromotionState;
  @Field(() => [CheckType], { description: 'The checks that its policy asks for.' }) checks!: CheckType[];
  @Field(() => [ApprovalRequirementType], { description: 'Whose yes it would need.' })
  approvals!: ApprovalRequirementType[];
  @Field(() => [PersonStub], { nullable: true, description: 'Who could give it, if the viewer asked.' })
  whoCanApprove!: PersonStub[] | null;
  @Field(() => ComparisonStub, { nullable: true, description: 'With the version it would replace.' })
  comparison!: ComparisonStub | null;
}

type Shown = 'id' | 'kind' | 'state' | 'reason' | 'requestedAt' | 'expiresAt' | 'revision' | 'evidenceDigest';

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('Promotion', { description: 'A version on its way to an environment: what it rests on, and who said yes.' })
export class PromotionType implements Pick<PromotionRow, Shown> {
  @Field(() => ID, { description: 'Opaque: pro_….' }) id!: string;
  @Field(() => PromotionKindEnum, { description: 'RETIRE: the version is what goes.' }) kind!: PromotionKind;
  @Field(() => PromotionStateEnum, { description: 'Where it stands.' }) state!: PromotionState;
  @Field(() => String, { description: 'Why it was asked for.' }) reason!: string;
  @Field(() => DateTime, { description: 'When it was asked for.' }) requestedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it expires, undecided or not begun; null: it does not.' })
  expiresAt!: Date | null;
  @Field(() => Int, { description: 'Grows with every change.' }) revision!: number;
  @Field(() => String, {
    description: 'Over version digest, checks, comparison and policy: a decision names it. Changed since: Conflict.',
  })
  evidenceDigest!: string;
  @Field(() => PromotionPolicyType, { description: 'As it stood when the evidence was taken.' })
  policy!: PromotionPolicyType;
}

export const PromotionConnection = connectionOf('PromotionConnection', () => PromotionType);
