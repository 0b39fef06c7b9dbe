import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { type Comparator, ComparatorEnum, DateTime, Json } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import type { ConversionCase, ConversionInput } from './conversion.ts';
import type { DecideHosting } from './decide.ts';
import type { HostingOptionInput, Serving } from './hosting.ts';
import type { SaveRequirement } from './save-requirement.ts';
import { HostingDecisionType, ProductionRequirementType, ServingEnum } from './schema.ts';

const keyText = { nullable: true, description: 'Applied once per key for 24 h.' } as const;
const modelText = { description: 'Id or name of the model.' } as const;
const environmentText = { description: 'Name of the environment.' } as const;

@InputType('HostingOptionInput', { description: 'A target that was thought of.' })
export class HostingOptionInputType implements HostingOptionInput {
  @Field(() => ID, { description: 'A target of the environment; each once.' }) targetId!: string;
  @Field(() => Float, { nullable: true, description: "Expected, in the currency of the model's costs: 0 or more." })
  monthlyCost?: number | null;
  @Field(() => Float, { nullable: true, description: 'Expected: 95 of 100 answers stay within. 0 or more.' })
  p95LatencyMs?: number | null;
  @Field(() => String, { nullable: true, description: 'What speaks for it.' }) pros?: string | null;
  @Field(() => String, { nullable: true, description: 'What speaks against it.' }) cons?: string | null;
}

@InputType('ConversionCaseInput', { description: 'One input, and what both implementations answered.' })
export class ConversionCaseInputType implements ConversionCase {
  @Field(() => Json, { nullable: true, description: 'What both were given; kept only of the worst case.' })
  input?: unknown;
  @Field(() => Float, { description: 'What the original answered.' }) original!: number;
  @Field(() => Float, { description: 'What the rewritten one answered.' }) converted!: number;
}

@InputType('ConversionInput', { description: 'The model was rewritten for production, and these cases compare both.' })
export class ConversionInputType implements ConversionInput {
  @Field(() => String, { description: 'What it was written in, such as R.' }) from!: string;
  @Field(() => String, { description: 'What it is written in now, such as Java.' }) to!: string;
  @Field(() => Float, { description: 'How far apart two answers may be: 0 or more.' }) tolerance!: number;
  @Field(() => [ConversionCaseInputType], { description: '1 to 10,000.' }) cases!: ConversionCaseInputType[];
}

@InputType('DecideHostingInput', { description: 'Where and how a model is hosted in an environment, and why.' })
export class DecideHostingInput implements DecideHosting {
  @Field(() => String, modelText) model!: string;
  @Field(() => String, environmentText) environment!: string;
  @Field(() => ID, { description: 'Where to host it: a target of the environment.' }) targetId!: string;
  @Field(() => ServingEnum, { description: 'How it answers.' }) serving!: Serving;
  @Field(() => String, { nullable: true, description: 'The production workflow it plugs into, and how.' })
  integration?: string | null;
  @Field(() => ConversionInputType, { nullable: true, description: 'When it was rewritten for production.' })
  conversion?: ConversionInputType | null;
  @Field(() => [HostingOptionInputType], {
    nullable: true,
    description: 'What was thought of, 20 at most; the chosen target is added when it is not among them.',
  })
  options?: HostingOptionInputType[] | null;
  @Field(() => String, { description: 'Why this one.' }) rationale!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      'The current decision as you saw it: a Conflict when it is no longer current. Left out: whichever is current is superseded.',
  })
  supersedes?: string | null;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@InputType('SaveRequirementInput', {
  description: 'What must hold of a model in an environment; with an id: changes that.',
})
export class SaveRequirementInput implements SaveRequirement {
  @Field(() => ID, { nullable: true, description: 'The one to change; left out: a new one.' }) id?: string | null;
  @Field(() => String, modelText) model!: string;
  @Field(() => String, environmentText) environment!: string;
  @Field(() => String, { description: 'What is measured, such as p95_latency_ms.' }) metric!: string;
  @Field(() => ComparatorEnum, { description: 'Which side of the value is good.' }) comparator!: Comparator;
  @Field(() => Float, { description: 'The bound.' }) value!: number;
  @Field(() => String, { nullable: true, description: 'The unit of the value, such as ms.' }) unit?: string | null;
  @Field(() => String, { nullable: true, description: 'Why.' }) reason?: string | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it ends; now or past: it ends now, as it is worded. Left out: it holds until further notice.',
  })
  until?: Date | null;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The decision, or why it was not taken.' })
export class DecideHostingPayload {
  @Field(() => HostingDecisionType, { nullable: true, description: 'As it stands now.' })
  hostingDecision!: HostingDecisionType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The requirement, or why it was not saved.' })
export class SaveRequirementPayload {
  @Field(() => ProductionRequirementType, { nullable: true, description: 'As it stands now.' })
  requirement!: ProductionRequirementType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
