import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import type { NotificationRow } from '@handoff/kit/notification/table';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { assignmentById } from '../assignment/queries.ts';
import { Assignment } from '../assignment/schema.ts';
import { handoverById } from '../handover/queries.ts';
import { HandoverType } from '../handover/schema.ts';
import { modelById } from '../model/queries.ts';
import { Model } from '../model/schema.ts';
import { assignedGapById } from '../report/assigned-gap.ts';
import { AssignedGapType } from '../report/gap-schema.ts';
import { claimDue, retryAll, settleAll } from './deliver.ts';
import { shownRecipients } from './list.ts';
import type { Recipient as RecipientRow } from './recipients.ts';
import {
  ClaimNotificationsInput,
  ClaimNotificationsPayload,
  Notification,
  Recipient,
  RetryNotificationsInput,
  RetryNotificationsPayload,
  SettleNotificationsInput,
  SettleNotificationsPayload,
} from './schema.ts';
import { AdviceStub, AlertStub, ExperimentStub, PromotionStub, stubOf } from './subjects.ts';

@Resolver(() => Notification)
export class NotificationResolver {
  @FieldResolver(() => Model, { nullable: true, description: 'The model it is about.' })
  model(@Root() notification: NotificationRow, @Ctx() context: Context) {
    return notification.modelId === null ? null : load(context, modelById, notification.modelId);
  }

  @FieldResolver(() => Assignment, { nullable: true, description: 'The assignment it is about.' })
  assignment(@Root() notification: NotificationRow, @Ctx() context: Context) {
    return notification.subjectId.startsWith('asg_') ? load(context, assignmentById, notification.subjectId) : null;
  }

  @FieldResolver(() => HandoverType, { nullable: true, description: 'The handover it is about.' })
  handover(@Root() notification: NotificationRow, @Ctx() context: Context) {
    return notification.subjectId.startsWith('hov_') ? load(context, handoverById, notification.subjectId) : null;
  }

  @FieldResolver(() => AssignedGapType, { nullable: true, description: 'The gap of a report it is about.' })
  gap(@Root() notification: NotificationRow, @Ctx() context: Context) {
    return notification.subjectId.startsWith('gap_') ? load(context, assignedGapById, notification.subjectId) : null;
  }

  @FieldResolver(() => PromotionStub, { nullable: true, description: 'The promotion it is about.' })
  promotion(@Root() notification: NotificationRow) {
    return stubOf('pro_', notification.subjectId);
  }

  @FieldResolver(() => AlertStub, { nullable: true, description: 'The alert it is about.' })
  alert(@Root() notification: NotificationRow) {
    return stubOf('alr_', notification.subjectId);
  }

  @FieldResolver(() => ExperimentStub, { nullable: true, description: 'The experiment it is about.' })
  experiment(@Root() notification: NotificationRow) {
    return stubOf('exp_', notification.subjectId);
  }

  @FieldResolver(() => AdviceStub, { nullable: true, description: 'The advice it is about.' })
  advice(@Root() notification: NotificationRow) {
    return stubOf('adv_', notification.subjectId);
  }

  @FieldResolver(() => [Recipient], {
    description:
      'Who is told, by the assignments, subscriptions and preferences of now; once it was claimed, as it was decided then.',
  })
  recipients(@Root() notification: NotificationRow, @Ctx() context: Context) {
    return shownRecipients(context, notification);
  }

  @Access('judged')
  @Mutation(() => ClaimNotificationsPayload, {
    nullable: true,
    description: 'For a deliverer: takes what is due under a lease, and waits for the first to come.',
  })
  claimNotifications(
    @Ctx() context: Context,
    @Arg('input', () => ClaimNotificationsInput) input: ClaimNotificationsInput,
  ) {
    return claimDue(context, input);
  }

  @Access('judged')
  @Mutation(() => SettleNotificationsPayload, {
    nullable: true,
    description: 'Answers leases; after a lease ended: Conflict for that one.',
  })
  settleNotifications(
    @Ctx() context: Context,
    @Arg('input', () => SettleNotificationsInput) input: SettleNotificationsInput,
  ) {
    return settleAll(context, input);
  }

  @Access('judged')
  @Mutation(() => RetryNotificationsPayload, { nullable: true, description: 'Makes dead notifications due again.' })
  retryNotifications(
    @Ctx() context: Context,
    @Arg('input', () => RetryNotificationsInput) input: RetryNotificationsInput,
  ) {
    return retryAll(context, input.ids);
  }
}

@Resolver(() => Recipient)
export class RecipientResolver {
  @FieldResolver(() => Principal, {
    nullable: true,
    description: 'The person or team; null when only a channel is told.',
  })
  to(@Root() recipient: RecipientRow, @Ctx() context: Context) {
    return recipient.toId === null ? null : load(context, principalById, recipient.toId);
  }
}
