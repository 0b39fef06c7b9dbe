import { accessTables } from '@handoff/kit/access/table';
import type { Table } from '@handoff/kit/database/database';
import { load } from '@handoff/kit/loader';
import { principalStubs } from '@handoff/kit/schema/principal';
import { problemTypes } from '@handoff/kit/schema/problem';
import { buildSubgraph, type ReferenceResolver, type Subgraph } from '@handoff/kit/subgraph';
import { environmentById, environmentByName, targetById } from './environment/queries.ts';
import {
  EnvironmentResolver,
  FreezeResolver,
  PromotionPolicyResolver,
  TargetResolver,
} from './environment/resolver.ts';
import { environments, freezes, policies, targets } from './environment/table.ts';
import { ModelStub, modelReference } from './model-stub.ts';

/** The tables that deployment reads and writes. */
export const deploymentTables: readonly Table[] = [...accessTables, environments, targets, policies, freezes];

// An environment is known by its id or by its name, whichever another subgraph has.
const environmentOf: ReferenceResolver = ({ id, name }, context) =>
  id ? load(context, environmentById, id) : load(context, environmentByName, String(name));

/** Deployment: what runs where, and who said yes. */
export function deploymentSubgraph(): Promise<Subgraph> {
  return buildSubgraph({
    name: 'deployment',
    resolvers: [EnvironmentResolver, TargetResolver, PromotionPolicyResolver, FreezeResolver],
    orphanedTypes: [ModelStub, ...problemTypes, ...principalStubs],
    references: {
      Model: modelReference,
      Environment: environmentOf,
      Target: (reference, context) => load(context, targetById, reference.id),
    },
  });
}
