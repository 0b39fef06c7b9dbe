import { Access } from '@handoff/kit/access/rule';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import { BatchPayload } from '../outcome.ts';
import type { RecordMetrics } from './commands.ts';
import type { MetricPointSent } from './recording.ts';
import type { Named } from './subject.ts';

@InputType({ description: 'One ready-made point.' })
export class MetricPointInput implements MetricPointSent {
  @Field(() => String, { description: 'Of the metric: 1 to 200 characters, such as accuracy.' }) name!: string;
  @Field(() => DateTime, { description: 'When it was measured: up to 400 days ago, up to a day ahead.' }) at!: Date;
  @Field(() => Float, { description: 'What was measured.' }) value!: number;
  @Field(() => Float, { nullable: true, defaultValue: 1, description: 'How many things it was made of: 1 or more.' })
  n?: number | null;
  @Field(() => String, { nullable: true, description: 'Such as ms; one metric of a version has one.' }) unit?:
    | string
    | null;
  @Field(() => String, { nullable: true, description: 'The part that was measured; left out: all.' }) slice?:
    | string
    | null;
}

@InputType({ description: 'Points of a version or of a deployment; repeat-safe by batchId.' })
export class RecordMetricsInput implements RecordMetrics, Named {
  @Field(() => ID, { nullable: true, description: 'Of the version; or give deploymentId.' }) versionId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Of the deployment; or give versionId.' }) deploymentId?:
    | string
    | null;
  @Field(() => String, {
    description: 'Yours alone; the same again adds nothing. Send mended points under another one.',
  })
  batchId!: string;
  @Field(() => [MetricPointInput], { description: '1 to 1,000 points.' }) points!: MetricPointInput[];
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@Access('given')
@ObjectType({ description: 'What came of the batch.' })
export class RecordMetricsPayload extends BatchPayload {}
