import { GraphQLError } from 'graphql';

/**
 * What a subgraph does when it is asked for live updates: the gateway has them at /graphql/stream and asks subgraphs for
 * what changed with queries. Throws a GraphQLError that says so.
 */
export function atTheGateway(): never {
  throw new GraphQLError('Live updates are at /graphql/stream of the gateway.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
