import { openDatabase } from '@handoff/kit/database/database';
import type { GraphClient } from '@handoff/kit/graph-client';
import { ground } from '@handoff/kit/testing/graph';
import { deploymentTables } from '../../subgraph.ts';
import { executors, toolsFor } from '../executors.ts';
import { carryOutNext } from '../work.ts';
import { hookSecret } from './works.ts';

/** A registry that knows one version, by every id. */
const graph: GraphClient = {
  request: async <T>() => {
    const version = { id: 'ver_1', version: '1', source: null, artifacts: [], model: { name: 'churn' } };
    return { kind: 'Data', data: { modelVersion: version } as T, errors: [] } as const;
  },
  close: async () => undefined,
};

/** One attempt, in a process that tests start and end as they like. */
export async function carryOutOnce(databaseUrl: string): Promise<void> {
  const db = await openDatabase({ url: databaseUrl, tables: deploymentTables });
  const tools = toolsFor({ networks: ['127.0.0.1'], folders: [], secrets: { WEBHOOK_SECRET: hookSecret } });
  await carryOutNext({ ground: ground(db, graph), executors, tools });
}
