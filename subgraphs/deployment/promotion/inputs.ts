import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { type ClassType, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { CheckKind } from '../environment/promotion-policy.ts';
import { CheckKindEnum } from '../environment/schema.ts';
import type { AdvanceRollout } from '../rollout/advance.ts';
import { DeploymentType } from '../rollout/schema.ts';
import type { DecidePromotion } from './decide.ts';
import type { Decision } from './promotion.ts';
import type { RequestPromotion } from './request.ts';
import type { RetireDeployment } from './retire.ts';
import { DecisionEnum, PromotionType, RolloutStrategyEnum } from './schema.ts';
import type { RolloutStrategy } from './steps.ts';

const onceKey = { nullable: true, description: 'Applied once per key for 24 h.' } as const;
const which = { description: 'Which promotion: pro_….' } as const;

@InputType({ description: 'One step of a rollout; both bounds must be passed.' })
export class RolloutStepInput {
  @Field(() => Float, { description: 'Of the traffic; rising, the last 100.' }) percent!: number;
  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Minutes at least.' }) minMinutes?: number | null;
  @Field(() => Float, { nullable: true, defaultValue: 0, description: 'Predictions at least.' }) minPredictions?:
    | number
    | null;
}

@InputType({ description: 'Asks for a version to be promoted.' })
export class RequestPromotionInput implements RequestPromotion {
  @Field(() => String, { description: 'Id or name.' }) model!: string;
  @Field(() => String, { description: 'Number, alias or id.' }) version!: string;
  @Field(() => String, { description: 'Name of the environment.' }) environment!: string;
  @Field(() => String, { description: 'Why.' }) reason!: string;
  @Field(() => RolloutStrategyEnum, {
    nullable: true,
    defaultValue: 'ALL_AT_ONCE',
    description:
      'How traffic moves. CANARY: by the steps; SHADOW: the version listens first; BLUE_GREEN: it stands ready first.',
  })
  strategy?: RolloutStrategy | null;
  @Field(() => [RolloutStepInput], { nullable: true, description: 'Of a rollout in steps; CANARY needs them.' })
  steps?: RolloutStepInput[] | null;
  @Field(() => ID, { nullable: true, description: 'Where to; left out: as hosting was decided.' }) targetId?:
    | string
    | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'A yes or no to a promotion.' })
export class DecidePromotionInput implements DecidePromotion {
  @Field(() => ID, which) promotionId!: string;
  @Field(() => DecisionEnum, { description: 'Yes or no.' }) decision!: Decision;
  @Field(() => String, { description: 'Of the evidence that was seen.' }) evidenceDigest!: string;
  @Field(() => String, { nullable: true, description: 'What to say with it; a no needs one.' }) comment?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'As which role; left out: the first one missing that the viewer holds.',
  })
  role?: string | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Lets a check pass that failed.' })
export class WaiveCheckInput {
  @Field(() => ID, which) promotionId!: string;
  @Field(() => CheckKindEnum, { description: 'Which check.' }) check!: CheckKind;
  @Field(() => String, { description: 'Why it may pass.' }) reason!: string;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Checks a promotion anew.' })
export class RecheckPromotionInput {
  @Field(() => ID, which) promotionId!: string;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Takes a promotion back.' })
export class WithdrawPromotionInput {
  @Field(() => ID, which) promotionId!: string;
  @Field(() => String, { nullable: true, description: 'Why.' }) reason?: string | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Begins the rollout of what was approved.' })
export class StartRolloutInput {
  @Field(() => ID, which) promotionId!: string;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Takes a rollout to its next step.' })
export class AdvanceRolloutInput implements AdvanceRollout {
  @Field(() => ID, which) promotionId!: string;
  @Field(() => Int, { description: 'The step it was seen at, from 0; no longer at that step: Conflict.' })
  fromStep!: number;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Says how a rollout went.' })
export class ReportRolloutInput {
  @Field(() => ID, which) promotionId!: string;
  @Field(() => Boolean, { description: 'Whether the version serves now.' }) succeeded!: boolean;
  @Field(() => String, { nullable: true, description: 'What happened.' }) detail?: string | null;
  @Field(() => String, { nullable: true, description: 'Where it can be seen.' }) externalUrl?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The order that is answered, as a webhook named it: ord_…; left out: what is being carried out.',
  })
  order?: string | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Takes what runs out of service, and puts nothing in its place.' })
export class RetireDeploymentInput implements RetireDeployment {
  @Field(() => ID, { description: 'Which: dep_….' }) deploymentId!: string;
  @Field(() => String, { description: 'Why.' }) reason!: string;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Takes a version out of service again.' })
export class RollBackInput {
  @Field(() => ID, which) promotionId!: string;
  @Field(() => String, { description: 'Why.' }) reason!: string;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

function payloadOf(name: string): ClassType<object> {
  @Access('given')
  @ObjectType(name, { description: 'The promotion as it now stands, and why not where it was refused.' })
  class Payload {
    @Field(() => PromotionType, { nullable: true, description: 'As it now stands, also with a problem.' })
    promotion!: PromotionType | null;
    @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
  }
  return Payload;
}

@Access('given')
@ObjectType({ description: 'The promotion that decides it, in production; elsewhere the deployment, which has ended.' })
export class RetireDeploymentPayload {
  @Field(() => PromotionType, { nullable: true, description: 'Of kind RETIRE; null where it ended at once.' })
  promotion!: PromotionType | null;
  @Field(() => DeploymentType, { nullable: true, description: 'As it now stands.' }) deployment!: DeploymentType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

export const RequestPromotionPayload = payloadOf('RequestPromotionPayload');
export const DecidePromotionPayload = payloadOf('DecidePromotionPayload');
export const WaiveCheckPayload = payloadOf('WaiveCheckPayload');
export const RecheckPromotionPayload = payloadOf('RecheckPromotionPayload');
export const WithdrawPromotionPayload = payloadOf('WithdrawPromotionPayload');
export const StartRolloutPayload = payloadOf('StartRolloutPayload');
export const AdvanceRolloutPayload = payloadOf('AdvanceRolloutPayload');
export const ReportRolloutPayload = payloadOf('ReportRolloutPayload');
export const RollBackPayload = payloadOf('RollBackPayload');
