import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstRow } from '@handoff/kit/database/database';
import { graphOf } from '@handoff/kit/testing/graph';
import { type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { adapters } from './adapters.ts';
import { importAll } from './import.ts';
import type { ResultLine } from './outcome.ts';
import type { ReadOptions } from './record.ts';
import { entry, field } from './testing/protobuf.ts';
import { world } from './testing/world.ts';

let catalogue: Catalogue;
let server: TestServer;
let folder: string;
const at = (path: string) => join(folder, path);

const tensor = [field(1, 'x:0'), field(2, 1), field(3, [field(2, [field(1, -1)])])];
const saved = Buffer.concat([
  field(1, 1),
  field(2, [
    field(1, [field(4, 'serve')]),
    entry(5, 'serving_default', [entry(1, 'x', tensor), entry(2, 'y', tensor)]),
  ]),
]);
const onnxModel = Buffer.concat([
  field(1, 8),
  field(7, [
    field(11, [field(1, 'x'), field(2, [field(1, [field(1, 1), field(2, [field(1, [field(2, 'batch')])])])])]),
  ]),
]);
const group = 'urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,from-datahub,PROD)';
const hubEntries = [
  {
    entityType: 'mlModelGroup',
    entityUrn: group,
    aspectName: 'mlModelGroupProperties',
    aspect: { json: { description: 'd' } },
  },
  {
    entityType: 'mlModel',
    entityUrn: 'urn:li:mlModel:(urn:li:dataPlatform:mlflow,from-datahub_1,PROD)',
    aspectName: 'mlModelProperties',
    aspect: { json: { groups: [group], trainingMetrics: [{ name: 'auc', value: '0.9' }] } },
  },
];
const samples: Record<string, string | Uint8Array> = {
  'serving/from-tensorflow/1/saved_model.pb': saved,
  'onnx/from-onnx.onnx': onnxModel,
  'catalog.yaml':
    'source: Ours\nmodels: [{name: acme/from-kubeflow, readme: "# Read", artifacts: [{uri: "oci://x:1"}]}]',
  'metadata.json': JSON.stringify(hubEntries),
  'checkout/CODEOWNERS': '* ann@acme.com',
  'checkout/from-codeowners/MLmodel': 'flavors: {a: {}}',
};

beforeAll(async () => {
  catalogue = await Catalogue.open();
  server = await testServer();
  server.answer(world);
  folder = await mkdtemp(join(tmpdir(), 'handoff-repeat-'));
  for (const [path, data] of Object.entries(samples)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(at(path), data);
  }
});
afterAll(async () => {
  await catalogue.database.drop();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const env = { DATABRICKS_TOKEN: 't', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' };

async function bring(source: string, where: string, reading: ReadOptions = {}) {
  const adapter = adapters[source];
  if (!adapter) throw new Error(source);
  const lines: ResultLine[] = [];
  const summary = await importAll({
    adapter,
    where,
    client: graphOf(catalogue.as(catalogue.admin)),
    dryRun: false,
    onResult: line => lines.push(line),
    reading: { pauseMs: 1, env, ...reading },
  });
  return { summary, rejected: lines.filter(({ outcome }) => outcome === 'REJECTED').map(({ problem }) => problem) };
}
const entries = () =>
  firstRow<{ count: number }>(catalogue.database.db, 'SELECT count(*)::int AS count FROM event.entry');

async function twice(source: string, where: string, reading?: ReadOptions) {
  const first = await bring(source, where, reading);
  expect([first.rejected, first.summary.stopped]).toEqual([[], null]);
  const before = await entries();
  const { records, versions, stopped } = (await bring(source, where, reading)).summary;
  expect([records, versions, stopped]).toEqual([
    { created: 0, updated: 0, rejected: 0, unchanged: first.summary.records.created + first.summary.records.updated },
    { created: 0, updated: 0, rejected: 0, unchanged: first.summary.versions.created + first.summary.versions.updated },
    null,
  ]);
  expect(await entries()).toEqual(before);
  return first.summary;
}

test.each<[string, () => [string, ReadOptions?]]>([
  ['mlflow', () => [server.url]],
  ['databricks', () => [`${server.url}#main.risk.unity`]],
  ['github', () => ['acme/from-github', { api: server.url }]],
  ['hugging-face', () => ['acme', { api: server.url }]],
  ['sagemaker', () => ['*', { api: server.url }]],
  ['onnx', () => [at('onnx')]],
  ['tensorflow', () => [at('serving')]],
  ['kubeflow', () => [at('catalog.yaml')]],
  ['datahub', () => [at('metadata.json')]],
  ['codeowners', () => [at('checkout')]],
])(
  'the graph takes all that %s gives, and the second time nothing changes and nothing is noted',
  async (source, place) => {
    const [where, reading] = place();
    const { records } = await twice(source, where, reading);
    expect(records.created).toBeGreaterThan(0);
  },
);

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const there = existsSync(data);
if (!there) console.warn(`Skipped: the real files are not at ${data}.`);

describe.skipIf(!there)('real files', () => {
  test.each([
    ['onnx', 'onnx'],
    ['tensorflow', 'savedmodel'],
    ['kubeflow', 'kubeflow-catalog'],
    ['datahub', 'datahub-golden'],
  ])('of %s go in whole, and change nothing the second time', async (source, below) => {
    await twice(source, `${data}${below}`);
  });
});
