import type { CompareOperations, WholeComparison } from '../answers/compare.ts';
import type { HealthOperations, ModelHealthView } from '../answers/health.ts';
import type { PickOperations } from '../answers/pick.ts';
import type { UnfurlOperations } from '../answers/unfurl.ts';
import { comparison } from './graph-promotions.ts';
import type { ResolversOf } from './graph-resolvers.ts';

const created = '2026-11-01T04:15:00.000Z';
const hours = Array.from({ length: 24 }, (_, hour) => `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`);

/** What differs between the versions of the test graph. */
export const compared: WholeComparison = {
  ...comparison,
  right: { version: '3' },
  hyperparameters: [{ name: 'depth', change: 'CHANGED', before: '6', after: '8' }],
  assumptions: [{ name: 'Contracts last a year.', change: 'REMOVED', before: 'HOLDS', after: null }],
  trainingData: [{ name: 'contracts', change: 'ADDED', before: null, after: 'TRAINING' }],
};

const failing = { status: 'FAILING', summary: '1 critical alert is open: Drift of tenure.', openAlerts: 1 } as const;

/** How the model of the test graph is. */
export const health: ModelHealthView = {
  name: 'churn',
  title: 'Churn prediction',
  owner: null,
  health: { ...failing, since: '2026-11-21T04:15:00.000Z', lastObservedAt: '2026-11-21T05:00:00.000Z' },
  live: [
    {
      ...{ kind: 'PRIMARY', trafficPercent: 100, startedAt: '2026-11-01T04:15:00.000Z', health: failing },
      environment: { name: 'production', title: 'Production', production: true },
      version: { id: 'ver_2', version: '2' },
    },
  ],
  monitors: [{ name: 'Drift', metric: 'psi', environment: 'production', threshold: 0.2, enabled: true }],
};

const includes = (text: string, search = '') => text.toLowerCase().includes(search.toLowerCase());

/** How the test graph answers look-ups of versions and of health, and what the selects of forms ask. */
export const lookupResolvers: ResolversOf<CompareOperations & HealthOperations & PickOperations & UnfurlOperations> = {
  PickModels: ({ models }, { search }) => ({
    models: { nodes: models.filter(({ name, title }) => includes(`${name} ${title}`, search)) },
  }),
  PickVersions: ({ models }, { id }) => ({
    model: models.some(each => each.id === id)
      ? {
          versions: { nodes: ['3', '2'].map(version => ({ id: `ver_${version}`, version, createdAt: created })) },
          aliases: [{ name: 'champion', version: { id: 'ver_3' } }],
        }
      : null,
  }),
  PickEnvironments: () => ({
    environments: [
      { name: 'staging', title: 'Staging' },
      { name: 'production', title: 'Production' },
    ],
  }),
  PickPrincipals: ({ people }, { search }) => ({
    people: { nodes: people.filter(({ name, email }) => includes(`${name} ${email}`, search)) },
    teams: { nodes: [{ id: 'tea_ml', name: 'ml', title: 'Machine learning' }] },
  }),
  LinkedModel: ({ models, restricted }, { name }) => {
    const model = models.find(each => each.name === name);
    const visibility = restricted ? ('RESTRICTED' as const) : ('INTERNAL' as const);
    return { model: model ? { ...model, visibility, health: failing } : null };
  },
  LinkedVersion: (_, { id }) => ({
    modelVersion:
      id === 'ver_3'
        ? {
            ...{ version: '3', algorithm: 'trees', framework: null, changeNote: 'Months now.' },
            model: { visibility: 'INTERNAL', name: 'churn', title: 'Churn prediction' },
            card: { completeness: 0.8 },
          }
        : null,
  }),
  LinkedPromotion: ({ promotions }, { id }) => {
    const promotion = promotions.get(id);
    return { promotion: promotion ? { ...promotion, about: { visibility: 'INTERNAL' } } : null };
  },
  LinkedAlert: ({ alerts }, { id }) => {
    const alert = alerts.get(id);
    return { alert: alert ? { ...alert, about: { visibility: 'INTERNAL' } } : null };
  },
  CompareVersions: (_, { left, right }) => {
    const known = ['2', '3'].includes(left) && ['2', '3'].includes(right);
    return { compareVersions: known ? { ...compared, left: { version: left }, right: { version: right } } : null };
  },
  ReadVersions: () => ({
    model: {
      title: 'Churn prediction',
      aliases: [{ name: 'champion' }],
      versions: { nodes: [{ version: '3' }, { version: '2' }] },
    },
  }),
  ReadHealth: ({ models }, { id }) => ({ model: models.some(each => each.id === id) ? health : null }),
  ReadSeries: (_, { name }) => ({
    modelVersion: { metric: { name, unit: null, points: hours.map((at, hour) => ({ at, value: hour / 100 })) } },
  }),
};
