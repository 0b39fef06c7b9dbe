import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { type Comparator, ComparatorEnum, DateTime } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import type { StartExperiment, StopExperiment } from './commands.ts';
import type { CreateExperiment } from './create.ts';
import type { SentArm } from './data.ts';
import type { DecideExperiment } from './decide.ts';
import type { Guardrail, Method, MetricKind, Verdict } from './experiment.ts';
import type { RecordExperimentData } from './record.ts';
import { ExperimentType, MethodEnum, MetricKindEnum, VerdictEnum } from './schema.ts';

const keyText = { nullable: true, description: 'Applied once per key for 24 h.' } as const;
const idText = { description: 'exp_….' } as const;

@InputType('ArmInput', { description: 'One of the versions that are compared.' })
export class ArmInput {
  @Field(() => String, { description: 'How the arm is called; each once.' }) key!: string;
  @Field(() => String, { description: 'Number, alias or id.' }) version!: string;
  @Field(() => ID, { nullable: true, description: 'The data it is compared on.' }) datasetId?: string | null;
  @Field(() => ID, { nullable: true, description: 'What runs it: a deployment of this version.' })
  deploymentId?: string | null;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Exactly one arm is the control.' })
  control?: boolean | null;
  @Field(() => Float, { description: 'Of the traffic; all add up to 1, or to 100.' }) share!: number;
}

@InputType('GuardrailInput', { description: 'A metric that must not become worse by more than a margin.' })
export class GuardrailInput implements Guardrail {
  @Field(() => String, { description: 'What is measured; another than the experiment’s own.' }) metric!: string;
  @Field(() => ComparatorEnum, { description: 'Which side of it is good.' }) comparator!: Comparator;
  @Field(() => Float, { description: "How much worse it may be, in the metric's unit: 0 or more." }) margin!: number;
}

@InputType('CreateExperimentInput', { description: 'What is compared, on what, and how it will be read.' })
export class CreateExperimentInput implements CreateExperiment {
  @Field(() => String, { description: 'Id or name of the model.' }) model!: string;
  @Field(() => String, { description: 'What people call it.' }) name!: string;
  @Field(() => String, { description: 'What is expected, and why.' }) hypothesis!: string;
  @Field(() => [ArmInput], { description: '2 to 10.' }) arms!: ArmInput[];
  @Field(() => String, { description: 'What is compared.' }) metric!: string;
  @Field(() => MetricKindEnum, { description: 'What kind of metric that is.' }) metricKind!: MetricKind;
  @Field(() => ComparatorEnum, { description: 'Which side of it is good.' }) comparator!: Comparator;
  @Field(() => MethodEnum, { description: 'How it will be read.' }) method!: Method;
  @Field(() => Float, {
    nullable: true,
    defaultValue: 0.05,
    description: 'How often a difference may be found that is not there: above 0, 0.5 at most.',
  })
  alpha?: number | null;
  @Field(() => Float, {
    nullable: true,
    defaultValue: 0.8,
    description: 'How often the minimum effect shall be found when it is there: 0.5 or more, below 1.',
  })
  power?: number | null;
  @Field(() => Float, { nullable: true, description: "The smallest difference worth finding, in the metric's unit." })
  minimumEffect?: number | null;
  @Field(() => [GuardrailInput], { nullable: true, description: '20 at most.' }) guardrails?: GuardrailInput[] | null;
  @Field(() => Float, { nullable: true, description: 'For planning a PROPORTION: what it is now, between 0 and 1.' })
  baseline?: number | null;
  @Field(() => Float, { nullable: true, description: 'For planning a MEAN or RATIO: of one value.' })
  variance?: number | null;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@InputType('StartExperimentInput', { description: 'Which experiment begins.' })
export class StartExperimentInput implements StartExperiment {
  @Field(() => ID, idText) experimentId!: string;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@InputType('StopExperimentInput', { description: 'Which experiment ends, and why.' })
export class StopExperimentInput implements StopExperiment {
  @Field(() => ID, idText) experimentId!: string;
  @Field(() => String, { description: 'Why.' }) reason!: string;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@InputType('ArmDataInput', { description: 'What was measured of one arm, as sums; those of a RATIO over pairs.' })
export class ArmDataInput implements SentArm {
  @Field(() => String, { description: 'Key of the arm.' }) arm!: string;
  @Field(() => String, { nullable: true, description: "Left out: the experiment's own; given: a guardrail's." })
  metric?: string | null;
  @Field(() => DateTime, { description: 'When it was measured.' }) at!: Date;
  @Field(() => Float, { description: 'How many things were measured: 2 or more.' }) n!: number;
  @Field(() => Float, { description: 'Of a PROPORTION: how many succeeded.' }) sum!: number;
  @Field(() => Float, { nullable: true, description: 'Of a MEAN and a RATIO.' }) sumOfSquares?: number | null;
  @Field(() => Float, { nullable: true, description: 'Of a RATIO.' }) denominatorSum?: number | null;
  @Field(() => Float, { nullable: true, description: 'Of a RATIO.' }) denominatorSumOfSquares?: number | null;
  @Field(() => Float, { nullable: true, description: 'Of a RATIO: of numerator × denominator.' })
  productSum?: number | null;
}

@InputType('RecordExperimentDataInput', { description: 'A batch of sums, all of it or nothing.' })
export class RecordExperimentDataInput implements RecordExperimentData {
  @Field(() => ID, idText) experimentId!: string;
  @Field(() => String, { description: 'The same batch again adds nothing.' }) batchId!: string;
  @Field(() => [ArmDataInput], { description: '1 to 1,000.' }) arms!: ArmDataInput[];
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@InputType('DecideExperimentInput', { description: 'What came of an experiment.' })
export class DecideExperimentInput implements DecideExperiment {
  @Field(() => ID, idText) experimentId!: string;
  @Field(() => VerdictEnum, { description: 'What the data say, or less.' }) verdict!: Verdict;
  @Field(() => String, {
    nullable: true,
    description: 'Number, alias or id of the version of an arm; left out when one alone won: that one.',
  })
  chosenVersion?: string | null;
  @Field(() => String, { description: 'Why.' }) rationale!: string;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'Never answered as such: its fields are shared by the payloads of experiments.' })
abstract class ExperimentPayload {
  @Field(() => ExperimentType, { nullable: true, description: 'As it stands now.' })
  experiment!: ExperimentType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The experiment, or why it was not designed.' })
export class CreateExperimentPayload extends ExperimentPayload {}

@Access('given')
@ObjectType({ description: 'The experiment, or why it did not begin.' })
export class StartExperimentPayload extends ExperimentPayload {}

@Access('given')
@ObjectType({ description: 'The experiment, or why it was not stopped.' })
export class StopExperimentPayload extends ExperimentPayload {}

@Access('given')
@ObjectType({ description: 'The experiment, or why nothing was recorded.' })
export class RecordExperimentDataPayload extends ExperimentPayload {
  @Field(() => Boolean, { description: 'This batch came before: nothing was added.' }) duplicate!: boolean;
}

@Access('given')
@ObjectType({ description: 'The experiment, or why it was not decided.' })
export class DecideExperimentPayload extends ExperimentPayload {}
