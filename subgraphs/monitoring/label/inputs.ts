import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, InputType } from 'type-graphql';
import type { RecordLabels } from './record.ts';
import type { LabelSent } from './recording.ts';

const nullable = { nullable: true } as const;

@InputType({ description: 'What came true of a row: a number or a text.' })
export class LabelValueInput implements LabelSent {
  @Field(() => String, { description: 'The id that the row was sent with.' }) predictionId!: string;
  @Field(() => Float, { ...nullable, description: 'Or give text.' }) number?: number | null;
  @Field(() => String, { ...nullable, description: 'Or give number.' }) text?: string | null;
  @Field(() => DateTime, { description: 'When it was known.' }) at!: Date;
}

@InputType({ description: 'Labels of rows of a version; repeat-safe by batchId.' })
export class RecordLabelsInput implements RecordLabels {
  @Field(() => ID, { description: 'Of the version whose rows they are of.' }) versionId!: string;
  @Field(() => String, { description: 'Yours alone; the same again adds nothing.' }) batchId!: string;
  @Field(() => [LabelValueInput], { description: '1 to 1,000 labels; the last of a row counts.' })
  labels!: LabelValueInput[];
  @Field(() => String, { ...nullable, description: 'Applied once per key for 24 h.' }) idempotencyKey?: string | null;
}
