import { principalOf } from '@handoff/kit/access/principal';
import { accessTables } from '@handoff/kit/access/table';
import type { Table } from '@handoff/kit/database/database';
import { load } from '@handoff/kit/loader';
import { problemTypes } from '@handoff/kit/schema/problem';
import { builtOnce } from '@handoff/kit/subgraph';
import { ModelAssignmentsResolver, PersonAssignmentsResolver, TeamAssignmentsResolver } from './assignment/holders.ts';
import { assignmentById, roleByKey } from './assignment/queries.ts';
import { AssignmentMutations, AssignmentResolver } from './assignment/resolver.ts';
import { AssumptionMutations } from './assumption/resolver.ts';
import { AuditResolver, ModelHistoryResolver, VersionHistoryResolver } from './audit/resolver.ts';
import { CardResolver } from './card/resolver.ts';
import { comparisonById } from './comparison/queries.ts';
import { ComparisonResolver } from './comparison/resolver.ts';
import { datasetQueries } from './dataset/queries.ts';
import { DatasetResolver } from './dataset/resolver.ts';
import { datasets } from './dataset/table.ts';
import { DirectoryPersonResolver, DirectoryTeamResolver } from './directory/resolver.ts';
import { directoryPeople, directoryTeams } from './directory/table.ts';
import { DocumentResolver } from './document/resolver.ts';
import { documents } from './document/table.ts';
import { availabilities } from './feature/availability.ts';
import { definitionQueries } from './feature/queries.ts';
import { FeatureDefinitionResolver } from './feature/resolver.ts';
import { featureDefinitions } from './feature/table.ts';
import { PersonHandoversResolver, VersionHandoversResolver } from './handover/holders.ts';
import { handoverById } from './handover/queries.ts';
import { CommentResolver, HandoverMutations, HandoverResolver, HandoverSectionResolver } from './handover/resolver.ts';
import { handoverComments, handoverSections, handovers } from './handover/table.ts';
import { ImportResolver } from './import/resolver.ts';
import { importBases, sources } from './import/table.ts';
import { ModelChanges } from './model/changes.ts';
import { TeamModelsResolver } from './model/of-team.ts';
import { AliasResolver, ModelPartsResolver } from './model/parts-resolver.ts';
import { modelById, modelByName } from './model/queries.ts';
import { ModelResolver } from './model/resolver.ts';
import { ModelAsOfResolver, ModelSnapshotResolver } from './model/snapshot-resolver.ts';
import { aliases, models } from './model/table.ts';
import { DeliveryResolver } from './notification/health-resolver.ts';
import { NotificationResolver, RecipientResolver } from './notification/resolver.ts';
import { PersonResolver } from './person/resolver.ts';
import { Person } from './person/schema.ts';
import { RateLimitResolver } from './rate-limit/resolver.ts';
import { RefreshMutations } from './refresh/resolver.ts';
import { refreshes } from './refresh/table.ts';
import { AssignedGapResolver, ReportGapResolver } from './report/gap-resolver.ts';
import { ReportResolver } from './report/resolver.ts';
import { ModelEdgeResolver } from './search/resolver.ts';
import { SignInMutations } from './sign-in/resolver.ts';
import { identities } from './sign-in/table.ts';
import { SlackGroupResolver, TeamSlackGroupResolver } from './slack-group/resolver.ts';
import { slackGroups } from './slack-group/table.ts';
import { ChatFilterResolver, ChatSubscriptionResolver } from './subscription/resolver.ts';
import { chatSubscriptions } from './subscription/table.ts';
import { TeamResolver } from './team/resolver.ts';
import { Team } from './team/schema.ts';
import { PersonTokenResolver, ServiceAccountResolver } from './token/resolver.ts';
import { ServiceAccount } from './token/schema.ts';
import {
  AssumptionResolver,
  DatasetUseResolver,
  EvaluationResolver,
  FeatureResolver,
  VersionPartsResolver,
} from './version/parts-resolver.ts';
import { versionById } from './version/queries.ts';
import { VersionResolver } from './version/resolver.ts';
import { artifacts, assumptions, datasetUses, evaluations, features, labels, versions } from './version/table.ts';

/** The tables that registry reads and writes. */
export const registryTables: readonly Table[] = [
  ...accessTables,
  ...[models, aliases, versions, features, labels, datasetUses, evaluations, artifacts, assumptions],
  ...[documents, datasets, featureDefinitions, availabilities, sources, importBases],
  ...[handovers, handoverSections, handoverComments, refreshes, identities],
  ...[directoryPeople, directoryTeams, chatSubscriptions, slackGroups],
];

const modelResolvers = [
  ModelResolver,
  ModelChanges,
  ModelPartsResolver,
  ModelAsOfResolver,
  ModelSnapshotResolver,
  TeamModelsResolver,
  ModelEdgeResolver,
  AliasResolver,
  VersionResolver,
  VersionPartsResolver,
  FeatureResolver,
  DatasetUseResolver,
  EvaluationResolver,
  AssumptionResolver,
  AssumptionMutations,
  DocumentResolver,
  DatasetResolver,
  FeatureDefinitionResolver,
  ComparisonResolver,
  CardResolver,
  ImportResolver,
  RefreshMutations,
];

const handoverResolvers = [
  HandoverResolver,
  HandoverMutations,
  HandoverSectionResolver,
  CommentResolver,
  VersionHandoversResolver,
  PersonHandoversResolver,
];

/** Registry: what exists, what it is made of, and who answers for it. */
export const registrySubgraph = builtOnce(() => ({
  name: 'registry',
  resolvers: [
    TeamResolver,
    PersonResolver,
    PersonTokenResolver,
    SignInMutations,
    DirectoryPersonResolver,
    DirectoryTeamResolver,
    SlackGroupResolver,
    TeamSlackGroupResolver,
    ServiceAccountResolver,
    TeamAssignmentsResolver,
    PersonAssignmentsResolver,
    ModelAssignmentsResolver,
    ModelHistoryResolver,
    VersionHistoryResolver,
    ...modelResolvers,
    ...handoverResolvers,
    AssignmentResolver,
    AssignmentMutations,
    AuditResolver,
    RateLimitResolver,
    NotificationResolver,
    RecipientResolver,
    DeliveryResolver,
    ChatSubscriptionResolver,
    ChatFilterResolver,
    ReportResolver,
    ReportGapResolver,
    AssignedGapResolver,
  ],
  orphanedTypes: [Person, ServiceAccount, Team, ...problemTypes],
  references: {
    Model: (reference, context) =>
      reference.id ? load(context, modelById, reference.id) : load(context, modelByName, String(reference.name)),
    ModelVersion: (reference, context) => load(context, versionById, reference.id),
    VersionComparison: (reference, context) => comparisonById(context, reference.id),
    Dataset: (reference, context) => load(context, datasetQueries.shownById, reference.id),
    FeatureDefinition: (reference, context) => load(context, definitionQueries.shownById, reference.id),
    Assignment: (reference, context) => load(context, assignmentById, reference.id),
    Handover: (reference, context) => load(context, handoverById, reference.id),
    Role: (reference, context) => load(context, roleByKey, String(reference.key)),
    Person: principalOf('per_'),
    ServiceAccount: principalOf('svc_'),
    Team: principalOf('tea_'),
  },
}));
