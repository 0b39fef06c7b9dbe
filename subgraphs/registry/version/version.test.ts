import { rows } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { datasetMeant } from '../dataset/dataset.ts';
import { checked } from '../model/check.ts';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { contentDigest, contentSchema } from './content.ts';
import { nextNumber } from './version.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
let reader: string;

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  admin = await addPerson(database.db, 'Admin');
  reader = await addPerson(database.db, 'Rita');
  await giveRole(database.db, { to: admin, role: 'admin' });
  const input = { name: 'churn', task: 'OTHER', riskTier: 'MINIMAL' };
  await ask(as(admin), 'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id } } }', {
    input,
  });
});
afterAll(() => database.drop());

const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });

interface Registered {
  registerVersion: { version: Record<string, unknown> | null; problem: Record<string, unknown> | null };
}

async function register(input: object, by = admin) {
  const source = `mutation ($input: RegisterVersionInput!) { registerVersion(input: $input) {
    version { id version digest state tags createdBy { name } parent { version } trainedBy { name } source { system externalId }
      hyperparameters { name value } features { name required shape transformations definition { name } } labels { name }
      assumptions { text status } trainingData { purpose dataset { id name digest } } evaluations { metric value valueText dataset { id name } }
      artifacts { uri sha256 } documents { title updatedBy { name } } }
    problem { __typename message ... on InvalidInput { field } ... on Conflict { reason } ... on NotAllowed { rule } } } }`;
  const { registerVersion } = await ask<Registered>(as(by), source, {
    input: { model: 'churn', content: {}, ...input },
  });
  return registerVersion;
}

const digestOf = (content: unknown): string => {
  const { value, problem } = checked(contentSchema, content);
  if (problem) throw new Error(problem.message);
  return contentDigest(value);
};

it.each([
  [[], '1'],
  [['1', '2'], '3'],
  [['9', '10', 'beta'], '11'],
  [['v1'], '1'],
])('numbers the version after %j as %s', (versions, next) => {
  expect(nextNumber(versions)).toBe(next);
});

it.each([
  [
    {
      features: [
        { name: 'a', dtype: 'long' },
        { name: 'a', dtype: 'long' },
      ],
    },
    'content.features[1].name',
  ],
  [{ features: [{ name: 'a', dtype: ' ' }] }, 'content.features[0].dtype'],
  [{ features: [{ name: 'a', dtype: 'long', shape: [-2] }] }, 'content.features[0].shape[0]'],
  [{ labels: [{ name: 'a\u0000', dtype: 'long' }] }, 'content.labels[0].name'],
  [{ evaluations: [{ metric: 'auc' }] }, 'content.evaluations[0].value'],
  [{ evaluations: [{ metric: 'auc', value: Number.NaN }] }, 'content.evaluations[0].value'],
  [{ evaluations: [{ metric: 'auc', value: Number.POSITIVE_INFINITY }] }, 'content.evaluations[0].value'],
  [{ evaluations: [{ metric: 'auc', value: 1, lower: 2, upper: 1 }] }, 'content.evaluations[0].upper'],
  [{ artifacts: [{ uri: 's3://x', sha256: 'abc' }] }, 'content.artifacts[0].sha256'],
  [{ artifacts: [{ uri: 's3://x', bytes: -1 }] }, 'content.artifacts[0].bytes'],
  [{ features: [{ name: 'a', dtype: 'long', definition: newId('ftr') }] }, 'content.features[0].definition'],
  [{ evaluations: [{ metric: 'auc', value: 1, dataset: newId('dts') }] }, 'content.evaluations[0].dataset'],
  [
    { trainingData: [{ dataset: { name: newId('dts') }, purpose: 'TRAINING' }] },
    'content.trainingData[0].dataset.name',
  ],
  [{ changeNote: 'x'.repeat(20_001) }, 'content.changeNote'],
])('says where %j is wrong', (content, field) => {
  expect(checked(contentSchema, content, 'content').problem).toMatchObject({ kind: 'InvalidInput', field });
});

it.each([
  { told: 'the digest before the name', name: 'b', digest: 'd'.repeat(32), id: 'dts_1' },
  { told: 'other content as another data set', name: 'a', digest: 'e'.repeat(32), id: null },
  { told: 'the newest of a name without a digest', name: 'a', digest: null, id: 'dts_3' },
  { told: 'no short digest under another name', name: 'b', digest: 'short', id: null },
  { told: 'a short digest under its own name', name: 'a', digest: 'short', id: 'dts_3' },
])('takes $told', ({ told: _, id, ...wanted }) => {
  const known = [
    { id: 'dts_1', name: 'a', digest: 'd'.repeat(32) },
    { id: 'dts_3', name: 'a', digest: 'short' },
  ];
  expect(datasetMeant(known, wanted)?.id ?? null).toBe(id);
});

const word = fc.string({ minLength: 1, maxLength: 12 }).filter(text => text.trim() !== '' && !text.includes('\u0000'));
const contents = fc.record(
  {
    algorithm: word,
    framework: word,
    changeNote: word,
    hyperparameters: fc.uniqueArray(fc.record({ name: word, value: word }), {
      selector: ({ name }) => name,
      maxLength: 4,
    }),
    features: fc.uniqueArray(fc.record({ name: word, dtype: word, required: fc.boolean() }), {
      selector: ({ name }) => name,
      maxLength: 4,
    }),
    evaluations: fc.array(fc.record({ metric: word, value: fc.double({ noNaN: true, noDefaultInfinity: true }) }), {
      maxLength: 4,
    }),
  },
  { requiredKeys: [] },
);

/** The same value with the keys of all its objects the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

it('takes one digest for one content: no order of keys or of sets, no defaults and no papers change it', () => {
  fc.assert(
    fc.property(contents, content => {
      const digest = digestOf(content);
      expect(digestOf(turned(content))).toBe(digest);
      const sets = {
        hyperparameters: content.hyperparameters?.toReversed(),
        evaluations: content.evaluations?.toReversed(),
      };
      expect(digestOf({ ...content, ...sets })).toBe(digest);
      const papers = { labels: [], artifacts: null, assumptions: ['A'], documents: [{ title: 'T', kind: 'k' }] };
      expect(digestOf({ ...content, ...papers })).toBe(digest);
    }),
  );
});

it('takes another digest for other content', () => {
  fc.assert(
    fc.property(contents, word, (content, more) => {
      const digest = digestOf(content);
      expect(digestOf({ ...content, changeNote: `${content.changeNote ?? ''}${more}` })).not.toBe(digest);
      expect(digestOf({ ...content, algorithm: `${content.algorithm ?? ''}${more}` })).not.toBe(digest);
      const features = [...(content.features ?? []), { name: `${more} and thirteen more`, dtype: 'long' }];
      expect(digestOf({ ...content, features })).not.toBe(digest);
      expect(digestOf({ ...content, artifacts: [{ uri: more }] })).not.toBe(digest);
    }),
  );
});

it('minds the order of features', () => {
  const features = [
    { name: 'a', dtype: 'long' },
    { name: 'b', dtype: 'long' },
  ];
  expect(digestOf({ features: features.toReversed() })).not.toBe(digestOf({ features }));
});

it('registers a version with all it is made of, then the next one from it', async () => {
  const content = {
    framework: 'xgboost 2.1.0',
    hyperparameters: [{ name: 'depth', value: '6' }],
    features: [{ name: 'age', dtype: 'long', shape: [-1], transformations: ['log'], definition: 'customer_age' }],
    labels: [{ name: 'churned', dtype: 'boolean' }],
    assumptions: ['Prices stay'],
    trainingData: [{ dataset: { name: 'customers', digest: 'f'.repeat(64), rows: 5e9 }, purpose: 'TRAINING' }],
    evaluations: [
      { metric: 'auc', value: 0.91, dataset: 'customers' },
      { metric: 'bias', valueText: 'low', dataset: 'panel' },
    ],
    artifacts: [{ uri: 's3://churn/1', sha256: 'AB'.repeat(32) }],
    documents: [{ title: 'Notes', kind: 'notes', body: 'x' }],
  };
  const source = { system: 'API', externalId: 'churn/1' };
  const { version } = await register({ content, source, trainedBy: reader, tags: ['b', 'a'] });
  expect(version).toMatchObject({
    version: '1',
    state: 'READY',
    tags: ['a', 'b'],
    createdBy: { name: 'Admin' },
    trainedBy: { name: 'Rita' },
    source,
    features: [
      { name: 'age', required: true, shape: [-1], transformations: ['log'], definition: { name: 'customer_age' } },
    ],
    assumptions: [{ text: 'Prices stay', status: 'OPEN' }],
    evaluations: [
      { valueText: '0.91', dataset: { name: 'customers' } },
      { value: null, valueText: 'low', dataset: { name: 'panel' } },
    ],
    artifacts: [{ sha256: 'ab'.repeat(32) }],
    documents: [{ title: 'Notes', updatedBy: { name: 'Admin' } }],
  });
  const { trainingData, evaluations } = version as unknown as Record<
    'trainingData' | 'evaluations',
    { dataset: { id: string } }[]
  >;
  const used = trainingData[0]?.dataset.id;
  expect(evaluations[0]?.dataset.id).toBe(used);
  const next = await register({ content: { ...content, changeNote: 'again' }, parentVersion: '1' });
  expect(next.version).toMatchObject({
    version: '2',
    parent: { version: '1' },
    trainingData: [{ dataset: { id: used } }],
  });
  expect(next.version?.digest).not.toBe(version?.digest);
});

it('answers what is wrong with a version as a problem', async () => {
  expect((await register({}, reader)).problem).toMatchObject({ rule: 'version-register' });
  expect((await register({ version: '1' })).problem).toMatchObject({ reason: 'NAME_TAKEN' });
  expect((await register({ source: { system: 'API', externalId: 'churn/1' } })).problem).toMatchObject({
    reason: 'NAME_TAKEN',
  });
  expect((await register({ model: 'nobody' })).problem).toMatchObject({ __typename: 'NotFound' });
  expect((await register({ parentVersion: '99' })).problem).toMatchObject({ __typename: 'NotFound' });
  expect((await register({ trainedBy: 'per_nobody' })).problem).toMatchObject({ field: 'trainedBy' });
  expect((await register({ version: 'a b' })).problem).toMatchObject({ field: 'version' });
});

it('numbers versions that are registered at once one after the other', async () => {
  const both = await Promise.all(
    [1, 2, 3].map(() => register({ content: { trainingData: [{ dataset: { name: 'new' }, purpose: 'TEST' }] } })),
  );
  expect(both.map(({ version }) => version?.version).toSorted()).toEqual(['3', '4', '5']);
  const made = await rows(database.db, "SELECT 1 FROM registry.dataset WHERE name = 'new'");
  expect(made).toHaveLength(1);
});

it('archives a version and makes it ready again', async () => {
  const source =
    'mutation ($input: ArchiveVersionInput!) { archiveVersion(input: $input) { version { state } problem { message } } }';
  const input = { model: 'churn', version: '1', reason: 'weak' };
  expect(await ask(as(admin), source, { input })).toMatchObject({ archiveVersion: { version: { state: 'ARCHIVED' } } });
  expect(await ask(as(admin), source, { input: { ...input, undo: true } })).toMatchObject({
    archiveVersion: { version: { state: 'READY' } },
  });
});

it.each([
  "UPDATE registry.version SET digest = repeat('0', 64)",
  "UPDATE registry.version SET framework = 'other'",
  'UPDATE registry.version SET trained_by_id = NULL',
  'DELETE FROM registry.version',
  "UPDATE registry.feature SET dtype = 'double'",
  'DELETE FROM registry.label',
  "UPDATE registry.evaluation SET value_text = 'better'",
  'DELETE FROM registry.artifact',
  'DELETE FROM registry.dataset_use',
])('refuses %s in the database itself', async sql => {
  await expect(rows(database.db, sql)).rejects.toThrow('never changes');
});
