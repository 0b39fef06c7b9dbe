import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { Log } from '@handoff/kit/log';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from './request-context.ts';

/** The graph that several subgraphs make together. */
export interface Joined {
  /** What Apollo Server carries operations out with. */
  engine: { schema: GraphQLSchema } | { gateway: never };
  /** What callers see: nothing of federation. Known once the server has started. */
  schema(): GraphQLSchema;
}

/** Makes one graph of the subgraphs that a supergraph names. Throws an Error that says which one is missing. */
export type Join = (supergraph: string, log: Log) => Joined;

/** Where each subgraph is asked over the network. */
export type Source = (name: string) => GraphQLDataSource<RequestContext>;

/** Subgraphs in other processes: the Apollo gateway plans which of them is asked what. Nothing is reported to anybody. */
export function planned(source: Source): Join {
  return (supergraph, log) => {
    // Unless told so, the gateway sends usage figures to its maker.
    process.env.APOLLO_TELEMETRY_DISABLED = 'true';
    const gateway = new ApolloGateway({
      supergraphSdl: supergraph,
      buildService: ({ name }) => source(name) as GraphQLDataSource,
      logger: log,
      __exposeQueryPlanExperimental: false,
    });
    let loaded: GraphQLSchema | undefined;
    gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
      loaded = apiSchema;
    });
    const schema = () => {
      if (loaded) return loaded;
      throw new Error('The gateway has no schema: compose the supergraph again.');
    };
    return { engine: { gateway: gateway as never }, schema };
  };
}

/** The Error for a subgraph that a supergraph names and nobody serves. */
export function missing(name: string): Error {
  return new Error(`The supergraph names a subgraph "${name}" that is not here. Compose it again: npm run compose.`);
}
