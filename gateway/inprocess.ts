import type { Join } from './join.ts';
import { joinedSchema } from './joined/schema.ts';
import type { LocalSubgraph } from './local-subgraph.ts';

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
