import type { Actor } from './actor.ts';

/** Who a request is carried out for, as a subgraph is told. */
export interface Caller {
  actor: Actor;
  /** Ends when nobody waits for the answer any more. */
  signal?: AbortSignal;
  /** What was read for the request: shared by the subgraphs of one process, so that none reads what another knows. */
  loaders?: Map<unknown, unknown>;
}
