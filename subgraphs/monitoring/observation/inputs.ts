import { Access } from '@handoff/kit/access/rule';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import type { Named } from '../metric/subject.ts';
import { BatchPayload } from '../outcome.ts';
import type { ColumnSent } from './columns-sent.ts';
import type { RecordObservations } from './record.ts';

const nullable = { nullable: true } as const;

@InputType({ description: 'A column: one of the two lists. Null is missing; text in a column of numbers is invalid.' })
export class ColumnInput implements ColumnSent {
  @Field(() => String, { description: 'As the version lists it.' }) name!: string;
  @Field(() => [Float], { nullable: 'itemsAndList', description: 'One for each row.' }) numbers?:
    | (number | null)[]
    | null;
  @Field(() => [String], { nullable: 'itemsAndList', description: 'One for each row.' }) texts?:
    | (string | null)[]
    | null;
}

@InputType({ description: 'Rows of a version or of a deployment, column by column; repeat-safe by batchId.' })
export class RecordObservationsInput implements RecordObservations, Named {
  @Field(() => ID, { ...nullable, description: 'Of the version; or give deploymentId.' }) versionId?: string | null;
  @Field(() => ID, { ...nullable, description: 'Of the deployment; or give versionId.' }) deploymentId?: string | null;
  @Field(() => String, {
    description: 'Yours alone; the same again adds nothing. Send mended rows under another one.',
  })
  batchId!: string;
  @Field(() => [DateTime], { description: 'When each row was predicted on: 1 to 1,000 rows, up to 400 days old.' })
  at!: Date[];
  @Field(() => [String], {
    ...nullable,
    description: 'By which labels find their rows; rows without are summed up only.',
  })
  predictionIds?: string[] | null;
  @Field(() => [ColumnInput], { description: 'What the model read.' }) columns!: ColumnInput[];
  @Field(() => ColumnInput, { ...nullable, description: 'What it answered.' }) prediction?: ColumnInput | null;
  @Field(() => [Float], { nullable: 'itemsAndList', description: 'Of the positive class.' }) score?:
    | (number | null)[]
    | null;
  @Field(() => [Float], { nullable: 'itemsAndList', description: 'How long each answer took, in milliseconds.' })
  latencyMs?: (number | null)[] | null;
  @Field(() => [Boolean], { ...nullable, description: 'Whether there was no answer.' }) failed?: boolean[] | null;
  @Field(() => String, { ...nullable, description: 'Applied once per key for 24 h.' }) idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'What came of the batch.' })
export class RecordObservationsPayload extends BatchPayload {}
