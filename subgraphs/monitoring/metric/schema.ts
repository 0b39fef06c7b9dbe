import { Access } from '@handoff/kit/access/rule';
import { DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { ArgsType, Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import type { Grain } from '../grain.ts';
import type { Series } from './series.ts';

export const GrainEnum = namesOf(['MINUTE', 'HOUR', 'DAY']);
registerEnumType(GrainEnum, {
  name: 'Grain',
  description: 'How long each point of a series lasts; days are those of UTC.',
});

@Access('given')
@ObjectType({ description: 'One point of a series. What was not measured is null.' })
export class MetricPoint {
  @Field(() => DateTime, { description: 'Where it begins.' }) at!: Date;
  @Field(() => Float, { nullable: true, description: 'The value there.' }) value!: number | null;
  @Field(() => Float, { description: 'How many things it was made of.' }) n!: number;
  @Field(() => Float, { nullable: true, description: 'The least of them.' }) min!: number | null;
  @Field(() => Float, { nullable: true, description: 'The greatest of them.' }) max!: number | null;
  @Field(() => Float, { nullable: true, description: 'Half of them are at most this, within 1 %.' }) p50!:
    | number
    | null;
  @Field(() => Float, { nullable: true, description: '95 of 100 are at most this, within 1 %.' }) p95!: number | null;
  @Field(() => Float, { nullable: true, description: '99 of 100 are at most this, within 1 %.' }) p99!: number | null;
}

@Access('given')
@ObjectType({ description: 'A metric over a time.' })
export class MetricSeries implements Series {
  @Field(() => String, { description: 'Of the metric.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Null: none was told.' }) unit!: string | null;
  @Field(() => GrainEnum, { description: 'How long each point lasts.' }) grain!: Grain;
  @Field(() => [MetricPoint], {
    description:
      'In the order of time; value is the mean of what was measured. Times without measurements are left out.',
  })
  points!: Series['points'];
}

@ArgsType()
export class MetricArguments {
  @Field(() => String, { description: 'Of the metric, such as accuracy.' }) name!: string;
  @Field(() => DateTime, { description: 'Where it begins.' }) from!: Date;
  @Field(() => DateTime, { description: 'Where it ends: later than "from", by 400 days at most.' }) to!: Date;
  @Field(() => GrainEnum, {
    nullable: true,
    description: 'How long each point lasts, for up to 1,500 points; left out: chosen for up to 400.',
  })
  grain?: Grain | null;
  @Field(() => String, { nullable: true, description: 'Of this part alone; left out: of all.' }) slice?: string | null;
}
