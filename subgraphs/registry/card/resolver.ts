import type { Context } from '@handoff/kit/context';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ModelVersion } from '../version/schema.ts';
import type { VersionRow } from '../version/version.ts';
import { cardOf } from './queries.ts';
import { ModelCard } from './schema.ts';

@Resolver(() => ModelVersion)
export class CardResolver {
  @FieldResolver(() => ModelCard, { description: 'Its card, put together from what is known of it and its model.' })
  card(@Root() version: VersionRow, @Ctx() context: Context) {
    return cardOf(context, version);
  }
}
