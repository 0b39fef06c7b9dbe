import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { MonitoredVersion } from '../entities.ts';
import { qualityOfVersion, trainingQualityOfVersion } from './queries.ts';
import { QualityArguments, QualityReportType } from './schema.ts';

@Resolver(() => MonitoredVersion)
export class VersionQualityResolver {
  @FieldResolver(() => QualityReportType, {
    nullable: true,
    description:
      'What is wrong with the values that came, against the training profile, or the 28 days before. Null: nothing is known of the version.',
  })
  quality(
    @Root() version: { id: string },
    @Ctx() context: Context,
    @Args(() => QualityArguments) { from, to }: QualityArguments,
  ) {
    return loadWith(context, qualityOfVersion, { key: version.id, args: { from, to } });
  }

  @FieldResolver(() => QualityReportType, {
    nullable: true,
    description: 'What is wrong with the rows it was trained on. Null: saveReference saw none.',
  })
  trainingQuality(@Root() version: { id: string }, @Ctx() context: Context) {
    return load(context, trainingQualityOfVersion, version.id);
  }
}
