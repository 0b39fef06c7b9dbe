import { accessTables } from '@handoff/kit/access/table';
import type { Table } from '@handoff/kit/database/database';
import { load } from '@handoff/kit/loader';
import { ServiceAccountStub, TeamStub } from '@handoff/kit/schema/principal';
import { problemTypes } from '@handoff/kit/schema/problem';
import { builtOnce, type ReferenceResolver } from '@handoff/kit/subgraph';
import { environmentById, environmentByName, targetById } from './environment/queries.ts';
import {
  EnvironmentResolver,
  FreezeResolver,
  PromotionPolicyResolver,
  TargetResolver,
} from './environment/resolver.ts';
import { environments, freezes, policies, targets } from './environment/table.ts';
import { orders } from './executor/table.ts';
import { ExperimentMutations } from './experiment/mutations.ts';
import { experimentById } from './experiment/queries.ts';
import {
  ArmResolver,
  ExperimentDecisionResolver,
  ExperimentResolver,
  ModelExperimentsResolver,
} from './experiment/resolver.ts';
import { DatasetStub } from './experiment/schema.ts';
import { experimentArms, experimentBatches, experiments, experimentTotals } from './experiment/table.ts';
import { hostingById } from './hosting/queries.ts';
import {
  HostingDecisionResolver,
  HostingOptionResolver,
  ModelHostingResolver,
  ProductionRequirementResolver,
} from './hosting/resolver.ts';
import { hostingDecisions, requirements } from './hosting/table.ts';
import { ModelStub, modelReference, VersionStub } from './model-stub.ts';
import { PersonStub } from './person-stub.ts';
import { PromotionChanges } from './promotion/changes.ts';
import { ModelPromotionsResolver, PersonDecisionsResolver, VersionPromotionsResolver } from './promotion/holders.ts';
import { PromotionMutations } from './promotion/mutations.ts';
import { promotionById } from './promotion/queries.ts';
import { ApprovalResolver, CheckResolver, PromotionEventResolver, PromotionResolver } from './promotion/resolver.ts';
import { ComparisonStub } from './promotion/schema.ts';
import { approvals, promotions } from './promotion/table.ts';
import { deploymentById } from './rollout/queries.ts';
import { DeploymentResolver, ModelDeploymentsResolver, VersionDeploymentsResolver } from './rollout/resolver.ts';
import { deployments, traffic } from './rollout/table.ts';
import {
  DivergenceResolver,
  ModelDivergencesResolver,
  ObservedResolver,
  PolledTargetResolver,
  ServingMutations,
} from './serving/resolver.ts';
import { observations } from './serving/table.ts';

/** The tables that deployment reads and writes. */
export const deploymentTables: readonly Table[] = [
  ...accessTables,
  ...[environments, targets, policies, freezes],
  ...[promotions, approvals, deployments, traffic, observations, orders],
  ...[hostingDecisions, requirements],
  ...[experiments, experimentArms, experimentBatches, experimentTotals],
];

const hostingResolvers = [
  ModelHostingResolver,
  HostingDecisionResolver,
  HostingOptionResolver,
  ProductionRequirementResolver,
];

const servingResolvers = [
  ServingMutations,
  ObservedResolver,
  PolledTargetResolver,
  ModelDivergencesResolver,
  DivergenceResolver,
];

const promotionResolvers = [
  PromotionResolver,
  PromotionChanges,
  PromotionMutations,
  ApprovalResolver,
  CheckResolver,
  PromotionEventResolver,
  DeploymentResolver,
  ModelPromotionsResolver,
  ModelDeploymentsResolver,
  VersionPromotionsResolver,
  VersionDeploymentsResolver,
  PersonDecisionsResolver,
];

const experimentResolvers = [
  ModelExperimentsResolver,
  ExperimentResolver,
  ExperimentMutations,
  ArmResolver,
  ExperimentDecisionResolver,
];

// An environment is known by its id or by its name, whichever another subgraph has.
const environmentOf: ReferenceResolver = ({ id, name }, context) =>
  id ? load(context, environmentById, id) : load(context, environmentByName, String(name));

/** Deployment: what runs where, and who said yes. */
export const deploymentSubgraph = builtOnce(() => ({
  name: 'deployment',
  resolvers: [
    ...[EnvironmentResolver, TargetResolver, PromotionPolicyResolver, FreezeResolver],
    ...hostingResolvers,
    ...promotionResolvers,
    ...experimentResolvers,
    ...servingResolvers,
  ],
  orphanedTypes: [
    ModelStub,
    VersionStub,
    ComparisonStub,
    DatasetStub,
    ...problemTypes,
    PersonStub,
    TeamStub,
    ServiceAccountStub,
  ],
  references: {
    Model: modelReference,
    ModelVersion: ({ id }) => ({ id }),
    Person: ({ id }) => ({ id }),
    Environment: environmentOf,
    Promotion: (reference, context) => load(context, promotionById, reference.id),
    Deployment: (reference, context) => load(context, deploymentById, reference.id),
    Dataset: ({ id }) => ({ id }),
    Experiment: (reference, context) => load(context, experimentById, reference.id),
    Target: (reference, context) => load(context, targetById, reference.id),
    HostingDecision: (reference, context) => load(context, hostingById, reference.id),
  },
}));
