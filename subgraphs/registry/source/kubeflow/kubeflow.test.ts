import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workSince } from '../../testing/cpu.ts';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { kubeflow } from './adapter.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-kubeflow-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function items(yaml: string, name = 'catalog.yaml') {
  await writeFile(join(folder, name), yaml);
  return itemsOf(kubeflow, join(folder, name));
}

test('an entry comes with its texts, properties and artifacts, and without its logo', async () => {
  const yaml = `source: Our AI
models:
  - name: acme/Churn 7B
    provider: Acme
    logo: data:image/svg+xml;base64,AAAA
    description: Who leaves.
    readme: |-
      # Churn
    language: [en, de]
    license: apache-2.0
    libraryName: transformers
    tasks: [text-generation]
    createTimeSinceEpoch: "1736899200000"
    customProperties:
      model_type: {string_value: generative, metadataType: MetadataStringValue}
      size: {intValue: "7", metadataType: MetadataIntValue}
      plain: text
    artifacts:
      - uri: oci://registry.example.com/churn:v1
      - uri: s3://b/churn
  - name: other
    tasks: []
`;
  const found = await items(yaml);
  expect(problemsIn(found)).toEqual([]);
  expect(recordsIn(found)).toEqual([
    {
      source: { system: 'KUBEFLOW', externalId: 'Our AI/acme/Churn 7B' },
      name: 'acme/churn-7b',
      title: 'acme/Churn 7B',
      description: 'Who leaves.',
      task: 'GENERATION',
      riskTier: 'UNCLASSIFIED',
      tags: [
        'provider=Acme',
        'license=apache-2.0',
        'language=en',
        'language=de',
        'task=text-generation',
        'model_type=generative',
        'size=7',
        'plain=text',
      ],
      documents: [{ title: 'Read me', kind: 'model-card', body: '# Churn' }],
      versions: [
        {
          version: '1',
          numbered: false,
          content: {
            framework: 'transformers',
            artifacts: [{ uri: 'oci://registry.example.com/churn:v1', format: 'oci' }, { uri: 's3://b/churn' }],
          },
          createdAt: '2025-01-15T00:00:00.000Z',
        },
      ],
    },
    expect.objectContaining({ name: 'other', task: 'OTHER' }),
  ]);
});

test('of 500 entries with 3 bad ones, 497 go in, and the bad are told with their place', async () => {
  const entries = Array.from({ length: 500 }, (_, i) => `  - name: m${i}`);
  entries[7] = '  - provider: nobody';
  entries[8] = '  - just text';
  entries[499] = '  - {name: m499, artifacts: [{}]}';
  const found = await items(`models:\n${entries.join('\n')}\n`);
  expect(recordsIn(found)).toHaveLength(497);
  expect(found.flatMap(item => ('problem' in item ? [`${item.path.split(', ')[1]}: ${item.problem}`] : []))).toEqual([
    'models[7]: It has no name.',
    'models[8]: It is no mapping of keys and values.',
    'models[499]: Its artifacts[0] has no uri.',
  ]);
});

test.each<[string, string, RegExp]>([
  ['no list of models', 'a: b', /no list "models"/],
  ['only catalogues', 'catalogs: []', /lists catalogues and no models/],
  ['broken YAML', 'models: [', /^.*: Line 1, column/],
  [
    'anchors that explode',
    `a: &a [${'x,'.repeat(9)}]\nb: &b [${'*a,'.repeat(99)}]\nmodels: [${'*b,'.repeat(99)}]`,
    /repeats too much by aliases/,
  ],
  ['10 MB of nesting', `models: ${'['.repeat(9_900_000)}`, /no more than 8 MB are read/],
])('a file with %s is refused within a second of work', async (_, yaml, reason) => {
  const began = process.cpuUsage();
  const found = await items(yaml);
  expect(workSince(began)).toBeLessThan(1_000);
  expect(problemsIn(found)).toEqual([expect.stringMatching(reason)]);
});

test('in a folder, files of another kind are passed over', async () => {
  await items('a: b', 'other.yaml');
  await items('models: [{name: churn}]');
  const found = await itemsOf(kubeflow, folder);
  expect(problemsIn(found)).toEqual([]);
  expect(recordsIn(found)).toHaveLength(1);
});

const data = fileURLToPath(new URL('../../../../../shared/data/kubeflow-catalog/', import.meta.url));
const there = existsSync(data);
if (!there) console.warn(`Skipped: the real catalogues are not at ${data}.`);

test.skipIf(!there)('real catalogues come in whole', async () => {
  const found = await itemsOf(kubeflow, data);
  expect(problemsIn(found)).toEqual([]);
  const records = recordsIn(found);
  expect(records).toHaveLength(17);
  expect(records.find(({ name }) => name === 'acme-ai/neural-7b-instruct')).toMatchObject({
    source: { externalId: 'Organization AI/acme-ai/neural-7b-instruct' },
    task: 'OTHER',
    tags: expect.arrayContaining(['license=apache-2.0', 'model_type=generative', 'language=en']),
    versions: [
      {
        content: {
          framework: 'transformers',
          artifacts: [{ uri: 'oci://registry.example.com/acme-ai/neural-7b-instruct:v1.0' }],
        },
        createdAt: '2025-01-15T00:00:00.000Z',
      },
    ],
  });
});
