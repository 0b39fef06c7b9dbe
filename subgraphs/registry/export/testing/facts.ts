import type { ModelFacts, PrincipalFacts, VersionFacts } from '../facts.ts';

const at = '2026-11-21T09:00:00.000Z';
const ana: PrincipalFacts = { __typename: 'Person', name: 'Ana', email: 'ana@example.org' };

/** A model of which nothing is known but what the graph always knows. */
export const bareModel: ModelFacts = {
  ...{ id: 'mdl_1', name: 'churn', title: 'churn', description: null, purpose: null, limitations: null },
  ...{ task: 'OTHER', riskTier: 'UNCLASSIFIED', visibility: 'INTERNAL', tags: [], team: null },
  ...{ createdAt: at, updatedAt: at, archivedAt: null },
  ...{ objectives: [], aliases: [], assignments: [], documents: [], sources: [] },
};

/** A version of it, as bare. */
export const bareVersion: VersionFacts = {
  ...{ id: 'ver_1', version: '7', state: 'READY', digest: 'd'.repeat(64), createdAt: at, tags: [] },
  ...{ algorithm: null, framework: null, hyperparameters: [], changeNote: null, features: [], labels: [] },
  ...{ assumptions: [], trainingData: [], evaluations: [], artifacts: [], documents: [] },
  ...{ source: null, trainedBy: null, createdBy: null, parent: null },
};

/** A model of which all is known, with one text wherever somebody wrote one. */
export function fullModel(text: string): ModelFacts {
  return {
    ...bareModel,
    ...{ title: text, description: text, purpose: text, limitations: text, task: 'RANKING', riskTier: 'HIGH' },
    ...{ tags: [text, 'approach=supervised'], team: { name: 'growth', title: text } },
    objectives: [{ metric: text, comparator: 'AT_LEAST', target: 0.8, unit: text, rationale: text }],
    aliases: [{ name: 'champion', version: { id: 'ver_1' } }],
    assignments: [
      { role: { key: 'owner', raci: 'ACCOUNTABLE' }, assignee: ana },
      { role: { key: 'it-ops', raci: 'RESPONSIBLE' }, assignee: { __typename: 'Team', name: 'platform' } },
      { role: { key: 'stakeholder', raci: 'INFORMED' }, assignee: { __typename: 'Team', name: 'sales' } },
    ],
    documents: [{ title: text, kind: text, uri: text, updatedAt: at, updatedBy: ana }],
    sources: [{ system: 'MLFLOW', url: text, externalId: text, runId: null, commit: null }],
  };
}

/** A version of which all is known, likewise. */
export function fullVersion(text: string): VersionFacts {
  const field = { name: text, dtype: text, shape: [-1, 3], description: text };
  const definition = { name: text, dtype: 'double', source: text, description: text, owner: ana };
  const dataset = { id: 'dts_1', name: text, uri: text, digest: text, rows: 1200, from: at, to: at, description: text };
  return {
    ...bareVersion,
    ...{ algorithm: text, framework: text, changeNote: text, tags: [text], version: text },
    hyperparameters: [{ name: text, value: text }],
    features: [{ ...field, required: true, unit: text, sensitive: true, transformations: [text], definition }],
    labels: [field],
    assumptions: [{ text, status: 'OPEN' }],
    trainingData: [
      { purpose: 'TRAINING', dataset },
      { purpose: 'TEST', dataset: { ...dataset, id: 'dts_2' } },
    ],
    evaluations: [
      {
        ...{ metric: text, valueText: '0.81', dataset: { name: text }, split: text, slice: text },
        ...{ lower: 0.78, upper: 0.84, n: 1200, verified: true },
      },
    ],
    artifacts: [{ uri: text, sha256: 'a'.repeat(64), bytes: 10, format: text }],
    documents: [{ title: text, kind: text, uri: text, updatedAt: at, updatedBy: null }],
    source: { system: 'MLFLOW', url: text, externalId: text, runId: text, commit: text },
    ...{ trainedBy: ana, createdBy: { __typename: 'ServiceAccount', name: 'importer' } },
    parent: { id: 'ver_0', version: text, digest: 'e'.repeat(64), model: { name: 'churn' } },
  };
}
