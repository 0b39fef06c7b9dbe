import { PageArguments } from '@handoff/kit/schema/page';
import { type Comparator, ComparatorEnum, namesOf, type RiskTier, RiskTierEnum } from '@handoff/kit/schema/scalars';
import { ArgsType, Field, Float, ID, InputType, registerEnumType } from 'type-graphql';
import type { SourceSystem } from '../import/source.ts';
import { SourceSystemEnum } from '../import/source-schema.ts';
import type { ModelListArgs } from '../search/ask.ts';
import { type ModelOrder, modelOrders } from '../search/order.ts';
import type { ModelFilterTold } from './filter.ts';
import type { Task } from './model.ts';
import { TaskEnum } from './schema.ts';

const ModelOrderEnum = namesOf(modelOrders);
registerEnumType(ModelOrderEnum, {
  name: 'ModelOrder',
  description: 'RELEVANCE: what fits the search best first, by name without one. The times: newest first.',
});

@InputType({ description: 'A figure that a version must reach.' })
export class MetricFilter {
  @Field(() => String, { description: 'Name of the metric.' }) name!: string;
  @Field(() => ComparatorEnum, { description: 'Which side of the value is wanted.' }) comparator!: Comparator;
  @Field(() => Float, { description: 'The value.' }) value!: number;
}

@InputType({ description: 'What models must be like: all that is given must hold.' })
export class ModelFilter implements ModelFilterTold {
  @Field(() => [ModelFilter], { nullable: true, description: 'One of these holds.' }) any?: ModelFilter[] | null;
  @Field(() => [ModelFilter], { nullable: true, description: 'All of these hold.' }) all?: ModelFilter[] | null;
  @Field(() => ModelFilter, { nullable: true, description: 'This does not hold.' }) not?: ModelFilter | null;
  @Field(() => [String], { nullable: true, description: 'Carries all of these.' }) tags?: string[] | null;
  @Field(() => TaskEnum, { nullable: true, description: 'What it is for.' }) task?: Task | null;
  @Field(() => RiskTierEnum, { nullable: true, description: 'How much harm it can do.' }) riskTier?: RiskTier | null;
  @Field(() => String, { nullable: true, description: 'Id or name of its team.' }) team?: string | null;
  @Field(() => ID, { nullable: true, description: 'Id of its accepted owner.' }) owner?: string | null;
  @Field(() => SourceSystemEnum, { nullable: true, description: 'Where it was brought in from.' })
  source?: SourceSystem | null;
  @Field(() => String, { nullable: true, description: 'A ready version reads a feature of this name.' })
  feature?: string | null;
  @Field(() => String, { nullable: true, description: 'A version uses this data set: id or name.' })
  dataset?: string | null;
  @Field(() => MetricFilter, { nullable: true, description: 'A ready version reaches this figure.' })
  metric?: MetricFilter | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'An accepted assignment of the viewer or their team reaches it.',
  })
  mine?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Nobody has accepted to own it.' }) unowned?: boolean | null;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether it is put away; null outermost: both.',
  })
  archived?: boolean | null;
}

@ArgsType()
export class ModelListArguments extends PageArguments implements ModelListArgs {
  @Field(() => String, {
    nullable: true,
    description:
      "Words, or the beginnings of words, of all that is said of a model; an MLflow filter, such as tags.team = 'risk' AND name LIKE '%fraud%', is taken as one.",
  })
  search?: string | null;
  @Field(() => ModelFilter, { nullable: true, description: 'What the models must be like.' })
  filter?: ModelFilter | null;
  @Field(() => ModelOrderEnum, { nullable: true, defaultValue: 'RELEVANCE', description: 'What comes first.' })
  orderBy?: ModelOrder | null;
}
