import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Edge } from './connection.ts';
import { highlightsOf } from './highlight.ts';
import { passagesOf } from './passages.ts';
import { ModelEdge } from './schema.ts';

@Resolver(() => ModelEdge)
export class ModelEdgeResolver {
  @FieldResolver(() => [String], {
    description:
      'Where the words were found, five at most, such as "tag: card **fraud**": plain text, each word between two pairs of asterisks. Escape it before it is shown as HTML or Markdown.',
  })
  async highlights(@Root() { node, sought }: Edge, @Ctx() context: Context): Promise<string[]> {
    return sought === null ? [] : highlightsOf((await load(context, passagesOf, node.id)) ?? [], sought);
  }
}
