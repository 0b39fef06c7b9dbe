import type { Caller } from '@handoff/kit/caller';
import type { GraphQLSchema } from 'graphql';
import type { Join } from './federation.ts';
import { joinedSchema } from './joined/schema.ts';

/** A subgraph that runs in this process. */
export interface LocalSubgraph {
  name: 'registry' | 'deployment' | 'monitoring';
  schema: GraphQLSchema;
  /** A fresh context with loaders of its own: made once for each request. */
  context(caller: Caller): object;
}

/**
 * Subgraphs in this process: their resolvers become those of one schema, so that a request is one execution, without
 * query plan, without JSON between the subgraphs. What is answered is the same as over HTTP.
 */
export function inProcess(subgraphs: readonly LocalSubgraph[]): Join {
  return supergraph => {
    const schema = joinedSchema(supergraph, subgraphs);
    return { engine: { schema }, schema: () => schema };
  };
}
