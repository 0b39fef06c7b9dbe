import { visibleModel } from '@handoff/kit/access/queries';
import { accessTables } from '@handoff/kit/access/table';
import type { Table } from '@handoff/kit/database/database';
import { principalStubs } from '@handoff/kit/schema/principal';
import { problemTypes } from '@handoff/kit/schema/problem';
import { buildSubgraph, type ReferenceResolver, type Subgraph } from '@handoff/kit/subgraph';
import { CostMutations, CostResolver, ModelCostResolver } from './cost/resolver.ts';
import { MonitoredModel } from './cost/schema.ts';
import { budgets, costAccounts, costBatches, costLines } from './cost/table.ts';

/** The tables that monitoring reads and writes. */
export const monitoringTables: readonly Table[] = [...accessTables, costAccounts, budgets, costBatches, costLines];

const modelOf: ReferenceResolver = async ({ id }, context) => ((await visibleModel(context, id)) ? { id } : null);

/** Monitoring: how what runs behaves and what it costs. */
export function monitoringSubgraph(): Promise<Subgraph> {
  return buildSubgraph({
    name: 'monitoring',
    resolvers: [ModelCostResolver, CostResolver, CostMutations],
    orphanedTypes: [MonitoredModel, ...problemTypes, ...principalStubs],
    references: { Model: modelOf },
  });
}
