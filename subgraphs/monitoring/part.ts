import type { SubgraphPart } from '@handoff/kit/serve/part';
import { observationDoor } from './observation/receive.ts';
import { monitoringSubgraph, monitoringTables } from './subgraph.ts';
import { startMonitoringWork } from './work.ts';

/** Monitoring, and all that it takes to run it. */
export const monitoringPart: SubgraphPart = {
  name: 'monitoring',
  build: monitoringSubgraph,
  tables: monitoringTables,
  work: startMonitoringWork,
  stream: observationDoor,
};
