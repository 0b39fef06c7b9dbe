import type { Context } from '@handoff/kit/context';
import { loadWith } from '@handoff/kit/loader';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { MonitoredVersion } from '../entities.ts';
import { performanceOfVersion } from './queries.ts';
import { PerformanceArguments, PerformanceReportType } from './schema.ts';

@Resolver(() => MonitoredVersion)
export class VersionPerformanceResolver {
  @FieldResolver(() => PerformanceReportType, {
    nullable: true,
    description: 'How well predictions that were made in a time did. Null: nothing is known of the version.',
  })
  performance(
    @Root() version: { id: string },
    @Ctx() context: Context,
    @Args(() => PerformanceArguments) { from, to, groupBy }: PerformanceArguments,
  ) {
    const args = { from, to, groupBy: groupBy ?? null };
    return loadWith(context, performanceOfVersion, { key: version.id, args });
  }
}
