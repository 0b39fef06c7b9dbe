import type { Caller } from '@handoff/kit/caller';
import type { GraphQLSchema } from 'graphql';

/** A subgraph that runs in this process. */
export interface LocalSubgraph {
  name: 'registry' | 'deployment' | 'monitoring';
  schema: GraphQLSchema;
  /** A fresh context with loaders of its own: made once for each request. */
  context(caller: Caller): object;
}
