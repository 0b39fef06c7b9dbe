import type { Actor } from '@handoff/kit/actor';

/** What one request carries through the gateway. */
export interface RequestContext {
  requestId: string;
  caller: { actor: Actor };
  /** The context of each subgraph that runs in this process, made when it is first asked. */
  ofSubgraph: Map<string, object>;
}
