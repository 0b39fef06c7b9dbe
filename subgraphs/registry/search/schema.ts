import { Access } from '@handoff/kit/access/rule';
import { PageInfo } from '@handoff/kit/schema/page';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { ModelRow } from '../model/model.ts';
import { Model } from '../model/schema.ts';
import type { Connection, Edge } from './connection.ts';
import type { FacetCount } from './facet.ts';

@Access('given')
@ObjectType({ description: 'How many of the models found have a value.' })
export class FacetValue {
  @Field(() => String, { description: 'The value, as a filter takes it; of a team its name.' }) value!: string;
  @Field(() => Int, { description: 'How many models; see atLeast.' }) count!: number;
}

@Access('given')
@ObjectType({ description: 'What the models found have in a field: the twenty most frequent values.' })
export class Facet implements FacetCount {
  @Field(() => String, { description: 'tag, task, riskTier, team or source.' }) field!: string;
  @Field(() => Boolean, {
    description: 'More than 10,000 models were found and 10,000 counted: the counts are what they are at least.',
  })
  atLeast!: boolean;
  @Field(() => [FacetValue], { description: 'The most frequent first.' }) values!: FacetValue[];
}

@Access('given')
@ObjectType({ description: 'A model in a list.' })
export class ModelEdge implements Pick<Edge, 'cursor' | 'score'> {
  @Field(() => String, { description: 'For "after": the page that begins behind this model.' }) cursor!: string;
  @Field(() => Model, { description: 'The model.' }) node!: ModelRow;
  @Field(() => Float, {
    nullable: true,
    description:
      'How well it fits the search. Above 5: the exact name; above 4: the name but for what separates its words; above 3: its beginning; above 2: all words in name and title; above 1: anywhere; below: only words that are written alike. Null without a search.',
  })
  score!: number | null;
}

@Access('given')
@ObjectType({ description: 'One page of a list.' })
export class ModelConnection implements Connection {
  @Field(() => [Model], { description: 'What is on this page.' }) nodes!: Connection['nodes'];
  @Field(() => [ModelEdge], { description: 'The same, each with its cursor and what it was found by.' })
  edges!: Connection['edges'];
  @Field(() => PageInfo, { description: 'Where the page ends.' }) pageInfo!: Connection['pageInfo'];
  @Field(() => Int, { description: 'How many the viewer may see in all: exact, however many.' })
  totalCount!: Connection['totalCount'];
  @Field(() => [Facet], { description: 'What all that was found has in common, not this page alone.' })
  facets!: Connection['facets'];
}
