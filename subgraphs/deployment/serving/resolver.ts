import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { environmentById } from '../environment/queries.ts';
import { EnvironmentType, TargetType } from '../environment/schema.ts';
import type { Target } from '../environment/target.ts';
import { ModelStub } from '../model-stub.ts';
import { deploymentById } from '../rollout/queries.ts';
import { DeploymentType } from '../rollout/schema.ts';
import type { DeploymentRow } from '../rollout/table.ts';
import { type Divergence, divergencesOf, observedOf } from './divergence.ts';
import { report } from './flow.ts';
import { pollOfTarget } from './polls.ts';
import { placesOf } from './queries.ts';
import { DivergenceType, ReportServingInput, ReportServingPayload, ServingReportType } from './schema.ts';
import { resultsOf } from './shown.ts';

@Resolver()
export class ServingMutations {
  @Access('judged')
  @Mutation(() => ReportServingPayload, {
    nullable: true,
    description: 'Says what really runs; needs INGEST or DEPLOY on each model.',
  })
  async reportServing(@Ctx() context: Context, @Arg('input', () => ReportServingInput) input: ReportServingInput) {
    return resultsOf(context, await report(context, input));
  }
}

@Resolver(() => DeploymentType)
export class ObservedResolver {
  @FieldResolver(() => ServingReportType, {
    nullable: true,
    description: 'What the serving side says it runs, since it began; null: nothing was reported.',
  })
  async observed(@Root() { id, modelId, environmentId }: DeploymentRow, @Ctx() context: Context) {
    const place = (await placesOf(context, modelId)).find(each => each.environmentId === environmentId);
    return place ? observedOf(id, place) : null;
  }
}

@Resolver(() => TargetType)
export class PolledTargetResolver {
  @Access('signed-in')
  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When Handoff last asked it what it serves, which it does once a minute; null: never.',
  })
  async askedAt(@Root() { id }: Target, @Ctx() context: Context) {
    return (await load(context, pollOfTarget, id))?.askedAt ?? null;
  }

  @Access({ needs: 'DEPLOY' })
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why not all that it serves could be learnt then; null: all was. Null without DEPLOY everywhere.',
  })
  async askProblem(@Root() { id }: Target, @Ctx() context: Context) {
    return (await load(context, pollOfTarget, id))?.problem ?? null;
  }
}

@Resolver(() => ModelStub)
export class ModelDivergencesResolver {
  @FieldResolver(() => [DivergenceType], {
    nullable: true,
    description:
      'What runs though nobody approved it, and what was approved but does not run, by what was reported last.',
  })
  async divergences(@Root() { id }: ModelStub, @Ctx() context: Context) {
    return (await placesOf(context, id)).flatMap(divergencesOf);
  }
}

@Resolver(() => DivergenceType)
export class DivergenceResolver {
  @FieldResolver(() => EnvironmentType, { description: 'Where.' })
  environment(@Root() { environmentId }: Divergence, @Ctx() context: Context) {
    return load(context, environmentById, environmentId);
  }

  @FieldResolver(() => DeploymentType, { nullable: true, description: 'What should run; null: nothing should.' })
  deployment(@Root() { deploymentId }: Divergence, @Ctx() context: Context) {
    return deploymentId === null ? null : load(context, deploymentById, deploymentId);
  }
}
