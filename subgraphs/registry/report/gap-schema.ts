import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { AssignGap } from './assign-gap.ts';
import type { AssignedGap } from './assigned-gap.ts';

@Access('visible')
@ObjectType('AssignedGap', { description: 'Somebody was asked to tell what a report found missing.' })
export class AssignedGapType implements Pick<AssignedGap, 'id' | 'point' | 'at' | 'dueAt' | 'note'> {
  @Field(() => ID, { description: 'Opaque: gap_….' }) id!: string;
  @Field(() => String, { description: 'Key of what is missing: the same in every report.' }) point!: string;
  @Field(() => DateTime, { description: 'When they were asked.' }) at!: Date;
  @Field(() => DateTime, { nullable: true, description: 'By when it is wanted.' }) dueAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'What was said with it.' }) note!: string | null;
}

@InputType({ description: 'Asks somebody to fill a gap.' })
export class AssignGapInput implements AssignGap {
  @Field(() => String, { description: 'Id or name of the model.' }) model!: string;
  @Field(() => String, { description: 'What is missing: the point of a gap in a report, such as limitations.' })
  point!: string;
  @Field(() => ID, { description: 'A person or team that has what it takes to fill it.' }) toId!: string;
  @Field(() => String, { nullable: true, description: 'What to say with it.' }) note?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'By when it is wanted.' }) dueAt?: Date | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'What was asked, or why it was not.' })
export class AssignGapPayload {
  @Field(() => AssignedGapType, { nullable: true, description: 'What was asked.' }) gap!: AssignedGapType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
