import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { payload } from '@handoff/kit/payload';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { startExperiment, stopExperiment } from './commands.ts';
import { create, decide, record } from './flow.ts';
import {
  CreateExperimentInput,
  CreateExperimentPayload,
  DecideExperimentInput,
  DecideExperimentPayload,
  RecordExperimentDataInput,
  RecordExperimentDataPayload,
  StartExperimentInput,
  StartExperimentPayload,
  StopExperimentInput,
  StopExperimentPayload,
} from './inputs.ts';
import { experimentById } from './queries.ts';

const changed = { experiment: experimentById };

@Resolver()
export class ExperimentMutations {
  @Access('judged')
  @Mutation(() => CreateExperimentPayload, {
    nullable: true,
    description:
      'Designs an experiment; how it is read cannot be changed afterwards. Needs EXPERIMENT_EDIT, as all below.',
  })
  createExperiment(@Ctx() context: Context, @Arg('input', () => CreateExperimentInput) input: CreateExperimentInput) {
    return payload(create(context, input), changed);
  }

  @Access('judged')
  @Mutation(() => StartExperimentPayload, { nullable: true, description: 'From now on what is measured counts.' })
  startExperiment(@Ctx() context: Context, @Arg('input', () => StartExperimentInput) input: StartExperimentInput) {
    return payload(execute(context, startExperiment, input), changed);
  }

  @Access('judged')
  @Mutation(() => RecordExperimentDataPayload, {
    nullable: true,
    description: 'Adds sums to the arms of a running experiment; the same batch again adds nothing.',
  })
  recordExperimentData(
    @Ctx() context: Context,
    @Arg('input', () => RecordExperimentDataInput) input: RecordExperimentDataInput,
  ) {
    return record(context, input);
  }

  @Access('judged')
  @Mutation(() => StopExperimentPayload, { nullable: true, description: 'Ends it: nothing more is recorded.' })
  stopExperiment(@Ctx() context: Context, @Arg('input', () => StopExperimentInput) input: StopExperimentInput) {
    return payload(execute(context, stopExperiment, input), changed);
  }

  @Access('judged')
  @Mutation(() => DecideExperimentPayload, {
    nullable: true,
    description: 'Says what came of it, which is no more than the data say; what they said is kept with it.',
  })
  decideExperiment(@Ctx() context: Context, @Arg('input', () => DecideExperimentInput) input: DecideExperimentInput) {
    return payload(decide(context, input), changed);
  }
}
