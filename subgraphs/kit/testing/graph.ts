import { type ExecutionResult, graphql } from 'graphql';
import type { Actor } from '../actor.ts';
import { type Ground, newContext } from '../context.ts';
import type { Db } from '../database/database.ts';
import type { GraphClient } from '../graph-client.ts';
import { silentLog } from '../log.ts';
import type { Wake } from '../notification/wake.ts';
import type { Subgraph } from '../subgraph.ts';

/** A wake that only lets time pass: for tests that wait for nothing. */
const timeOnly: Wake = {
  wait: milliseconds => new Promise(resolve => setTimeout(resolve, Math.min(milliseconds, 50))),
  stop: async () => undefined,
};

/** A graph that knows nothing: for tests of what asks no other subgraph. */
export const noGraph: GraphClient = {
  request: async () => ({ kind: 'Unreachable', message: 'There is no graph in this test.' }),
  close: async () => undefined,
};

export function ground(db: Db, graph: GraphClient = noGraph): Ground {
  return { db, log: silentLog(), wake: timeOnly, graph };
}

/** Somebody who signed in, as the gateway would hand them over. */
export function actor(id: string, limits: Partial<Actor> = {}): Actor {
  const kind = id.startsWith('svc_') ? 'service' : 'person';
  return { kind, id, name: id, via: 'GRAPHQL', requestId: 'test', limitedTo: null, ...limits };
}

/** One subgraph alone, asked as a client of the graph would, by somebody: what it answers about its own things. */
export function graphOf({ subgraph, db, as }: Question): GraphClient {
  return {
    request: async <T>(source: string, variables: object = {}) => {
      const { data, errors = [] } = await askRaw({ subgraph, db, as }, source, { ...variables });
      const told = errors.map(({ message }) => ({ code: 'INTERNAL', message }));
      return { kind: 'Data', data: data as T, errors: told } as const;
    },
    close: async () => undefined,
  };
}

export interface Question {
  subgraph: Subgraph;
  db: Db;
  as: Actor;
  /** What other subgraphs answer; none unless told otherwise. */
  graph?: GraphClient;
}

/** Asks a subgraph one thing as one actor, with a context of its own; throws when there were errors. */
export async function ask<T>(of: Question, source: string, variableValues: Record<string, unknown> = {}): Promise<T> {
  const answer = await askRaw(of, source, variableValues);
  if (answer.errors) throw new Error(answer.errors.map(error => error.stack ?? error.message).join('\n'));
  return answer.data as T;
}

/** Like ask, but hands out errors too. */
export function askRaw(
  of: Question,
  source: string,
  variableValues: Record<string, unknown> = {},
): Promise<ExecutionResult> {
  const contextValue = newContext(ground(of.db, of.graph), of.as);
  return graphql({ schema: of.subgraph.schema, source, variableValues, contextValue });
}
