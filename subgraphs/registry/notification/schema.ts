import { Access } from '@handoff/kit/access/rule';
import type { DeliveryState, NotificationRow } from '@handoff/kit/notification/table';
import { connectionOf } from '@handoff/kit/schema/page';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime, Json, namesOf } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Because, Recipient as RecipientRow } from './recipients.ts';

export const DeliveryStateEnum = namesOf(['DUE', 'LEASED', 'DELIVERED', 'DEAD']);
export const BecauseEnum = namesOf([
  'ASKED_TO_ANSWER',
  'MAY_DECIDE',
  'ASKED_FOR_IT',
  'ANSWERS_FOR_IT',
  'TEAM',
  'SUBSCRIBED',
  'ESCALATED',
  'FALLBACK',
]);
registerEnumType(DeliveryStateEnum, { name: 'DeliveryState', description: 'Where a delivery stands.' });
registerEnumType(BecauseEnum, { name: 'Because', description: 'The rule by which somebody is told.' });

@Access('given')
@ObjectType({ description: 'Who is told, where, and by which rule.' })
export class Recipient implements Pick<RecipientRow, 'channel' | 'because' | 'explanation' | 'notBefore'> {
  @Field(() => String, { nullable: true, description: 'Channel id or #name; null: the person directly.' }) channel!:
    | string
    | null;
  @Field(() => BecauseEnum, { description: 'By which rule.' }) because!: Because;
  @Field(() => String, { description: 'The rule in a sentence.' }) explanation!: string;
  @Field(() => DateTime, { nullable: true, description: 'Not before then: quiet hours or digest.' })
  notBefore!: Date | null;
}

type Shown = 'id' | 'kind' | 'at' | 'state' | 'attempt' | 'lastFailure' | 'deliveredAt' | 'detail' | 'traceparent';

@Access('given')
@ObjectType({
  description: 'One thing somebody must be told. It carries ids only: what it says is read when it is sent.',
})
export class Notification implements Pick<NotificationRow, Shown> {
  @Field(() => ID, { description: 'Opaque: ntf_…' }) id!: string;
  @Field(() => String, { description: 'The audit action that caused it.' }) kind!: string;
  @Field(() => DateTime, { description: 'When that happened.' }) at!: Date;
  @Field(() => DeliveryStateEnum, { description: 'Where the delivery stands.' }) state!: DeliveryState;
  @Field(() => Int, { description: 'How many times it was claimed.' }) attempt!: number;
  @Field(() => String, { nullable: true, description: 'Why the last try failed.' }) lastFailure!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was delivered.' }) deliveredAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Of what caused it, where a trace is kept: W3C Trace Context.' })
  traceparent!: string | null;
  @Field(() => Json, { nullable: true, description: 'What the event noted beside.' }) detail!: Record<
    string,
    unknown
  > | null;
}

export const NotificationConnection = connectionOf('NotificationConnection', () => Notification);

const onceKey = { nullable: true, description: 'Applied once per key for 24 h.' } as const;

@InputType({ description: 'Takes what is due under a lease.' })
export class ClaimNotificationsInput {
  @Field(() => String, { description: 'Who delivers: a stable name, such as slack.' }) consumer!: string;
  @Field(() => Int, { nullable: true, defaultValue: 50, description: 'How many at most: 1 to 100.' }) max?:
    | number
    | null;
  @Field(() => Int, { nullable: true, defaultValue: 30, description: 'How long they are held: 1 to 600 s.' })
  leaseSeconds?: number | null;
  @Field(() => Int, { nullable: true, defaultValue: 20, description: 'How long to wait for the first: 0 to 25 s.' })
  waitSeconds?: number | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'How one delivery went.' })
export class DeliveryOutcomeInput {
  @Field(() => ID, { description: 'Which notification.' }) id!: string;
  @Field(() => Int, { description: 'Of the lease that is settled.' }) attempt!: number;
  @Field(() => Boolean, { description: 'Whether it arrived.' }) delivered!: boolean;
  @Field(() => String, { nullable: true, description: 'Why not.' }) reason?: string | null;
  @Field(() => Float, { nullable: true, description: 'Not again before so many seconds.' }) retryAfterSeconds?:
    | number
    | null;
  @Field(() => Int, { nullable: true, defaultValue: 0, description: '429s met on the way.' }) rateLimited?:
    | number
    | null;
}

@InputType({ description: 'Answers leases.' })
export class SettleNotificationsInput {
  @Field(() => String, { description: 'Who delivered.' }) consumer!: string;
  @Field(() => [DeliveryOutcomeInput], { description: 'One for each.' }) outcomes!: DeliveryOutcomeInput[];
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Makes dead notifications due again.' })
export class RetryNotificationsInput {
  @Field(() => [ID], { description: 'Which.' }) ids!: string[];
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'What was claimed, or why nothing could be.' })
export class ClaimNotificationsPayload {
  @Field(() => [Notification], { description: 'What the caller now holds.' }) notifications!: NotificationRow[];
  @Field(() => DateTime, { nullable: true, description: 'Until when.' }) leasedUntil!: Date | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'How one lease was settled.' })
export class DeliveryResult {
  @Field(() => ID, { description: 'Which notification.' }) id!: string;
  @Field(() => DeliveryStateEnum, { nullable: true, description: 'Where it stands now.' }) state!: DeliveryState | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why it could not be settled.' })
  problem!: ProblemType | null;
}

@ObjectType({ description: 'Never answered as such: its fields are shared by the payloads below.' })
abstract class Results {
  @Field(() => [DeliveryResult], { description: 'One for each that was named.' }) results!: DeliveryResult[];
  @Field(() => ProblemType, { nullable: true, description: 'Why none could be.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'How leases were settled.' })
export class SettleNotificationsPayload extends Results {}

@Access('given')
@ObjectType({ description: 'Which are due again.' })
export class RetryNotificationsPayload extends Results {}
