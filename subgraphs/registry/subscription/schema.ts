import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime, type Severity, SeverityEnum } from '@handoff/kit/schema/scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { ChatSubscriptionRow, ChatFilter as FilterRow } from './subscription.ts';

@Access('given')
@ObjectType({ description: 'What a subscription lets through: all that is given must hold.' })
export class ChatFilter implements Pick<FilterRow, 'tag' | 'kinds' | 'severity' | 'environment'> {
  @Field(() => String, { nullable: true, description: 'A tag of the model.' }) tag!: string | null;
  @Field(() => [String], { nullable: true, description: 'Actions such as alert.fired, or nouns such as alert.' })
  kinds!: string[] | null;
  @Field(() => SeverityEnum, { nullable: true, description: 'At least so urgent.' }) severity!: Severity | null;
  @Field(() => String, { nullable: true, description: 'Name of the environment.' }) environment!: string | null;
}

@Access('given')
@ObjectType({ description: 'A channel or a person who is told of what a filter lets through.' })
export class ChatSubscription implements Pick<ChatSubscriptionRow, 'id' | 'channel' | 'createdAt'> {
  @Field(() => ID, { description: 'Opaque: sub_…' }) id!: string;
  @Field(() => String, { nullable: true, description: 'Channel id or #name; null: the person, directly.' })
  channel!: string | null;
  @Field(() => DateTime, { description: 'Since when.' }) createdAt!: Date;
}

@InputType({ description: 'What to let through: all that is given must hold.' })
export class ChatFilterInput {
  @Field(() => String, { nullable: true, description: 'Id or name of a model.' }) model?: string | null;
  @Field(() => String, { nullable: true, description: 'Id or name of the team of models.' }) team?: string | null;
  @Field(() => String, { nullable: true, description: 'A tag of models.' }) tag?: string | null;
  @Field(() => [String], { nullable: true, description: 'Actions such as alert.fired, or nouns such as alert.' })
  kinds?: string[] | null;
  @Field(() => SeverityEnum, { nullable: true, description: 'At least so urgent: alerts only.' })
  severity?: Severity | null;
  @Field(() => String, { nullable: true, description: 'Name of the environment.' }) environment?: string | null;
}

@InputType({ description: 'Subscribes a channel or oneself.' })
export class SubscribeChatInput {
  @Field(() => String, { nullable: true, description: 'Channel id or #name; left out: yourself, directly.' })
  channel?: string | null;
  @Field(() => ChatFilterInput, { nullable: true, description: 'Left out: everything.' })
  filter?: ChatFilterInput | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Ends a subscription.' })
export class UnsubscribeChatInput {
  @Field(() => ID, { description: 'Which.' }) id!: string;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The subscription, or why there is none.' })
export class SubscribeChatPayload {
  @Field(() => ChatSubscription, { nullable: true, description: 'As it stands now.' })
  subscription!: ChatSubscription | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The subscription that ended, or why it did not.' })
export class UnsubscribeChatPayload {
  @Field(() => ChatSubscription, { nullable: true, description: 'As it was.' })
  subscription!: ChatSubscription | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
