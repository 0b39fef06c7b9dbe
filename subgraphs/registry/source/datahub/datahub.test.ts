import { existsSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { workSince } from '../../testing/cpu.ts';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { datahub } from './adapter.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-datahub-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function items(entries: unknown) {
  await writeFile(join(folder, 'metadata.json'), typeof entries === 'string' ? entries : JSON.stringify(entries));
  return itemsOf(datahub, join(folder, 'metadata.json'));
}
const groupUrn = (name: string) => `urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,${name},PROD)`;
const modelUrn = (name: string) => `urn:li:mlModel:(urn:li:dataPlatform:mlflow,${name},PROD)`;
const change = (entityUrn: string, aspectName: string, json: object) => ({
  entityType: entityUrn.split(':')[2],
  entityUrn,
  changeType: 'UPSERT',
  aspectName,
  aspect: { json },
});

test('a group is a model and its members are the versions, with figures, signature, aliases, tags and owners', async () => {
  const found = await items([
    change(groupUrn('Churn'), 'mlModelGroupProperties', { description: 'Old.' }),
    change(groupUrn('Churn'), 'mlModelGroupProperties', {
      description: 'Who leaves.',
      customProperties: { team: 'risk' },
      externalUrl: 'https://m/churn',
    }),
    change(groupUrn('Churn'), 'ownership', {
      owners: [{ owner: 'urn:li:corpuser:ann@acme.com' }, { owner: 'urn:li:corpGroup:ml' }],
    }),
    change(modelUrn('Churn_2'), 'mlModelProperties', {
      groups: [groupUrn('Churn')],
      created: { time: 1666185800000 },
      description: 'Newer.',
      hyperParams: [{ name: 'lr', value: '0.1' }],
      trainingMetrics: [
        { name: 'auc', value: '0.9' },
        { name: 'note', value: 'fine' },
      ],
      customProperties: {
        'signature.inputs': '[{"name": "age", "type": "double"}]',
        'mlflow.user': '"ben@acme.com"',
        model_type: 'x',
      },
      tags: ['nightly'],
    }),
    change(modelUrn('Churn_2'), 'versionProperties', {
      version: { versionTag: '2' },
      aliases: [{ versionTag: 'champion' }],
    }),
    {
      ...change(modelUrn('Churn_2'), 'globalTags', {}),
      aspect: { value: '{"tags":[{"tag":"urn:li:tag:gold"}]}', contentType: 'application/json' },
    },
    change('urn:li:dataset:x', 'status', { removed: false }),
  ]);
  expect(problemsIn(found)).toEqual([]);
  expect(recordsIn(found)).toEqual([
    {
      source: { system: 'DATAHUB', externalId: groupUrn('Churn'), url: 'https://m/churn' },
      name: 'churn',
      title: 'Churn',
      description: 'Who leaves.',
      task: 'OTHER',
      riskTier: 'UNCLASSIFIED',
      tags: ['platform=mlflow', 'env=PROD', 'team=risk'],
      owners: ['ann@acme.com', 'ml'],
      aliases: [{ name: 'champion', version: '2' }],
      versions: [
        {
          version: '2',
          source: { system: 'DATAHUB', externalId: `${modelUrn('Churn_2')}#2` },
          content: {
            features: [{ name: 'age', dtype: 'double', required: true }],
            hyperparameters: [{ name: 'lr', value: '0.1' }],
            evaluations: [
              { metric: 'auc', value: 0.9, valueText: '0.9' },
              { metric: 'note', valueText: 'fine' },
            ],
            documents: [{ title: 'Description', kind: 'description', body: 'Newer.' }],
          },
          tags: ['model_type=x', 'gold', 'nightly'],
          trainedBy: 'ben@acme.com',
          createdAt: '2022-10-19T13:23:20.000Z',
        },
      ],
    },
  ]);
});

test('a model without a group is a model; one that was removed is none, or an archived version', async () => {
  const found = await items([
    change(modelUrn('alone'), 'mlModelProperties', { description: 'By itself.' }),
    change(modelUrn('gone'), 'status', { removed: true }),
    change(groupUrn('g'), 'status', { removed: false }),
    change(modelUrn('g_1'), 'mlModelProperties', { groups: [groupUrn('g')] }),
    change(modelUrn('g_1'), 'status', { removed: true }),
  ]);
  expect(
    recordsIn(found).map(({ name, versions }) => [name, versions.map(({ version, archived }) => [version, archived])]),
  ).toEqual([
    ['g', [['1', true]]],
    ['alone', [['1', undefined]]],
  ]);
});

test('entries that make no sense are told with their place, and the others go in', async () => {
  const entries: unknown[] = Array.from({ length: 500 }, (_, i) =>
    change(modelUrn(`m${i}`), 'status', { removed: false }),
  );
  entries[3] = 'text';
  entries[4] = { entityType: 'mlModel' };
  entries[5] = {};
  entries[6] = change('urn:li:mlModel:odd', 'status', {});
  entries[7] = change(modelUrn('m7'), 'mlModelProperties', { customProperties: { 'signature.inputs': '[{' } });
  const found = await items(entries);
  expect(problemsIn(found)).toEqual([
    expect.stringMatching(/#3: It is no mapping/),
    expect.stringMatching(/#4: It has no entityUrn/),
    expect.stringMatching(/#5: It has neither entityType nor/),
    expect.stringMatching(/^urn:li:mlModel:odd: Its urn is none of a model/),
    expect.stringMatching(/m7.*: Its customProperties: signature\.inputs is no valid JSON/),
  ]);
  expect(recordsIn(found)).toHaveLength(496);
});

test.each<[string, string, RegExp]>([
  ['half of it', '[\n{"entityType":\n', /Line 3: it is no valid JSON; it may have been cut off/],
  ['a mapping', '{}', /no list of metadata/],
  ['10 MB of nesting', '['.repeat(9_000_000), /deeper than 200 levels/],
  ['text', 'hello', /[Ii]t is no valid JSON/],
])('a file with %s is refused within a second of work', async (_, json, reason) => {
  const began = process.cpuUsage();
  const found = await items(json);
  expect(workSince(began)).toBeLessThan(1_000);
  expect(problemsIn(found)).toEqual([expect.stringMatching(reason)]);
});

test('a file of 2 GB is refused by its size', async () => {
  await writeFile(join(folder, 'large.json'), '[');
  await truncate(join(folder, 'large.json'), 2_000_000_000);
  expect(problemsIn(await itemsOf(datahub, folder))).toEqual([expect.stringMatching(/no more than 30 MB are read/)]);
});

const data = fileURLToPath(new URL('../../../../../shared/data/datahub-golden/', import.meta.url));
const there = existsSync(data);
if (!there) console.warn(`Skipped: the real files of DataHub are not at ${data}.`);

describe.skipIf(!there)('real files', () => {
  test('come in with versions, figures and owners', async () => {
    const found = await itemsOf(datahub, data);
    expect(problemsIn(found)).toEqual([]);
    const told = recordsIn(found).map(({ name, owners = [], aliases, versions }) => [
      name,
      versions.map(
        ({ version, content }) => `${version} ${content.features?.length ?? 0} ${content.evaluations?.length ?? 0}`,
      ),
      aliases?.map(alias => alias.name),
      owners,
    ]);
    expect(told).toEqual([
      ['test-model', ['1 0 1'], [], []],
      ['a-model-package-group', ['the-first-model 0 2', 'the-second-model 0 2'], [], ['some-user']],
      ['quickstart_catalog.quickstart_schema.test_model', ['1 0 3'], ['prod', 'champion'], []],
    ]);
  });
});
