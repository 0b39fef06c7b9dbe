import { Access } from '@handoff/kit/access/rule';
import { type Comparator, ComparatorEnum, DateTime, Json, namesOf } from '@handoff/kit/schema/scalars';
import { ArgsType, Directive, Field, Float, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Conversion } from './conversion.ts';
import { type HostingDecision, type HostingOption, type Serving, servings } from './hosting.ts';
import type { HostingArgs, RequirementArgs } from './queries.ts';
import type { ProductionRequirement } from './requirement.ts';

export const ServingEnum = namesOf(servings);

registerEnumType(ServingEnum, {
  name: 'Serving',
  description: 'How a model answers: at once, in batches, on a stream, or on a device.',
});

@Access('given')
@ObjectType('HostingOption', { description: 'A target that was thought of, with what spoke for and against it.' })
export class HostingOptionType implements Omit<HostingOption, 'targetId'> {
  @Field(() => Float, { nullable: true, description: "Expected, in the currency of the model's costs." })
  monthlyCost!: number | null;
  @Field(() => Float, { nullable: true, description: 'Expected: 95 of 100 answers stay within.' })
  p95LatencyMs!: number | null;
  @Field(() => String, { nullable: true, description: 'What spoke for it.' }) pros!: string | null;
  @Field(() => String, { nullable: true, description: 'What spoke against it.' }) cons!: string | null;
  @Field(() => Boolean, { description: 'Whether it is the one.' }) chosen!: boolean;
}

@Access('given')
@ObjectType('Conversion', {
  description:
    'A model that was rewritten for production, and how far both answered alike: computed here from the cases.',
})
export class ConversionType implements Conversion {
  @Field(() => String, { description: 'What it was written in, such as R.' }) from!: string;
  @Field(() => String, { description: 'What it is written in now, such as Java.' }) to!: string;
  @Field(() => Float, { description: 'How many inputs both were given.' }) cases!: number;
  @Field(() => Float, { description: 'The largest |original - converted|, in the unit of the answers.' })
  maxAbsoluteDifference!: number;
  @Field(() => Json, {
    nullable: true,
    description: 'The first of the cases that are furthest apart: {input, original, converted}.',
  })
  worstCase!: Conversion['worstCase'];
  @Field(() => Float, { description: 'How far apart two answers may be.' }) tolerance!: number;
  @Field(() => Boolean, { description: 'Whether no case is further apart than the tolerance.' }) agrees!: boolean;
}

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('HostingDecision', {
  description:
    'Where a model is hosted in an environment, how it serves, how it is integrated, and why. Superseded by the next one, never edited.',
})
export class HostingDecisionType
  implements Pick<HostingDecision, 'id' | 'serving' | 'integration' | 'rationale' | 'decidedAt'>
{
  @Field(() => ID, { description: 'Opaque: hos_….' }) id!: string;
  @Field(() => ServingEnum, { description: 'How it answers.' }) serving!: Serving;
  @Field(() => String, { nullable: true, description: 'The production workflow it plugs into, and how.' })
  integration!: string | null;
  @Field(() => ConversionType, {
    nullable: true,
    description: 'When it was rewritten for production: that both agree.',
  })
  conversion!: ConversionType | null;
  @Field(() => [HostingOptionType], { description: 'What was thought of; exactly one is chosen.' })
  options!: HostingOptionType[];
  @Field(() => String, { description: 'Why this one.' }) rationale!: string;
  @Field(() => DateTime, { description: 'Since when it holds.' }) decidedAt!: Date;
}

@Access('visible')
@ObjectType('ProductionRequirement', { description: 'What must hold of a model in an environment.' })
export class ProductionRequirementType implements Omit<ProductionRequirement, 'modelId' | 'environmentId'> {
  @Field(() => ID, { description: 'Opaque: req_….' }) id!: string;
  @Field(() => String, { description: 'What is measured, such as p95_latency_ms.' }) metric!: string;
  @Field(() => ComparatorEnum, { description: 'Which side of the value is good.' }) comparator!: Comparator;
  @Field(() => Float, { description: 'The bound.' }) value!: number;
  @Field(() => String, { nullable: true, description: 'The unit of the value, such as ms.' }) unit!: string | null;
  @Field(() => String, { nullable: true, description: 'Why.' }) reason!: string | null;
  @Field(() => DateTime, { description: 'Since when it holds as it is worded here.' }) since!: Date;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it ends or ended, or was worded anew; null: until further notice.',
  })
  until!: Date | null;
}

@ArgsType()
export class RequirementArguments implements Partial<RequirementArgs> {
  @Field(() => String, { nullable: true, description: 'Name of an environment; left out: all.' })
  environment!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'What held at this instant; left out: now.' }) at!: Date | null;
}

@ArgsType()
export class HostingArguments implements Partial<Omit<HostingArgs, 'current'>> {
  @Field(() => String, { nullable: true, description: 'Name of an environment; left out: all.' })
  environment!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'What was decided at this instant; left out: now.' })
  at!: Date | null;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'Only those that hold (or held then); false: those that were superseded too.',
  })
  current!: boolean | null;
}
