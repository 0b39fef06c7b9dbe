import { readFile } from 'node:fs/promises';
import { type Graph, startGraph } from '@handoff/gateway/graph';
import { inProcess } from '@handoff/gateway/inprocess';
import type { Actor } from '@handoff/kit/actor';
import { newContext } from '@handoff/kit/context';
import type { Db } from '@handoff/kit/database/database';
import type { GraphClient } from '@handoff/kit/graph-client';
import { silentLog } from '@handoff/kit/log';
import type { Subgraph } from '@handoff/kit/subgraph';
import { ground } from '@handoff/kit/testing/graph';

const supergraph = new URL('../gateway/supergraph.graphql', import.meta.url);

/** The whole graph over a database, without its door: for tests that need more than one subgraph and no server. */
export interface Federated {
  /** The graph as somebody. */
  as(actor: Actor): GraphClient;
  close(): Promise<void>;
}

export interface FederatedOptions {
  subgraphs: readonly Subgraph[];
  /** As whom subgraphs ask each other. */
  service: Actor;
  /** How they become one graph; in one process unless told otherwise. */
  joined?: typeof inProcess;
}

/** The whole graph over a database. */
export async function federated(
  db: Db,
  { subgraphs, service, joined = inProcess }: FederatedOptions,
): Promise<Federated> {
  const graphs: Graph[] = [];
  const as = (actor: Actor): GraphClient => ({
    request: (query, variables = {}, { caller = actor } = {}) => requested(graphs, { query, variables, actor: caller }),
    close: async () => undefined,
  });
  const own = ground(db, as(service));
  const join = joined(
    subgraphs.map(({ name, schema }) => ({ name, schema, context: ({ actor }) => newContext(own, actor) })),
  );
  graphs.push(await startGraph({ supergraph: await readFile(supergraph, 'utf8'), join, log: silentLog() }));
  return { as, close: async () => void (await Promise.all(graphs.map(graph => graph.close()))) };
}

async function requested<T>(
  [graph]: readonly Graph[],
  { query, variables, actor }: { query: string; variables: object; actor: Actor },
) {
  if (!graph) throw new Error('the graph is not open yet');
  const context = { requestId: 'test', caller: { actor }, ofSubgraph: new Map() };
  const asked = { query, variables: { ...variables }, operationName: undefined };
  const { data, errors = [] } = (await graph.execute(asked, { method: 'POST', context })).result;
  const told = errors.map(({ message, path, extensions }) => ({ code: String(extensions?.code), message, path }));
  return { kind: 'Data', data: data as T, errors: told } as const;
}
