import { Access } from '@handoff/kit/access/rule';
import { connectionOf, PageArguments } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { type Comparator, ComparatorEnum, DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { ArgsType, Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { VersionStub } from '../model-stub.ts';
import {
  type ExperimentState,
  experimentMoves,
  experimentStates,
  type Guardrail,
  type Method,
  type MetricKind,
  methods,
  metricKinds,
  type Verdict,
  verdicts,
} from './experiment.ts';
import type { ArmEffect, Reading } from './findings.ts';
import type { ArmRow, Decision, ExperimentRow } from './table.ts';

export const ExperimentStateEnum = namesOf(experimentStates);
export const ExperimentMoveEnum = namesOf(experimentMoves);
export const MetricKindEnum = namesOf(metricKinds);
export const MethodEnum = namesOf(methods);
export const VerdictEnum = namesOf(verdicts);

registerEnumType(ExperimentStateEnum, { name: 'ExperimentState', description: 'Where an experiment stands.' });
registerEnumType(ExperimentMoveEnum, {
  name: 'ExperimentMove',
  description: 'What can be done with an experiment. RECORD: sums are added to its arms.',
});
registerEnumType(MetricKindEnum, {
  name: 'MetricKind',
  description: 'What a metric is: so many of so many, a mean, or one sum over another.',
});
registerEnumType(MethodEnum, {
  name: 'Method',
  description:
    'Declared before the start. FIXED_HORIZON: read once, when every arm has what was planned. SEQUENTIAL: may be looked at any time.',
});
registerEnumType(VerdictEnum, {
  name: 'Verdict',
  description: 'What came of an experiment. INVALID: the arms are not of the sizes that were meant.',
});

@Directive('@key(fields: "id")')
@Access('given')
@ObjectType('Dataset', { description: 'Data that a version is compared on, as far as deployment knows it.' })
export class DatasetStub {
  @Field(() => ID, { description: 'Opaque: dts_….' }) id!: string;
}

@Access('given')
@ObjectType('Arm', { description: 'One of the versions that are compared, and what was recorded of it.' })
export class ArmType implements Pick<ArmRow, 'key' | 'control' | 'share'> {
  @Field(() => String, { description: 'How the arm is called.' }) key!: string;
  @Field(() => Boolean, { description: 'Whether the others are compared with it.' }) control!: boolean;
  @Field(() => Float, { description: 'Of the traffic, as it was told: of 1, or of 100.' }) share!: number;
}

@Access('given')
@ObjectType('Guardrail', { description: 'A metric that must not become worse than the control by more than a margin.' })
export class GuardrailType implements Guardrail {
  @Field(() => String, { description: 'What is measured.' }) metric!: string;
  @Field(() => ComparatorEnum, { description: 'Which side of it is good.' }) comparator!: Comparator;
  @Field(() => Float, { description: "How much worse it may be, in the metric's unit." }) margin!: number;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether every arm is shown to stay within it; false: one is shown not to; null: neither.',
  })
  holds!: boolean | null;
}

@Access('given')
@ObjectType('ArmEffect', { description: 'An arm compared with the control.' })
export class ArmEffectType implements ArmEffect {
  @Field(() => String, { description: 'Key of the arm.' }) arm!: string;
  @Field(() => Float, { description: "Its metric less the control's, in the metric's unit." }) effect!: number;
  @Field(() => Float, { nullable: true, description: "The effect over the control's metric; null where that is 0." })
  relative!: number | null;
  @Field(() => Float, { description: 'The true effect is likely not below; at the level this arm is judged at.' })
  lower!: number;
  @Field(() => Float, { description: 'The true effect is likely not above.' }) upper!: number;
  @Field(() => Float, { description: 'Of no difference; corrected by Holm when there are several arms.' }) p!: number;
  @Field(() => Boolean, { description: 'Whether it is more than chance explains.' }) significant!: boolean;
}

@Access('given')
@ObjectType('ExperimentResult', { description: 'What the data say, read as it was declared before the start.' })
export class ExperimentResultType implements Omit<Reading, 'outcomes'> {
  @Field(() => Boolean, { description: 'The arms are not of the sizes that were meant: no verdict is given.' })
  sampleRatioMismatch!: boolean;
  @Field(() => Float, { description: 'Of such sizes, if all were as meant; below 0.001 it is a mismatch.' })
  sampleRatioP!: number;
  @Field(() => [ArmEffectType], {
    description: 'Each arm that can be compared with the control; none before a fixed horizon is reached.',
  })
  effects!: ArmEffectType[];
  @Field(() => VerdictEnum, { description: 'What it comes to.' }) verdict!: Verdict;
  @Field(() => String, { description: 'The same in plain sentences.' }) explanation!: string;
  @Field(() => Boolean, { description: 'Whether there is enough to be read, or as much as was planned.' })
  enoughData!: boolean;
}

@Access('given')
@ObjectType('ExperimentDecision', { description: 'What somebody decided on what the data said.' })
export class ExperimentDecisionType implements Pick<Decision, 'verdict' | 'rationale'> {
  @Field(() => VerdictEnum, { description: 'What it came to.' }) verdict!: Verdict;
  @Field(() => VersionStub, { nullable: true, description: 'The version that was chosen.' })
  chosen!: VersionStub | null;
  @Field(() => Principal, { nullable: true, description: 'Who decided; null: Handoff itself.' }) by!: Principal | null;
  @Field(() => DateTime, { description: 'When.' }) at!: Date;
  @Field(() => String, { description: 'Why.' }) rationale!: string;
}

type Shown = Omit<
  ExperimentRow,
  'modelId' | 'guardrails' | 'decision' | 'baseline' | 'variance' | 'createdById' | 'createdAt' | 'stopReason' | 'told'
>;

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('Experiment', { description: 'Versions compared on one metric, and read without fooling oneself.' })
export class ExperimentType implements Shown {
  @Field(() => ID, { description: 'Opaque: exp_….' }) id!: string;
  @Field(() => String, { description: 'What people call it.' }) name!: string;
  @Field(() => String, { description: 'What is expected, and why.' }) hypothesis!: string;
  @Field(() => ExperimentStateEnum, { description: 'Where it stands.' }) state!: ExperimentState;
  @Field(() => String, { description: 'What is compared.' }) metric!: string;
  @Field(() => MetricKindEnum, { description: 'What kind of metric that is.' }) metricKind!: MetricKind;
  @Field(() => ComparatorEnum, { description: 'Which side of it is good.' }) comparator!: Comparator;
  @Field(() => MethodEnum, { description: 'How it is read.' }) method!: Method;
  @Field(() => Float, { description: 'How often a difference may be found that is not there.' }) alpha!: number;
  @Field(() => Float, { description: 'How often the minimum effect shall be found when it is there.' }) power!: number;
  @Field(() => Float, { nullable: true, description: 'The smallest difference worth finding.' })
  minimumEffect!: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'How many each arm needs; null: too little was told to plan it.',
  })
  plannedSampleSize!: number | null;
  @Field(() => DateTime, { nullable: true, description: 'When it began; null: not yet.' }) startedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was stopped or decided; null: not yet.' })
  endedAt!: Date | null;
  @Field(() => Int, { description: 'Grows with every change.' }) revision!: number;
}

export const ExperimentConnection = connectionOf('ExperimentConnection', () => ExperimentType);

@ArgsType()
export class ModelExperimentsArguments extends PageArguments {
  @Field(() => [ExperimentStateEnum], { nullable: true, description: 'Only in one of these states.' })
  state?: ExperimentState[] | null;
}
