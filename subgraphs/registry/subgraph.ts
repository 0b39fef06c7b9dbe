import { accessTables } from '@handoff/kit/access/table';
import type { Table } from '@handoff/kit/database/database';
import { load } from '@handoff/kit/loader';
import { problemTypes } from '@handoff/kit/schema/problem';
import { buildSubgraph, type Subgraph } from '@handoff/kit/subgraph';
import { ModelAssignmentsResolver, PersonAssignmentsResolver, TeamAssignmentsResolver } from './assignment/holders.ts';
import { assignmentById, roleByKey } from './assignment/queries.ts';
import { AssignmentMutations, AssignmentResolver } from './assignment/resolver.ts';
import { AuditResolver, ModelHistoryResolver, VersionHistoryResolver } from './audit/resolver.ts';
import { NotificationResolver, RecipientResolver } from './notification/resolver.ts';
import { personById } from './person/queries.ts';
import { PersonResolver } from './person/resolver.ts';
import { Person } from './person/schema.ts';
import { teamById } from './team/queries.ts';
import { TeamResolver } from './team/resolver.ts';
import { Team } from './team/schema.ts';
import { serviceAccountById } from './token/queries.ts';
import { PersonTokenResolver, ServiceAccountResolver } from './token/resolver.ts';
import { ServiceAccount } from './token/schema.ts';

/** The tables that registry reads and writes. */
export const registryTables: readonly Table[] = [...accessTables];

/** Registry: what exists, what it is made of, and who answers for it. */
export function registrySubgraph(): Promise<Subgraph> {
  return buildSubgraph({
    name: 'registry',
    resolvers: [
      TeamResolver,
      PersonResolver,
      PersonTokenResolver,
      ServiceAccountResolver,
      TeamAssignmentsResolver,
      PersonAssignmentsResolver,
      ModelAssignmentsResolver,
      ModelHistoryResolver,
      VersionHistoryResolver,
      AssignmentResolver,
      AssignmentMutations,
      AuditResolver,
      NotificationResolver,
      RecipientResolver,
    ],
    orphanedTypes: [Person, ServiceAccount, Team, ...problemTypes],
    references: {
      Assignment: (reference, context) => load(context, assignmentById, reference.id),
      Role: (reference, context) => load(context, roleByKey, String(reference.key)),
      Person: (reference, context) => load(context, personById, reference.id),
      ServiceAccount: (reference, context) => load(context, serviceAccountById, reference.id),
      Team: (reference, context) => load(context, teamById, reference.id),
    },
  });
}
