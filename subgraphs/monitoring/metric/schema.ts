import { Access } from '@handoff/kit/access/rule';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, Float, ObjectType } from 'type-graphql';

@Access('given')
@ObjectType({ description: 'One point of a series. What was not measured is null.' })
export class MetricPoint {
  @Field(() => DateTime, { description: 'Where it begins.' }) at!: Date;
  @Field(() => Float, { nullable: true, description: 'The value there.' }) value!: number | null;
  @Field(() => Float, { description: 'How many things it was made of.' }) n!: number;
  @Field(() => Float, { nullable: true, description: 'The least of them.' }) min!: number | null;
  @Field(() => Float, { nullable: true, description: 'The greatest of them.' }) max!: number | null;
  @Field(() => Float, { nullable: true, description: 'Half of them are at most this.' }) p50!: number | null;
  @Field(() => Float, { nullable: true, description: '95 of 100 are at most this.' }) p95!: number | null;
  @Field(() => Float, { nullable: true, description: '99 of 100 are at most this.' }) p99!: number | null;
}
