import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ModelStub } from '../model-stub.ts';
import { DeploymentType } from '../rollout/schema.ts';
import { type DivergenceKind, divergenceKinds, type Observed } from './divergence.ts';
import type { ReportServing } from './report.ts';
import type { ServingTold } from './serving.ts';

export const DivergenceKindEnum = namesOf(divergenceKinds);
registerEnumType(DivergenceKindEnum, {
  name: 'DivergenceKind',
  description: 'RUNS_UNAPPROVED: it runs, and nobody approved it there. NOT_RUNNING: it should run, and does not.',
});

@Access('given')
@ObjectType('Divergence', { description: 'Where what was reported to run and what was approved differ.' })
export class DivergenceType {
  @Field(() => DivergenceKindEnum, { description: 'In which way.' }) kind!: DivergenceKind;
  @Field(() => String, { description: 'Its number, or what it calls itself where registry does not know it.' })
  version!: string;
  @Field(() => DateTime, { description: 'When it was seen to be so.' }) at!: Date;
}

@Access('given')
@ObjectType('ServingReport', { description: 'What the serving side says it runs.' })
export class ServingReportType implements Observed {
  @Field(() => String, { description: 'The version that runs there; with 0 % of the traffic: it does not run.' })
  version!: string;
  @Field(() => DateTime, { description: 'When that was seen.' }) at!: Date;
  @Field(() => Boolean, { description: 'Whether it is as it should be; false: an alert opens.' }) matches!: boolean;
  @Field(() => Float, { nullable: true, description: 'As it was reported, 0 to 100; it is not judged.' })
  trafficPercent!: number | null;
}

@InputType({ description: 'A version that runs.' })
export class ServingInput implements ServingTold {
  @Field(() => String, { description: 'Id or name.' }) model!: string;
  @Field(() => String, {
    description: 'Number, alias or id; or what it calls itself, where registry has no such version.',
  })
  version!: string;
  @Field(() => Float, { nullable: true, description: 'Its share of the traffic, 0 to 100.' }) trafficPercent?:
    | number
    | null;
}

@InputType({ description: 'What an environment, or one target in it, really runs.' })
export class ReportServingInput implements ReportServing {
  @Field(() => String, { description: 'Name of the environment.' }) environment!: string;
  @Field(() => ID, { nullable: true, description: 'The target that was looked at; left out: the environment.' })
  targetId?: string | null;
  @Field(() => DateTime, { description: 'When it was seen; what is older than what is known changes nothing.' })
  at!: Date;
  @Field(() => [ServingInput], { description: 'What runs, up to 200.' }) serving!: ServingInput[];
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Whether that is all: what is not named does not run there, of the models that the reporter may report on.',
  })
  complete?: boolean | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@Access('given')
@ObjectType('ServingResult', { description: 'What became of one thing that was told.' })
export class ServingResultType {
  @Field(() => ModelStub, { nullable: true, description: 'The model that is meant.' }) model!: ModelStub | null;
  @Field(() => DeploymentType, { nullable: true, description: 'The deployment that it is, where there is one.' })
  deployment!: DeploymentType | null;
  @Field(() => Boolean, { description: 'Whether it should run there.' }) matches!: boolean;
  @Field(() => ProblemType, { nullable: true, description: 'Why it was not taken.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'What came of a report.' })
export class ReportServingPayload {
  @Field(() => [ServingResultType], { description: 'One for each thing told, in its order.' })
  results!: ServingResultType[];
  @Field(() => ProblemType, { nullable: true, description: 'Why nothing was taken.' }) problem!: ProblemType | null;
}
