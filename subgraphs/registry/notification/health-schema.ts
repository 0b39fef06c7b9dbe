import { Access } from '@handoff/kit/access/rule';
import type { DeliveryHealthRow } from '@handoff/kit/notification/health';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';

@Access('given')
@ObjectType({ description: 'How delivering goes, of one deliverer. It names nobody and no model.' })
export class DeliveryHealth implements DeliveryHealthRow {
  @Field(() => String, { description: 'Who delivers, such as slack.' }) consumer!: string;
  @Field(() => Int, { description: 'What nobody took yet, and what the deliverer took and has not shown.' })
  due!: number;
  @Field(() => DateTime, { nullable: true, description: 'Since when the oldest of it waits.' })
  oldestDueAt!: Date | null;
  @Field(() => Float, { description: 'How long the oldest of it waits, in seconds; 0 when nothing does.' })
  lagSeconds!: number;
  @Field(() => Int, { description: 'What was given up: due again when somebody says so.' }) dead!: number;
  @Field(() => DateTime, { nullable: true, description: 'When it asked for work last.' }) lastClaimAt!: Date | null;
  @Field(() => Int, { description: 'Delivered within the last hour.' }) deliveredLastHour!: number;
  @Field(() => Int, { description: 'Failed, and due again, within the last hour.' }) retriedLastHour!: number;
  @Field(() => Int, { description: 'How often the other side asked to wait within the last hour.' })
  rateLimitedLastHour!: number;
}

@InputType({ description: 'What a deliverer took over and how it stands with it.' })
export class ReportDeliveryInput {
  @Field(() => String, { description: 'Who delivers: the name it claims under.' }) consumer!: string;
  @Field(() => Int, { description: 'How much it took and has not shown.' }) waiting!: number;
  @Field(() => DateTime, { nullable: true, description: 'Since when the oldest of it waits.' })
  oldestWaitingAt?: Date | null;
  @Field(() => Int, { description: 'How much it gave up.' }) givenUp!: number;
  @Field(() => Int, { nullable: true, defaultValue: 0, description: '429s met since the last report or settling.' })
  rateLimited?: number | null;
}

@Access('given')
@ObjectType({ description: 'How delivering goes, or why nothing could be reported.' })
export class ReportDeliveryPayload {
  @Field(() => DeliveryHealth, { nullable: true, description: 'As it stands now.' }) health!: DeliveryHealth | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
