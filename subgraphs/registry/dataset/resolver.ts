import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { loadWith } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { PageArguments } from '@handoff/kit/schema/page';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { SearchArguments } from '../model/search-arguments.ts';
import { ModelVersionConnection } from '../version/schema.ts';
import type { DatasetRow } from './dataset.ts';
import { SaveDatasetInput, SaveDatasetPayload } from './inputs.ts';
import { datasetQueries, versionsOn } from './queries.ts';
import { saveDataset } from './save.ts';
import { Dataset, DatasetConnection } from './schema.ts';

@Resolver(() => Dataset)
export class DatasetResolver {
  @Access('visible')
  @Query(() => Dataset, { nullable: true, description: 'A data set by id, or the newest of a name.' })
  dataset(
    @Ctx() context: Context,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('name', () => String, { nullable: true }) name?: string,
  ) {
    return datasetQueries.viewed(context, id ?? name ?? '');
  }

  @Access('visible')
  @Query(() => DatasetConnection, { nullable: true, description: 'Data sets, by name.' })
  datasets(@Ctx() context: Context, @Args(() => SearchArguments) page: SearchArguments) {
    return datasetQueries.page(context, page);
  }
  @FieldResolver(() => ModelVersionConnection, {
    description: 'The versions that rest on it, of models that the viewer may see; newest first.',
  })
  usedBy(@Root() dataset: DatasetRow, @Ctx() context: Context, @Args(() => PageArguments) args: PageArguments) {
    return loadWith(context, versionsOn, { key: dataset.id, args });
  }

  @Access('judged')
  @Mutation(() => SaveDatasetPayload, { nullable: true, description: 'Enters a data set, or changes one.' })
  saveDataset(@Ctx() context: Context, @Arg('input', () => SaveDatasetInput) input: SaveDatasetInput) {
    return payload(execute(context, saveDataset, input), { dataset: datasetQueries.shownById });
  }
}
