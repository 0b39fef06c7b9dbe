import { principalOf } from '@handoff/kit/access/principal';
import { visibleModelSoon } from '@handoff/kit/access/queries';
import { accessTables } from '@handoff/kit/access/table';
import type { Table } from '@handoff/kit/database/database';
import { isId } from '@handoff/kit/id';
import { load } from '@handoff/kit/loader';
import { ServiceAccountStub, TeamStub } from '@handoff/kit/schema/principal';
import { problemTypes } from '@handoff/kit/schema/problem';
import { builtOnce, type ReferenceResolver } from '@handoff/kit/subgraph';
import { adviceById } from './advice/queries.ts';
import { AdviceMutations, AdviceResolver, ModelAdviceResolver, PersonAdviceResolver } from './advice/resolver.ts';
import { advices } from './advice/table.ts';
import { AlertChanges } from './alert/changes.ts';
import {
  DeploymentAlertsResolver,
  HealthResolver,
  ModelAlertsResolver,
  ModelHealthResolver,
  PersonAlertsResolver,
} from './alert/holders.ts';
import { AlertMutations } from './alert/mutations.ts';
import { alertById } from './alert/queries.ts';
import { AlertEventResolver, AlertEvidenceResolver, AlertResolver, MonitorVerdictsResolver } from './alert/resolver.ts';
import { alerts, pictures, verdicts } from './alert/table.ts';
import { CostMutations, CostResolver, ModelCostResolver } from './cost/resolver.ts';
import { budgets, costAccounts, costBatches, costLines } from './cost/table.ts';
import { VersionDriftResolver } from './drift/resolver.ts';
import { MonitoredDeployment, MonitoredModel, MonitoredPerson, MonitoredVersion } from './entities.ts';
import { LabelMutations } from './label/resolver.ts';
import { measuredVersion } from './metric/queries.ts';
import { DeploymentSumsResolver, MetricMutations, VersionMetricResolver } from './metric/resolver.ts';
import { metricBatches } from './metric/table.ts';
import { monitorById } from './monitor/queries.ts';
import {
  BacktestResolver,
  ModelMonitorsResolver,
  MonitorMutations,
  MonitorReferenceResolver,
  MonitorResolver,
} from './monitor/resolver.ts';
import { monitors } from './monitor/table.ts';
import { ObservationMutations } from './observation/resolver.ts';
import { VersionPerformanceResolver } from './performance/resolver.ts';
import { VersionQualityResolver } from './quality/resolver.ts';
import { referenceOfVersion } from './reference/queries.ts';
import { ReferenceMutations, ReferenceProfileResolver, VersionReferenceResolver } from './reference/resolver.ts';
import { references } from './reference/table.ts';
import { upstreams } from './upstream/table.ts';

/** The tables that monitoring reads and writes. */
export const monitoringTables: readonly Table[] = [
  ...accessTables,
  ...[costAccounts, budgets, costBatches, costLines],
  ...[metricBatches, references, monitors, alerts, pictures, verdicts, advices, upstreams],
];

const resolvers = [
  ...[ModelCostResolver, CostResolver, CostMutations],
  ...[VersionMetricResolver, DeploymentSumsResolver, MetricMutations, ObservationMutations, LabelMutations],
  ...[VersionReferenceResolver, ReferenceProfileResolver, ReferenceMutations],
  ...[VersionDriftResolver, VersionQualityResolver, VersionPerformanceResolver],
  ...[
    MonitorResolver,
    MonitorReferenceResolver,
    ModelMonitorsResolver,
    MonitorVerdictsResolver,
    MonitorMutations,
    BacktestResolver,
  ],
  ...[AlertResolver, AlertEventResolver, AlertEvidenceResolver, AlertMutations, AlertChanges],
  ...[ModelAlertsResolver, DeploymentAlertsResolver, PersonAlertsResolver, HealthResolver, ModelHealthResolver],
  ...[AdviceResolver, ModelAdviceResolver, PersonAdviceResolver, AdviceMutations],
];

const modelOf: ReferenceResolver = ({ id }, context) => visibleModelSoon(context, id);
const versionOf: ReferenceResolver = async ({ id }, context) =>
  (await load(context, measuredVersion, id)) ?? ((await load(context, referenceOfVersion, id)) && { id });
// Whether there is such a deployment is not known here; what there is to say of it is filtered, field by field.
const deploymentOf: ReferenceResolver = ({ id }) => (isId('dep', id) ? { id } : null);

/** Monitoring: how what runs behaves, what it costs, and who is told. */
export const monitoringSubgraph = builtOnce(() => ({
  name: 'monitoring',
  resolvers,
  orphanedTypes: [
    ...[MonitoredModel, MonitoredVersion, MonitoredDeployment],
    ...[MonitoredPerson, TeamStub, ServiceAccountStub],
    ...problemTypes,
  ],
  references: {
    Model: modelOf,
    ModelVersion: versionOf,
    Deployment: deploymentOf,
    Monitor: ({ id }, context) => load(context, monitorById, id),
    Alert: ({ id }, context) => load(context, alertById, id),
    Advice: ({ id }, context) => load(context, adviceById, id),
    Person: principalOf('per_'),
  },
}));
