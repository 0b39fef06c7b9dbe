import { principalById, principalsOf } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { historyOf } from '@handoff/kit/event/history';
import { load, loadWith } from '@handoff/kit/loader';
import { type RootAsked, RootOfRows } from '@handoff/kit/schema/asked';
import { PageArguments } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { environmentById, environmentIdOf } from '../environment/queries.ts';
import { ApprovalRequirementType, EnvironmentType } from '../environment/schema.ts';
import { orderDetailOf } from '../executor/queries.ts';
import { ModelStub, VersionStub } from '../model-stub.ts';
import { PersonStub } from '../person-stub.ts';
import { deploymentsOfPromotion } from '../rollout/queries.ts';
import { DeploymentType } from '../rollout/schema.ts';
import { rolloutOf } from '../rollout/shown.ts';
import { deploymentReads, deployments } from '../rollout/table.ts';
import { whoClears } from './clearing.ts';
import { waiverOf } from './evidence.ts';
import { approversAmong, movesOf } from './policy.ts';
import { missingApprovals, type PromotionState, standingOf } from './promotion.ts';
import { approverHolders, decisionsGiven, promotionById, promotionPage } from './queries.ts';
import {
  ApprovalType,
  CheckType,
  ComparisonStub,
  PromotionConnection,
  PromotionEventType,
  PromotionMoveEnum,
  PromotionStateEnum,
  PromotionType,
  RolloutType,
} from './schema.ts';
import { type CheckView, checksOf, type EventView, eventsOf, subjectFor } from './shown.ts';
import { viewerStanding } from './standing.ts';
import type { ApprovalRow, PromotionRow } from './table.ts';

@ArgsType()
class PromotionsArguments extends PageArguments {
  @Field(() => [PromotionStateEnum], { nullable: true, description: 'Only in one of these states.' })
  state?: PromotionState[] | null;
  @Field(() => String, { nullable: true, description: 'Only to the environment of this name.' })
  environment?: string | null;
}

@Resolver(() => PromotionType)
export class PromotionResolver {
  @Access('visible')
  @Query(() => PromotionType, { nullable: true, description: 'One promotion.' })
  promotion(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return load(context, promotionById, id);
  }

  @Access('visible')
  @Query(() => PromotionConnection, { nullable: true, description: 'Promotions over all models, newest first.' })
  async promotions(@Ctx() context: Context, @Args(() => PromotionsArguments) args: PromotionsArguments) {
    const { state = null, environment = null } = args;
    const environmentId = await environmentIdOf(context, environment);
    return promotionPage(context, { states: state, environmentId }, args);
  }

  @FieldResolver(() => ModelStub, { nullable: true, description: 'Of which model.' })
  model(@Root() { modelId }: PromotionRow) {
    return { id: modelId };
  }

  @FieldResolver(() => VersionStub, { nullable: true, description: 'What is promoted, or goes.' })
  version(@Root() { versionId }: PromotionRow) {
    return { id: versionId };
  }

  @FieldResolver(() => EnvironmentType, { description: 'Where to.' })
  environment(@Root() { environmentId }: PromotionRow, @Ctx() context: Context) {
    return load(context, environmentById, environmentId);
  }

  @FieldResolver(() => VersionStub, { nullable: true, description: 'What ran there when the evidence was taken.' })
  replaces(@Root() { replacesId }: PromotionRow) {
    return replacesId === null ? null : { id: replacesId };
  }

  @FieldResolver(() => VersionStub, {
    nullable: true,
    description: 'Where rolling back leads; null: nothing ran there.',
  })
  rollbackTarget(@Root() { kind, versionId, replacesId }: PromotionRow) {
    const id = kind === 'RETIRE' ? versionId : replacesId;
    return id === null ? null : { id };
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who asked.' })
  requestedBy(@Root() { requestedById }: PromotionRow, @Ctx() context: Context) {
    return load(context, principalById, requestedById);
  }

  @FieldResolver(() => [CheckType], { description: 'What must hold, and whether it does.' })
  checks(@Root() promotion: PromotionRow) {
    return checksOf(promotion.evidence.checks, promotion);
  }

  @FieldResolver(() => [ApprovalType], { description: 'What was decided, oldest first.' })
  async approvals(@Root() { id, evidenceDigest }: PromotionRow, @Ctx() context: Context) {
    const given = await decisionsGiven(context, id);
    return given.map(one => ({ ...one, stands: one.evidenceDigest === evidenceDigest }));
  }

  @FieldResolver(() => [ApprovalRequirementType], { description: 'Whose yes is still missing.' })
  async missingApprovals(@Root() { id, evidenceDigest, policy }: PromotionRow, @Ctx() context: Context) {
    return missingApprovals(policy.approvals, standingOf(await decisionsGiven(context, id), evidenceDigest));
  }

  @FieldResolver(() => [PersonStub], { nullable: true, description: 'Who can give a yes that is missing.' })
  async whoCanApprove(@Root() promotion: PromotionRow, @Ctx() context: Context) {
    const holders = (await load(context, approverHolders, promotion.modelId)) ?? [];
    return approversAmong(await subjectFor(context, promotion), holders).map(id => ({ id }));
  }

  @FieldResolver(() => ComparisonStub, { nullable: true, description: 'With the version it replaces.' })
  comparison(@Root() { evidence }: PromotionRow) {
    return evidence.comparison && { id: evidence.comparison.id };
  }

  @FieldResolver(() => RolloutType, { nullable: true, description: 'How it is carried out.' })
  async rollout(@Root() promotion: PromotionRow, @Ctx() context: Context) {
    return rolloutOf(promotion, await load(context, orderDetailOf, promotion.id));
  }

  @FieldResolver(() => [PromotionMoveEnum], { description: 'What the viewer may do now; anyone: what somebody may.' })
  async moves(
    @Root() promotion: PromotionRow,
    @Ctx() context: Context,
    @Arg('anyone', () => Boolean, { nullable: true, defaultValue: false }) anyone: boolean | null,
  ) {
    const subject = await subjectFor(context, promotion);
    return movesOf(subject, anyone ? 'anyone' : await viewerStanding(context, promotion.modelId));
  }

  @FieldResolver(() => [DeploymentType], { description: 'What came of it.' })
  async deployments(@RootOfRows(deployments, deploymentReads) promotion: RootAsked, @Ctx() context: Context) {
    return (await loadWith(context, deploymentsOfPromotion, { key: promotion.id, args: promotion.asked })) ?? [];
  }

  @FieldResolver(() => [PromotionEventType], { description: 'What was done with it, oldest first.' })
  async history(@Root() { id }: PromotionRow, @Ctx() context: Context) {
    return eventsOf((await load(context, historyOf, id)) ?? []);
  }
}

@Resolver(() => ApprovalType)
export class ApprovalResolver {
  @FieldResolver(() => PersonStub, { nullable: true })
  by(@Root() { personId }: ApprovalRow) {
    return { id: personId };
  }
}

@Resolver(() => CheckType)
export class CheckResolver {
  @FieldResolver(() => Principal, { nullable: true })
  waivedBy(@Root() check: CheckView, @Ctx() context: Context) {
    const waiver = waiverOf(check.waivers, check);
    return waiver && load(context, principalById, waiver.byId);
  }

  @FieldResolver(() => String, { nullable: true })
  waiverReason(@Root() check: CheckView) {
    return waiverOf(check.waivers, check)?.reason ?? null;
  }

  @FieldResolver(() => [Principal], { nullable: true })
  async whoCanClear(@Root() check: CheckView, @Ctx() context: Context) {
    return principalsOf(context, await whoClears(context, check));
  }
}

@Resolver(() => PromotionEventType)
export class PromotionEventResolver {
  @FieldResolver(() => Principal, { nullable: true })
  by(@Root() { byId }: EventView, @Ctx() context: Context) {
    return byId === null ? null : load(context, principalById, byId);
  }
}
