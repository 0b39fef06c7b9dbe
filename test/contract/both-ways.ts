import { readFile } from 'node:fs/promises';
import { inProcess } from '@handoff/gateway/inprocess';
import { readSupergraph } from '@handoff/gateway/joined/parts';
import { plannedOver } from '@handoff/gateway/testing/planned';
import { type Db, firstRow, rows } from '@handoff/kit/database/database';
import { actor } from '@handoff/kit/testing/graph';
import type { GraphQLSchema } from 'graphql';
import { allSubgraphs } from 'handoff/house';
import { demoDatabase } from '../demo.ts';
import { type Federated, federated } from '../federated.ts';

/** The demo's graph in one process, and as the Apollo gateway plans it. */
export interface BothWays {
  ways: readonly Federated[];
  db: Db;
  /** What callers see. */
  schema: GraphQLSchema;
  /** The active people. */
  viewers: readonly string[];
  /** An id of each kind that is asked for by id. */
  ids: readonly string[];
  close(): Promise<void>;
}

const tables = [
  ...['registry.model', 'registry.version', 'registry.dataset', 'registry.feature_definition', 'registry.handover'],
  ...['deployment.promotion', 'deployment.deployment', 'deployment.environment', 'deployment.hosting_decision'],
  ...['monitoring.alert', 'monitoring.monitor', 'access.person', 'access.team', 'access.assignment'],
];

/** Opens both over a copy of the demo. */
export async function openBothWays(): Promise<BothWays> {
  const database = await demoDatabase();
  const { db } = database;
  const subgraphs = await allSubgraphs();
  const service = actor('svc_00000000000000000000000000');
  const ways = await Promise.all([inProcess, plannedOver].map(joined => federated(db, { subgraphs, service, joined })));
  const found = await Promise.all(
    tables.map(table => firstRow<{ id: string }>(db, `SELECT id FROM ${table} ORDER BY id LIMIT 1`)),
  );
  const restricted = await firstRow<{ id: string }>(db, "SELECT id FROM access.model WHERE visibility = 'RESTRICTED'");
  const people = await rows<{ id: string }>(db, 'SELECT id FROM access.person WHERE active ORDER BY email');
  const supergraph = await readFile(new URL('../../gateway/supergraph.graphql', import.meta.url), 'utf8');
  const locals = subgraphs.map(({ name, schema }) => ({ name, schema, context: () => ({}) }));
  return {
    ways,
    db,
    schema: readSupergraph(supergraph, locals).schema,
    viewers: people.map(({ id }) => id),
    ids: [...found, restricted].flatMap(row => (row ? [row.id] : [])),
    close: async () => {
      await Promise.all(ways.map(way => way.close()));
      await database.drop();
    },
  };
}

/** By name, and as it is called in a query put together by chance. */
const moving = /^(x_)?(forecast|generatedAt)$/;

/**
 * An answer without what moves from one moment to the next: where a month's costs will end, when a report was made. What
 * several fields complain of has no order.
 */
export function still(answer: unknown): unknown {
  const told = JSON.parse(
    JSON.stringify(answer, (key, value) => (moving.test(key) && value !== null ? 'moves' : value)).replaceAll(
      /Made at[^U]{1,20}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g,
      'Made at: moves',
    ),
  ) as { errors?: object[] };
  told.errors?.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  return told;
}
