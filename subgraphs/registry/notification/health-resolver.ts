import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { deliveryHealth } from '@handoff/kit/notification/health';
import type { DeliveryState } from '@handoff/kit/notification/table';
import { PageArguments } from '@handoff/kit/schema/page';
import { Arg, Args, ArgsType, Ctx, Field, ID, Mutation, Query, Resolver } from 'type-graphql';
import { DeliveryHealth, ReportDeliveryInput, ReportDeliveryPayload } from './health-schema.ts';
import { notificationPage } from './list.ts';
import { reportOf } from './report.ts';
import { DeliveryStateEnum, NotificationConnection } from './schema.ts';

@ArgsType()
class NotificationArguments extends PageArguments {
  @Field(() => ID, { nullable: true, description: 'Only about this.' }) subjectId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Only what this person or team was told.' })
  recipientId?: string | null;
  @Field(() => DeliveryStateEnum, { nullable: true, description: 'Only what stands so.' })
  state?: DeliveryState | null;
}

@Resolver()
export class DeliveryResolver {
  @Access('visible')
  @Query(() => NotificationConnection, {
    nullable: true,
    description: 'What somebody was or is to be told, newest first, of models the viewer sees, and who was told it.',
  })
  notifications(@Ctx() context: Context, @Args(() => NotificationArguments) filter: NotificationArguments) {
    return notificationPage(context, filter);
  }

  @Access('signed-in')
  @Query(() => [DeliveryHealth], { nullable: true, description: 'How delivering goes, by deliverer.' })
  deliveryHealth(@Ctx() context: Context) {
    return deliveryHealth(context.db);
  }

  @Access('judged')
  @Mutation(() => ReportDeliveryPayload, {
    nullable: true,
    description: 'For a deliverer: how it stands with what it took over; needs DELIVER.',
  })
  reportDelivery(@Ctx() context: Context, @Arg('input', () => ReportDeliveryInput) input: ReportDeliveryInput) {
    return reportOf(context, input);
  }
}
