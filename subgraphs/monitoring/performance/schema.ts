import { Access } from '@handoff/kit/access/rule';
import { DateTime } from '@handoff/kit/schema/scalars';
import { ArgsType, Field, Float, ObjectType } from 'type-graphql';
import type { FairnessGap } from './groups.ts';
import type { MeasuredMetric } from './objective.ts';
import type { Performance } from './report.ts';

type Group = Performance['groups'][number];

@Access('given')
@ObjectType('PerformanceMetric', { description: 'One figure of how well predictions did.' })
export class PerformanceMetricType implements MeasuredMetric {
  @Field(() => String, { description: 'accuracy, roc_auc, mae, ….' }) name!: MeasuredMetric['name'];
  @Field(() => Float, {
    nullable: true,
    description: 'Null: undefined for these rows, as recall without a positive one.',
  })
  value!: number | null;
  @Field(() => Float, { nullable: true, description: 'Of its interval at 95 %; null: it has none.' })
  lower!: number | null;
  @Field(() => Float, { nullable: true, description: 'The same, above.' }) upper!: number | null;
  @Field(() => Float, { nullable: true, description: 'What an objective of the model asks for; null: none does.' })
  objective!: number | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether the value meets it.' }) met!: boolean | null;
}

@Access('given')
@ObjectType('GroupPerformance', { description: 'How well predictions for one group did.' })
export class GroupPerformanceType implements Group {
  @Field(() => String, { description: 'Value of the column; missing: it has none.' }) group!: string;
  @Field(() => Float, { description: 'Its rows with a label.' }) n!: number;
  @Field(() => [PerformanceMetricType], { description: 'As of all rows.' }) metrics!: MeasuredMetric[];
}

@Access('given')
@ObjectType('FairnessGap', { description: 'The two groups that are furthest apart in a rate.' })
export class FairnessGapType implements FairnessGap {
  @Field(() => String, { description: 'selection_rate, true_positive_rate or false_positive_rate.' })
  metric!: FairnessGap['metric'];
  @Field(() => String, { description: 'The group with the lowest rate.' }) lowest!: string;
  @Field(() => String, { description: 'The group with the highest rate.' }) highest!: string;
  @Field(() => Float, { description: 'Highest less lowest.' }) difference!: number;
  @Field(() => Float, { nullable: true, description: 'Lowest over highest; null: the highest is 0.' })
  ratio!: number | null;
  @Field(() => Boolean, { description: 'Whether both rates are shares of 30 rows at least.' }) enoughData!: boolean;
}

@Access('given')
@ObjectType('PerformanceReport', {
  description:
    'How well predictions of a time did, on the labels that have come, beside what their scores let one expect.',
})
export class PerformanceReportType implements Performance {
  @Field(() => Float, { description: 'Predictions of the time.' }) n!: number;
  @Field(() => Float, { description: 'Of how many of them the label is known: 0 to 1.' }) labelledShare!: number;
  @Field(() => DateTime, { description: 'Labels of this instant and later are not in it.' }) asOf!: Date;
  @Field(() => [PerformanceMetricType], { description: 'On the labels that have come: the newest 200,000 at most.' })
  metrics!: MeasuredMetric[];
  @Field(() => [PerformanceMetricType], {
    description:
      'Of two classes, what the scores of all predictions let one expect before any label comes (CBPE). It cannot see that what the features mean has changed. Empty: no scores came.',
  })
  estimated!: MeasuredMetric[];
  @Field(() => Boolean, {
    description:
      'Whether the labels that came, 100 at least, bear the estimate out: the scores are the chances they stand for.',
  })
  estimateTrusted!: boolean;
  @Field(() => [GroupPerformanceType], {
    description: 'By the column "groupBy", those with most rows first, 50 at most.',
  })
  groups!: Group[];
  @Field(() => [FairnessGapType], { description: 'Between the groups, of two classes.' }) fairness!: FairnessGap[];
}

@ArgsType()
export class PerformanceArguments {
  @Field(() => DateTime, { description: 'Predictions that were made from here on.' }) from!: Date;
  @Field(() => DateTime, { description: 'Predictions that were made before: later than "from", by 400 days at most.' })
  to!: Date;
  @Field(() => String, { nullable: true, description: 'A column, for slices and fairness; left out: no groups.' })
  groupBy?: string | null;
}
