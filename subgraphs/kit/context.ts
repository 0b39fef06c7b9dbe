import type { Actor } from './actor.ts';
import type { Caller } from './caller.ts';
import type { Db } from './database/database.ts';
import type { GraphClient } from './graph-client.ts';
import type { Log } from './log.ts';
import type { Wake } from './notification/wake.ts';
import type { RateLimit } from './rate-limit.ts';

/** What a subgraph keeps for as long as it runs. */
export interface Ground {
  db: Db;
  log: Log;
  wake: Wake;
  /**
   * The whole graph, asked as this subgraph's own service account, or, by registry, for the `caller` that each request
   * names; never inside a transaction.
   */
  graph: GraphClient;
}

/** What one request carries through a subgraph: made anew for each, so that nothing read for one viewer serves another. */
export interface Context extends Ground {
  actor: Actor;
  /** What was read for this request, by the batch that read it; emptied by every change. */
  loaders: Map<unknown, unknown>;
  /** Ends when nobody waits for the answer any more. */
  signal?: AbortSignal;
  /** What the request costs its caller; left out where nothing is counted. */
  rateLimit?: RateLimit;
}

export function newContext(ground: Ground, actor: Actor): Context {
  return { ...ground, actor, loaders: new Map() };
}

/** A context for what the gateway passes on. */
export function contextFor(ground: Ground, { actor, signal, loaders = new Map(), rateLimit }: Caller): Context {
  const { db, log, wake, graph } = ground;
  return { db, log, wake, graph, actor, loaders, signal, rateLimit };
}
