import type { Caller } from '@handoff/kit/caller';

/** What one request carries through the gateway. */
export interface RequestContext {
  requestId: string;
  caller: Caller;
  /** The context of each subgraph that runs in this process, made when it is first asked. */
  ofSubgraph: Map<string, object>;
}
