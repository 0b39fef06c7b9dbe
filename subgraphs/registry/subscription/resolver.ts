import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { modelById } from '../model/queries.ts';
import { Model } from '../model/schema.ts';
import { personById } from '../person/queries.ts';
import { Person } from '../person/schema.ts';
import { teamById } from '../team/queries.ts';
import { Team } from '../team/schema.ts';
import { subscriptionById, subscriptionsOf } from './queries.ts';
import {
  ChatFilter,
  ChatSubscription,
  SubscribeChatInput,
  SubscribeChatPayload,
  UnsubscribeChatInput,
  UnsubscribeChatPayload,
} from './schema.ts';
import { subscribeChat } from './subscribe.ts';
import type { ChatSubscriptionRow, ChatFilter as FilterRow } from './subscription.ts';
import { unsubscribeChat } from './unsubscribe.ts';

@Resolver(() => ChatSubscription)
export class ChatSubscriptionResolver {
  @Access('visible')
  @Query(() => [ChatSubscription], {
    nullable: true,
    description: 'Who is told of what, beside who answers for it; of people only oneself. At most 1,000, oldest first.',
  })
  chatSubscriptions(
    @Ctx() context: Context,
    @Arg('channel', () => String, { nullable: true }) channel?: string | null,
    @Arg('personId', () => ID, { nullable: true }) personId?: string | null,
  ) {
    return subscriptionsOf(context, { channel, personId });
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Who is told directly; null: the channel.' })
  person(@Root() row: ChatSubscriptionRow, @Ctx() context: Context) {
    return row.personId === null ? null : load(context, personById, row.personId);
  }

  @FieldResolver(() => ChatFilter, { description: 'What it lets through.' })
  filter(@Root() row: ChatSubscriptionRow) {
    return row;
  }

  @FieldResolver(() => Principal, { description: 'Who subscribed.' })
  createdBy(@Root() row: ChatSubscriptionRow, @Ctx() context: Context) {
    return load(context, principalById, row.createdById);
  }

  @Access('judged')
  @Mutation(() => SubscribeChatPayload, { nullable: true, description: 'Subscribes a channel, or oneself directly.' })
  subscribeChat(@Ctx() context: Context, @Arg('input', () => SubscribeChatInput) input: SubscribeChatInput) {
    return payload(execute(context, subscribeChat, input), { subscription: subscriptionById });
  }

  @Access('judged')
  @Mutation(() => UnsubscribeChatPayload, { nullable: true, description: 'Ends a subscription.' })
  unsubscribeChat(@Ctx() context: Context, @Arg('input', () => UnsubscribeChatInput) input: UnsubscribeChatInput) {
    return payload(execute(context, unsubscribeChat, input), { subscription: subscriptionById });
  }
}

@Resolver(() => ChatFilter)
export class ChatFilterResolver {
  @FieldResolver(() => Model, { nullable: true, description: 'Only this model.' })
  model(@Root() filter: FilterRow, @Ctx() context: Context) {
    return filter.modelId === null ? null : load(context, modelById, filter.modelId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'Only models of this team.' })
  team(@Root() filter: FilterRow, @Ctx() context: Context) {
    return filter.teamId === null ? null : load(context, teamById, filter.teamId);
  }
}
