import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { payload } from '@handoff/kit/payload';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { deploymentById } from '../rollout/queries.ts';
import { reportRollout } from '../rollout/report.ts';
import { rollBack } from '../rollout/roll-back.ts';
import { advance, decide, recheck, request, retire, start } from './flow.ts';
import {
  AdvanceRolloutInput,
  AdvanceRolloutPayload,
  DecidePromotionInput,
  DecidePromotionPayload,
  RecheckPromotionInput,
  RecheckPromotionPayload,
  ReportRolloutInput,
  ReportRolloutPayload,
  RequestPromotionInput,
  RequestPromotionPayload,
  RetireDeploymentInput,
  RetireDeploymentPayload,
  RollBackInput,
  RollBackPayload,
  StartRolloutInput,
  StartRolloutPayload,
  WaiveCheckInput,
  WaiveCheckPayload,
  WithdrawPromotionInput,
  WithdrawPromotionPayload,
} from './inputs.ts';
import { promotionById } from './queries.ts';
import { waiveCheck } from './waive.ts';
import { withdrawPromotion } from './withdraw.ts';

const changed = { promotion: promotionById };

@Resolver()
export class PromotionMutations {
  @Access('judged')
  @Mutation(() => RequestPromotionPayload, {
    nullable: true,
    description: 'Asks for a version to be promoted; it comes back BLOCKED, PENDING or APPROVED.',
  })
  requestPromotion(@Ctx() context: Context, @Arg('input', () => RequestPromotionInput) input: RequestPromotionInput) {
    return payload(request(context, input), changed);
  }

  @Access('judged')
  @Mutation(() => DecidePromotionPayload, {
    nullable: true,
    description: 'A yes or no; the same again changes nothing.',
  })
  decidePromotion(@Ctx() context: Context, @Arg('input', () => DecidePromotionInput) input: DecidePromotionInput) {
    return payload(decide(context, input), changed);
  }

  @Access('judged')
  @Mutation(() => WaiveCheckPayload, {
    nullable: true,
    description: 'Lets a check pass that failed; needs CHECK_WAIVE.',
  })
  waiveCheck(@Ctx() context: Context, @Arg('input', () => WaiveCheckInput) input: WaiveCheckInput) {
    return payload(execute(context, waiveCheck, input), changed);
  }

  @Access('judged')
  @Mutation(() => RecheckPromotionPayload, { nullable: true, description: 'Takes the evidence anew.' })
  recheckPromotion(@Ctx() context: Context, @Arg('input', () => RecheckPromotionInput) input: RecheckPromotionInput) {
    return payload(recheck(context, input), changed);
  }

  @Access('judged')
  @Mutation(() => WithdrawPromotionPayload, { nullable: true, description: 'Takes back what was asked for.' })
  withdrawPromotion(
    @Ctx() context: Context,
    @Arg('input', () => WithdrawPromotionInput) input: WithdrawPromotionInput,
  ) {
    return payload(execute(context, withdrawPromotion, input), changed);
  }

  @Access('judged')
  @Mutation(() => StartRolloutPayload, { nullable: true, description: 'Begins the rollout; needs DEPLOY.' })
  startRollout(@Ctx() context: Context, @Arg('input', () => StartRolloutInput) input: StartRolloutInput) {
    return payload(start(context, input), changed);
  }

  @Access('judged')
  @Mutation(() => AdvanceRolloutPayload, {
    nullable: true,
    description: 'The next step of a rollout, or done; needs DEPLOY, and that the step has had its time.',
  })
  advanceRollout(@Ctx() context: Context, @Arg('input', () => AdvanceRolloutInput) input: AdvanceRolloutInput) {
    return payload(advance(context, input), changed);
  }

  @Access('judged')
  @Mutation(() => ReportRolloutPayload, { nullable: true, description: 'Says how a rollout went; needs DEPLOY.' })
  reportRollout(@Ctx() context: Context, @Arg('input', () => ReportRolloutInput) input: ReportRolloutInput) {
    return payload(execute(context, reportRollout, input), changed);
  }

  @Access('judged')
  @Mutation(() => RetireDeploymentPayload, {
    nullable: true,
    description: 'Takes what runs out of service: in production by a promotion of kind RETIRE, elsewhere at once.',
  })
  retireDeployment(@Ctx() context: Context, @Arg('input', () => RetireDeploymentInput) input: RetireDeploymentInput) {
    return payload(retire(context, input), { deployment: deploymentById, promotion: promotionById });
  }

  @Access('judged')
  @Mutation(() => RollBackPayload, {
    nullable: true,
    description: 'What was replaced serves again, without a new decision; needs DEPLOY.',
  })
  rollBack(@Ctx() context: Context, @Arg('input', () => RollBackInput) input: RollBackInput) {
    return payload(execute(context, rollBack, input), changed);
  }
}
