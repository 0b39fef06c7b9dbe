import { Field, Float, ID, InputType } from 'type-graphql';
import { ColumnInput } from '../observation/inputs.ts';
import { FieldKindEnum, FieldRoleEnum } from '../summary/schema.ts';
import type { Kind, Role } from '../summary/summary.ts';
import type { SaveReference } from './record.ts';
import type { SummarySent } from './summary-sent.ts';

const nullable = { nullable: true } as const;

@InputType({ description: 'How often a category came.' })
export class CategoryInput {
  @Field(() => String, { description: 'As it is written.' }) value!: string;
  @Field(() => Float, { description: '0 or more.' }) count!: number;
}

@InputType({ description: 'A column that was summed up by whoever sends it. What is left out stays unknown.' })
export class SummaryInput implements SummarySent {
  @Field(() => String, { description: 'As the version lists it; of a prediction also "score".' }) column!: string;
  @Field(() => FieldRoleEnum, { ...nullable, defaultValue: 'FEATURE', description: 'What it is to the model.' })
  role?: Role | null;
  @Field(() => FieldKindEnum, { description: 'Whether it holds numbers or names.' }) kind!: Kind;
  @Field(() => Float, { description: 'Rows, missing ones too.' }) n!: number;
  @Field(() => Float, { description: 'Rows without a value.' }) missing!: number;
  @Field(() => Float, { ...nullable, description: 'Of the numbers.' }) mean?: number | null;
  @Field(() => Float, { ...nullable, description: 'Unbiased.' }) variance?: number | null;
  @Field(() => Float, { ...nullable, description: 'The least.' }) min?: number | null;
  @Field(() => Float, { ...nullable, description: 'The greatest.' }) max?: number | null;
  @Field(() => [Float], { ...nullable, description: 'NUMERIC: one more than counts, rising.' }) edges?: number[] | null;
  @Field(() => [Float], { ...nullable, description: 'NUMERIC: how many lie between two edges.' }) counts?:
    | number[]
    | null;
  @Field(() => [CategoryInput], { ...nullable, description: 'CATEGORICAL: the most frequent ones; the rest follows.' })
  categories?: CategoryInput[] | null;
}

@InputType({ description: 'What a version was trained on: rows, or summaries.' })
export class SaveReferenceInput implements SaveReference {
  @Field(() => ID, { description: 'Of the version.' }) versionId!: string;
  @Field(() => [ColumnInput], { ...nullable, description: 'The features of the rows, all lists of one length.' })
  columns?: ColumnInput[] | null;
  @Field(() => ColumnInput, { ...nullable, description: 'What the version answered to them.' })
  prediction?: ColumnInput | null;
  @Field(() => ColumnInput, { ...nullable, description: 'What was true.' }) labels?: ColumnInput | null;
  @Field(() => [SummaryInput], { ...nullable, description: 'Instead of rows.' }) summaries?: SummaryInput[] | null;
  @Field(() => String, { ...nullable, description: 'Applied once per key for 24 h.' }) idempotencyKey?: string | null;
}
