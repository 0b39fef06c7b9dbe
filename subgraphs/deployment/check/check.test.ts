import { expect, it } from 'vitest';
import { type CheckKind, checkKinds } from '../environment/promotion-policy.ts';
import { clearedWith, judge } from './check.ts';
import type { Circumstances, Facts, VersionFacts } from './facts.ts';

const version: VersionFacts = {
  modelId: 'mdl_1',
  modelName: 'churn',
  modelTitle: 'Churn',
  riskTier: 'HIGH',
  objectives: [{ metric: 'auc', comparator: 'AT_LEAST', target: 0.8 }],
  versionId: 'ver_2',
  version: '2',
  archived: false,
  digest: 'd',
  createdById: 'per_1',
  trainedById: null,
  missingFromCard: [],
  evaluations: [{ metric: 'auc', value: 0.9 }],
  assumptions: [],
  features: [],
  handovers: [],
  openAlerts: [],
};
const here: Circumstances = {
  ownerId: 'per_1',
  freezes: [],
  hosted: true,
  requirements: [],
  conversionAgrees: null,
  experiments: [],
};

function found(
  kind: CheckKind,
  changes: { version?: Partial<VersionFacts>; here?: Partial<Circumstances>; comparison?: Facts['comparison'] },
) {
  const facts: Facts = {
    version: { ...version, ...changes.version },
    here: { ...here, ...changes.here },
    environment: 'production',
    comparison: changes.comparison ?? null,
  };
  const [result] = judge([kind], facts);
  return result;
}

const income = { name: 'income', dtype: 'double' };
const to = new Date('2026-12-01T09:00:00Z');

it.each<[CheckKind, Parameters<typeof found>[1], boolean, RegExp]>([
  ['DOCUMENTED', {}, true, /all that its risk tier asks for/],
  ['DOCUMENTED', { version: { missingFromCard: ['limitations', 'owner'] } }, false, /lacks limitations, owner/],
  ['ACCOUNTABLE', {}, true, /owner has accepted/],
  ['ACCOUNTABLE', { here: { ownerId: null } }, false, /Nobody owns/],
  ['COMPATIBLE_SIGNATURE', {}, true, /Nothing runs there yet/],
  ['COMPATIBLE_SIGNATURE', { comparison: { id: 'a:b', breaking: false, breaks: [] } }, true, /can call this one/],
  ['COMPATIBLE_SIGNATURE', { comparison: { id: 'a:b', breaking: true, breaks: ['income'] } }, false, /break: income/],
  ['OBJECTIVES_MET', {}, true, /auc is 0.9 \(at least 0.8\)/],
  ['OBJECTIVES_MET', { version: { objectives: [] } }, false, /no objectives/],
  ['OBJECTIVES_MET', { version: { evaluations: [] } }, false, /auc was not measured/],
  ['OBJECTIVES_MET', { version: { evaluations: [{ metric: 'auc', value: 0.79 }] } }, false, /auc is 0.79/],
  [
    'OBJECTIVES_MET',
    {
      version: {
        evaluations: [
          { metric: 'auc', value: 0.9 },
          { metric: 'auc', value: 0.7 },
        ],
      },
    },
    false,
    /not measured/,
  ],
  ['OBJECTIVES_MET', { version: { evaluations: [{ metric: 'auc', value: null }] } }, false, /not measured/],
  ['EXPERIMENT_WON', {}, false, /No experiment/],
  ['NO_OPEN_ALERTS', {}, true, /No alert/],
  ['NO_OPEN_ALERTS', { version: { openAlerts: ['Too slow'] } }, false, /Too slow/],
  ['NO_OPEN_ALERTS', { version: { openAlerts: null } }, false, /could not be asked/],
  ['NOT_FROZEN', {}, true, /No freeze/],
  [
    'NOT_FROZEN',
    { here: { freezes: [{ reason: 'End of year', to }] } },
    false,
    /until 2026-12-01 09:00 UTC: End of year/,
  ],
  ['HOSTED', {}, true, /decided/],
  ['HOSTED', { here: { hosted: false } }, false, /decide hosting/],
  ['REQUIREMENTS_MET', {}, true, /No requirement/],
  [
    'REQUIREMENTS_MET',
    { here: { requirements: [{ metric: 'auc', comparator: 'AT_LEAST', value: 0.95 }] } },
    false,
    /at least 0.95/,
  ],
  [
    'REQUIREMENTS_MET',
    { here: { requirements: [{ metric: 'auc', comparator: 'AT_MOST', value: 0.95 }] } },
    true,
    /met/,
  ],
  ['FEATURES_AVAILABLE', {}, true, /no shared feature/],
  ['FEATURES_AVAILABLE', { version: { features: [{ ...income, definition: null }] } }, true, /no shared feature/],
  ['ASSUMPTIONS_HOLD', {}, true, /hold/],
  [
    'ASSUMPTIONS_HOLD',
    { version: { assumptions: [{ text: 'IDs are stable', status: 'OPEN' }] } },
    false,
    /not checked/,
  ],
  ['ASSUMPTIONS_HOLD', { version: { assumptions: [{ text: 'IDs are stable', status: 'BROKEN' }] } }, false, /broken/],
  ['CONVERSION_AGREES', {}, true, /Nothing was converted/],
  ['CONVERSION_AGREES', { here: { conversionAgrees: false } }, false, /does not agree/],
  ['CONVERSION_AGREES', { here: { conversionAgrees: true } }, true, /agrees/],
  ['REVIEWED', {}, false, /Nobody has reviewed/],
])('%s with %j passes: %s', (...[kind, changes, passed, detail]) => {
  const result = found(kind, changes);
  expect(result).toMatchObject({ kind, passed });
  expect(result?.detail).toMatch(detail);
});

it('judges in the order of the policy, and says for each check who can clear it', () => {
  const facts: Facts = { version, here, environment: 'production', comparison: null };
  expect(judge(checkKinds, facts).map(({ kind }) => kind)).toEqual([...checkKinds]);
  for (const kind of checkKinds) expect(clearedWith[kind]).toMatch(/^[A-Z_]+$/);
});
