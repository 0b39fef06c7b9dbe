import { executorOf } from '@handoff/kit/executor';
import { planned } from '../federation.ts';
import { type Join, missing } from '../join.ts';
import type { LocalSubgraph } from '../local-subgraph.ts';

/** The Apollo gateway over subgraphs in this process: what the answers in one process are compared with. */
export function plannedOver(subgraphs: readonly LocalSubgraph[]): Join {
  const asked = new Map(
    subgraphs.map(subgraph => [subgraph.name as string, { subgraph, run: executorOf(subgraph.schema) }]),
  );
  return planned(name => {
    const one = asked.get(name);
    if (!one) throw missing(name);
    return {
      process: ({ request, context }) => {
        const { query = '', variables, operationName } = request;
        const { caller, ofSubgraph } = context as never as { caller: never; ofSubgraph: Map<string, object> };
        const own = ofSubgraph.get(name) ?? one.subgraph.context(caller);
        ofSubgraph.set(name, own);
        return one.run({ query, variables, operationName }, own) as never;
      },
    };
  });
}
