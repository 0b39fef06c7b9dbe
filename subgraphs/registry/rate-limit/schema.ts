import { Access } from '@handoff/kit/access/rule';
import type { RateLimit } from '@handoff/kit/rate-limit';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, Int, ObjectType } from 'type-graphql';

@Access('signed-in')
@ObjectType('RateLimit', {
  description: 'What this request costs its caller and what they have left, counted in values of answers.',
})
export class RateLimitType implements RateLimit {
  @Field(() => Int, {
    description: 'Values this request may be answered with: a list of `first` counts so many times.',
  })
  cost!: number;
  @Field(() => Int, { description: 'The whole budget. As much comes back in a minute, evenly.' }) limit!: number;
  @Field(() => Int, { description: 'What is left of it, this request taken off.' }) remaining!: number;
  @Field(() => DateTime, { description: 'When all of it is back, if nothing more is asked.' }) resetAt!: Date;
}
