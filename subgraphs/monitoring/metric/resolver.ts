import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { loadWith } from '@handoff/kit/loader';
import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { MonitoredVersion } from '../entities.ts';
import { outcomeOf } from '../outcome.ts';
import { RecordMetricsInput, RecordMetricsPayload } from './inputs.ts';
import { metricOfVersion } from './queries.ts';
import { recordAll } from './record.ts';
import { MetricArguments, MetricSeries } from './schema.ts';

@Resolver(() => MonitoredVersion)
export class VersionMetricResolver {
  @FieldResolver(() => MetricSeries, {
    nullable: true,
    description: 'A metric of the version and of all its deployments. Null: it was never recorded.',
  })
  metric(
    @Root() version: { id: string },
    @Ctx() context: Context,
    @Args(() => MetricArguments) { name, from, to, grain, slice }: MetricArguments,
  ) {
    const args = { name, from, to, grain: grain ?? null, slice: slice ?? null };
    return loadWith(context, metricOfVersion, { key: version.id, args });
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
