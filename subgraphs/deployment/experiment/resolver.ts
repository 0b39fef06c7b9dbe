import { principalById } from '@handoff/kit/access/principal';
import { viewerReach, visibleModel } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { Principal } from '@handoff/kit/schema/principal';
import { isUndefined } from '@handoff/kit/statistics/t-test';
import { Arg, Args, Ctx, FieldResolver, Float, ID, Query, Resolver, Root } from 'type-graphql';
import { ModelStub, VersionStub } from '../model-stub.ts';
import { deploymentById } from '../rollout/queries.ts';
import { DeploymentType } from '../rollout/schema.ts';
import { estimateOf } from './compare.ts';
import { movesOf, possibleVerdicts } from './policy.ts';
import { armsOf, experimentById, experimentsOfModel, feedsFor, readingFor, recordedFor } from './queries.ts';
import { guardrailHolds, totalsOf } from './reading.ts';
import {
  ArmType,
  DatasetStub,
  ExperimentConnection,
  ExperimentDecisionType,
  ExperimentMoveEnum,
  ExperimentResultType,
  ExperimentType,
  GuardrailType,
  ModelExperimentsArguments,
  VerdictEnum,
} from './schema.ts';
import type { Totals } from './sums.ts';
import type { ArmRow, Decision, ExperimentRow } from './table.ts';

/** An arm with what was recorded of it, of the experiment's own metric. */
interface ShownArm extends ArmRow {
  totals: Totals | null;
}

@Resolver(() => ModelStub)
export class ModelExperimentsResolver {
  @FieldResolver(() => ExperimentConnection, { nullable: true, description: 'Its experiments, newest first.' })
  experiments(
    @Root() { id }: ModelStub,
    @Ctx() context: Context,
    @Args(() => ModelExperimentsArguments) { state, first, after }: ModelExperimentsArguments,
  ) {
    return loadWith(context, experimentsOfModel, { key: id, args: { states: state ?? null, first, after } });
  }
}

@Resolver(() => ExperimentType)
export class ExperimentResolver {
  @Access('visible')
  @Query(() => ExperimentType, { nullable: true, description: 'An experiment by its id.' })
  experiment(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return load(context, experimentById, id);
  }

  @FieldResolver(() => ModelStub, { nullable: true, description: 'The model whose versions are compared.' })
  model(@Root() { modelId }: ExperimentRow) {
    return { id: modelId };
  }

  @FieldResolver(() => [ArmType], { description: 'What is compared, in the order it was told.' })
  async arms(@Root() experiment: ExperimentRow, @Ctx() context: Context): Promise<ShownArm[]> {
    const recorded = await recordedFor(context, experiment);
    const arms = (await load(context, armsOf, experiment.id)) ?? [];
    return arms.map(arm => ({ ...arm, totals: totalsOf(recorded, arm.key, experiment.metric) }));
  }

  @FieldResolver(() => [GuardrailType], { description: 'What must not become worse.' })
  async guardrails(@Root() experiment: ExperimentRow, @Ctx() context: Context): Promise<GuardrailType[]> {
    const reading = await readingFor(context, experiment);
    return experiment.guardrails.map((guardrail, i) => ({
      ...guardrail,
      holds: reading && guardrailHolds(reading, i),
    }));
  }

  @FieldResolver(() => [String], { description: 'Where the sums of each metric come from, a sentence each.' })
  feeds(@Root() experiment: ExperimentRow, @Ctx() context: Context) {
    return feedsFor(context, experiment);
  }

  @FieldResolver(() => ExperimentResultType, {
    nullable: true,
    description: 'What the data say, or said when it was decided; null: nothing was recorded yet.',
  })
  result(@Root() experiment: ExperimentRow, @Ctx() context: Context) {
    return readingFor(context, experiment);
  }

  @FieldResolver(() => ExperimentDecisionType, { nullable: true, description: 'What was decided; null: not yet.' })
  decision(@Root() { decision }: ExperimentRow) {
    return decision;
  }

  @FieldResolver(() => [VerdictEnum], {
    description: 'What it can be decided as on what the data say, which comes first; empty once it was decided.',
  })
  async possibleVerdicts(@Root() experiment: ExperimentRow, @Ctx() context: Context) {
    return experiment.decision ? [] : possibleVerdicts(await readingFor(context, experiment));
  }

  @FieldResolver(() => [ExperimentMoveEnum], { description: 'What the viewer may do now; anyone: what somebody may.' })
  async moves(
    @Root() { state, modelId }: ExperimentRow,
    @Ctx() context: Context,
    @Arg('anyone', () => Boolean, { nullable: true, defaultValue: false }) anyone: boolean | null,
  ) {
    if (anyone) return movesOf(state, 'anyone');
    const model = await visibleModel(context, modelId);
    return movesOf(state, model ? permissionsOn(await viewerReach(context), model) : new Set());
  }
}

@Resolver(() => ArmType)
export class ArmResolver {
  @FieldResolver(() => VersionStub, { nullable: true, description: 'The version it shows.' })
  version(@Root() { versionId }: ShownArm) {
    return { id: versionId };
  }

  @FieldResolver(() => DatasetStub, { nullable: true, description: 'The data it is compared on.' })
  dataset(@Root() { datasetId }: ShownArm) {
    return datasetId && { id: datasetId };
  }

  @FieldResolver(() => DeploymentType, { nullable: true, description: 'What runs it.' })
  deployment(@Root() { deploymentId }: ShownArm, @Ctx() context: Context) {
    return deploymentId && load(context, deploymentById, deploymentId);
  }

  @FieldResolver(() => Float, { description: 'How many were recorded of it.' })
  n(@Root() { totals }: ShownArm) {
    return totals?.n ?? 0;
  }

  @FieldResolver(() => Float, { nullable: true, description: 'Its metric: a proportion, a mean or a ratio.' })
  mean(@Root() { totals }: ShownArm) {
    const estimate = totals && estimateOf(totals);
    return estimate && !isUndefined(estimate) ? estimate.value : null;
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Of one value; of a ratio: of one pair, by the delta method.',
  })
  variance(@Root() { totals }: ShownArm) {
    const estimate = totals && estimateOf(totals);
    return estimate && !isUndefined(estimate) ? estimate.variance * totals.n : null;
  }
}

@Resolver(() => ExperimentDecisionType)
export class ExperimentDecisionResolver {
  @FieldResolver(() => VersionStub, { nullable: true, description: 'The version that was chosen.' })
  chosen(@Root() { chosenId }: Decision) {
    return chosenId && { id: chosenId };
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who decided; null: Handoff itself.' })
  by(@Root() { byId }: Decision, @Ctx() context: Context) {
    return byId && load(context, principalById, byId);
  }
}
