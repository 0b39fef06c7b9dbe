import { Access } from '@handoff/kit/access/rule';
import { DateTime } from '@handoff/kit/schema/scalars';
import { ArgsType, Field, Float, ObjectType } from 'type-graphql';
import type { MetricSums } from './deployment-sums.ts';

@Access('given')
@ObjectType('MetricSums', { description: 'What was measured of one metric, as sums that add up.' })
export class MetricSumsType implements MetricSums {
  @Field(() => String, { description: 'Of the metric.' }) name!: string;
  @Field(() => Float, { description: 'How many things were measured.' }) n!: number;
  @Field(() => Float, { description: 'What they add up to.' }) sum!: number;
  @Field(() => Float, {
    description: 'What their squares add up to; what was recorded as the mean of several counts as so many times it.',
  })
  sumOfSquares!: number;
}

@ArgsType()
export class SumsArguments {
  @Field(() => [String], { description: 'Of the metrics, 25 at most.' }) names!: string[];
  @Field(() => DateTime, { description: 'Where the time begins; 400 days ago at most.' }) from!: Date;
  @Field(() => DateTime, { nullable: true, description: 'Where it ends; left out: now.' }) to?: Date | null;
}
