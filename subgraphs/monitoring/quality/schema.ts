import { Access } from '@handoff/kit/access/rule';
import { DateTime } from '@handoff/kit/schema/scalars';
import { ArgsType, Field, Float, ObjectType } from 'type-graphql';
import type { FieldQuality, Quality } from './quality.ts';

type Shown = Omit<FieldQuality, 'role' | 'n' | 'defects'>;

@Access('given')
@ObjectType('FieldQuality', { description: 'What is wrong with the values of a field. Shares are of all its rows.' })
export class FieldQualityType implements Shown {
  @Field(() => String, { description: 'Name of the column.' }) field!: string;
  @Field(() => Float, { description: 'Nothing was there.' }) missingShare!: number;
  @Field(() => Float, { description: 'Not what the field holds: text for a number, say.' }) invalidShare!: number;
  @Field(() => Float, { description: 'Below the least or above the greatest of the reference.' })
  outOfRangeShare!: number;
  @Field(() => Float, { description: 'Among no category of the reference.' }) unseenShare!: number;
  @Field(() => Float, { description: 'Further from the quartiles of the reference than three times their distance.' })
  outlierShare!: number;
  @Field(() => String, {
    nullable: true,
    description: 'What is wrong, in words, or that there are too few rows to say so; null: nothing.',
  })
  explanation!: string | null;
}

@Access('given')
@ObjectType('QualityReport', { description: 'The quality of the values of a version.' })
export class QualityReportType implements Omit<Quality, 'fields'> {
  @Field(() => Float, { description: 'Rows that were looked at.' }) n!: number;
  @Field(() => [FieldQualityType], { description: 'Features first, then predictions and labels.' })
  fields!: FieldQuality[];
  @Field(() => [String], { description: 'Names of the fields that something is wrong with.' }) broken!: string[];
}

@ArgsType()
export class QualityArguments {
  @Field(() => DateTime, { description: 'Where the time begins.' }) from!: Date;
  @Field(() => DateTime, { description: 'Where it ends: later than "from", by 400 days at most.' }) to!: Date;
}
