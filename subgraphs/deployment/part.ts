import type { SubgraphPart } from '@handoff/kit/serve/part';
import { deploymentSubgraph, deploymentTables } from './subgraph.ts';
import { startDeploymentWork } from './work.ts';

/** Deployment, and all that it takes to run it. */
export const deploymentPart: SubgraphPart = {
  name: 'deployment',
  build: deploymentSubgraph,
  tables: deploymentTables,
  work: startDeploymentWork,
};
