import { openDatabase } from '@handoff/kit/database/database';
import type { GraphClient } from '@handoff/kit/graph-client';
import { ground } from '@handoff/kit/testing/graph';
import { deploymentTables } from '../../subgraph.ts';
import { executors, toolsFor } from '../executors.ts';
import { carryOutNext } from '../work.ts';
import { hookSecret } from './works.ts';

/** A registry that knows one version, by every id. */
const graph: GraphClient = {
  request: async <T>(_: string, asked: object = {}) => {
    const version = { version: '1', source: null, artifacts: [], model: { name: 'churn' } };
    const versions = Object.entries(asked).map(([name, id]) => [name, { id, ...version }]);
    return { kind: 'Data', data: Object.fromEntries(versions) as T, errors: [] } as const;
  },
  close: async () => undefined,
};

/** One attempt, in a process that tests start and end as they like. */
export async function carryOutOnce(databaseUrl: string): Promise<void> {
  const db = await openDatabase({ url: databaseUrl, tables: deploymentTables });
  const tools = toolsFor({ networks: ['127.0.0.1'], folders: [], secrets: { WEBHOOK_SECRET: hookSecret } });
  await carryOutNext({ ground: ground(db, graph), executors, tools });
}
