import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { loadWith } from '@handoff/kit/loader';
import { RootAskedFor } from '@handoff/kit/schema/asked';
import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { MonitoredDeployment, MonitoredVersion } from '../entities.ts';
import { outcomeOf } from '../outcome.ts';
import { sumsOfDeployment } from './deployment-sums.ts';
import { RecordMetricsInput, RecordMetricsPayload } from './inputs.ts';
import { metricOfVersion } from './queries.ts';
import { recordAll } from './record.ts';
import { MetricArguments, MetricSeries } from './schema.ts';
import { MetricSumsType, SumsArguments } from './sums-schema.ts';

@Resolver(() => MonitoredVersion)
export class VersionMetricResolver {
  @FieldResolver(() => MetricSeries, {
    nullable: true,
    description: 'A metric of the version and of all its deployments. Null: it was never recorded.',
  })
  metric(
    @RootAskedFor('p50', 'p95', 'p99') version: { id: string; isAsked: boolean },
    @Ctx() context: Context,
    @Args(() => MetricArguments) { name, from, to, grain, slice }: MetricArguments,
  ) {
    const args = { name, from, to, grain: grain ?? null, slice: slice ?? null, quantiles: version.isAsked };
    return loadWith(context, metricOfVersion, { key: version.id, args });
  }
}

@Resolver(() => MonitoredDeployment)
export class DeploymentSumsResolver {
  @FieldResolver(() => [MetricSumsType], {
    nullable: true,
    description: 'What was measured of it in a time, as sums that add up; metrics without any are left out.',
  })
  async sums(
    @Root() deployment: { id: string },
    @Ctx() context: Context,
    @Args(() => SumsArguments) { names, from, to }: SumsArguments,
  ) {
    return (
      (await loadWith(context, sumsOfDeployment, { key: deployment.id, args: { names, from, to: to ?? null } })) ?? []
    );
  }
}

@Resolver()
export class MetricMutations {
  @Access('judged')
  @Mutation(() => RecordMetricsPayload, {
    nullable: true,
    description: 'Records ready-made points; needs INGEST on the model. Repeat-safe by batchId.',
  })
  async recordMetrics(@Ctx() context: Context, @Arg('input', () => RecordMetricsInput) input: RecordMetricsInput) {
    return outcomeOf(await recordAll(context, input));
  }
}
