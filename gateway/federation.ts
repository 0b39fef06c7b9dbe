import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { GraphQLSchema } from 'graphql';
import type { Join } from './join.ts';
import type { RequestContext } from './request-context.ts';

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
