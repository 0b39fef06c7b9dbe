import type { Context } from '@handoff/kit/context';
import { loadWith } from '@handoff/kit/loader';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { MonitoredVersion } from '../entities.ts';
import { driftOfVersion } from './queries.ts';
import { DriftArguments, DriftReportType } from './schema.ts';

@Resolver(() => MonitoredVersion)
export class VersionDriftResolver {
  @FieldResolver(() => DriftReportType, {
    nullable: true,
    description: 'How what was observed of the version differs from a reference. Null: nothing is known of it.',
  })
  drift(
    @Root() version: { id: string },
    @Ctx() context: Context,
    @Args(() => DriftArguments) { from, to, against, slice }: DriftArguments,
  ) {
    const args = { from, to, against: against ?? null, slice: slice ?? null };
    return loadWith(context, driftOfVersion, { key: version.id, args });
  }
}
