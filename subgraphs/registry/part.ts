import type { SubgraphPart } from '@handoff/kit/serve/part';
import { registrySubgraph, registryTables } from './subgraph.ts';
import { ensureSharedAccounts } from './token/accounts.ts';
import { startRegistryWork } from './work.ts';

/** Registry, and all that it takes to run it. */
export const registryPart: SubgraphPart = {
  name: 'registry',
  build: registrySubgraph,
  tables: registryTables,
  work: startRegistryWork,
  prepare: ({ db }, settings) => ensureSharedAccounts(db, settings),
};
