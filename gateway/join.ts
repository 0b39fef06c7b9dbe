import type { Log } from '@handoff/kit/log';
import type { GraphQLSchema } from 'graphql';

/** The graph that several subgraphs make together. */
export interface Joined {
  /** What Apollo Server carries operations out with. */
  engine: { schema: GraphQLSchema } | { gateway: never };
  /** What callers see: nothing of federation. Known once the server has started. */
  schema(): GraphQLSchema;
}

/** Makes one graph of the subgraphs that a supergraph names. Throws an Error that says which one is missing. */
export type Join = (supergraph: string, log: Log) => Joined;

/** The Error for a subgraph that a supergraph names and nobody serves. */
export function missing(name: string): Error {
  return new Error(`The supergraph names a subgraph "${name}" that is not here. Compose it again: npm run compose.`);
}
