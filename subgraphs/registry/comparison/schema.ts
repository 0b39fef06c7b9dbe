import { Access } from '@handoff/kit/access/rule';
import { Directive, Field, Float, ID, ObjectType } from 'type-graphql';
import { ChangeEnum } from '../audit/schema.ts';
import type { Comparison } from './comparison.ts';
import type { FieldChange as FieldChangeValue } from './fields.ts';
import type { EvaluationChange as EvaluationChangeValue } from './figures.ts';

@Access('given')
@ObjectType({ description: 'What became of one input or output between two versions.' })
export class FieldChange implements FieldChangeValue {
  @Field(() => String, { description: 'Which field.' }) name!: string;
  @Field(() => ChangeEnum, { description: 'Added, removed or changed.' }) change!: keyof typeof ChangeEnum;
  @Field(() => String, { nullable: true, description: 'What it was; of a change only what differs.' })
  before!: string | null;
  @Field(() => String, { nullable: true, description: 'What it is; of a change only what differs.' })
  after!: string | null;
  @Field(() => Boolean, {
    description:
      'Whether a caller of the left version would break on the right: an input that is gone, newly required, of another type or unit or of a narrower shape; an output that is gone or of another type or shape.',
  })
  breaking!: boolean;
}

@Access('given')
@ObjectType({ description: 'One metric of two versions side by side, on the same data, split and slice.' })
export class EvaluationChange implements EvaluationChangeValue {
  @Field(() => String, { description: 'Name of the metric.' }) metric!: string;
  @Field(() => String, { nullable: true, description: 'Name of the data set it was measured on.' })
  dataset!: string | null;
  @Field(() => String, { nullable: true, description: 'Part of the data, such as test.' }) split!: string | null;
  @Field(() => String, { nullable: true, description: 'Group of cases, such as age<25; null: all of them.' })
  slice!: string | null;
  @Field(() => Float, {
    nullable: true,
    description: 'Null: the left version was not measured so, or says it in words.',
  })
  left!: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'Null: the right version was not measured so, or says it in words.',
  })
  right!: number | null;
  @Field(() => String, { nullable: true, description: 'The left figure as its source wrote it, in words too.' })
  leftText!: string | null;
  @Field(() => String, { nullable: true, description: 'The right figure as its source wrote it, in words too.' })
  rightText!: string | null;
  @Field(() => Float, { nullable: true, description: 'Right minus left.' }) delta!: number | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the right is better, by the objectives of the model, else by the name of the metric. Null: they are equal, or nothing tells which side is good.',
  })
  better!: boolean | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the difference is more than chance explains at 5 % (z test), by the intervals, or for shares by the number of cases. Null: neither is known.',
  })
  significant!: boolean | null;
}

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType({ description: 'Two versions side by side: what differs, and whether that breaks who calls them.' })
export class VersionComparison implements Pick<Comparison, 'id'> {
  @Field(() => ID, { description: 'The ids of both versions: "<left>:<right>".' }) id!: string;
}
