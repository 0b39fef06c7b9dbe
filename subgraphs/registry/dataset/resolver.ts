import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { SearchArguments } from '../model/search-arguments.ts';
import { datasetQueries } from './queries.ts';
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
}
