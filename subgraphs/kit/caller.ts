import type { Actor } from './actor.ts';
import type { RateLimit } from './rate-limit.ts';

/** Who a request is carried out for, as a subgraph is told. */
export interface Caller {
  actor: Actor;
  /** Ends when nobody waits for the answer any more. */
  signal?: AbortSignal;
  /** What was read for the request: shared by the subgraphs of one process, so that none reads what another knows. */
  loaders?: Map<unknown, unknown>;
  /** What the request costs its caller; left out where nothing is counted. */
  rateLimit?: RateLimit;
}
