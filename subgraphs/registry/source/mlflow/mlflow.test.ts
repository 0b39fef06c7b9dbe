import { notFound, type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { mlflow } from './adapter.ts';
import { api, created, mlflowOf, model, run, version, type World } from './testing/server-of.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const items = (where = server.url, options = {}) => itemsOf(mlflow, where, options);

test('a model comes with versions, aliases, tags, figures, parameters, signature and provenance', async () => {
  mlflowOf(server, {
    models: [
      model('Churn EU', {
        description: 'Who leaves.',
        tags: [
          { key: 'team', value: 'risk' },
          { key: 'mlflow.note', value: 'x' },
        ],
        aliases: [{ alias: 'champion', version: '2' }],
      }),
    ],
    versions: {
      'Churn EU': [
        version('10', { current_stage: 'Archived' }),
        version('2', { description: 'Newer data.', tags: [{ key: 'ok', value: 'yes' }], current_stage: 'Production' }),
      ],
    },
  });
  const [record] = recordsIn(await items());
  expect(record).toEqual({
    source: { system: 'MLFLOW', externalId: 'Churn EU', url: `${server.url}/#/models/Churn%20EU` },
    name: 'churn-eu',
    title: 'Churn EU',
    description: 'Who leaves.',
    task: 'OTHER',
    riskTier: 'UNCLASSIFIED',
    tags: ['team=risk'],
    aliases: [{ name: 'champion', version: '2' }],
    versions: [expect.anything(), expect.anything()],
  });
  const [second, tenth] = record?.versions ?? [];
  expect(second).toEqual({
    version: '2',
    source: {
      system: 'MLFLOW',
      externalId: 'Churn EU/2',
      url: `${server.url}/#/models/Churn%20EU/versions/2`,
      runId: 'r2',
      commit: '7204e52',
    },
    content: {
      framework: 'sklearn 1.5.2',
      features: [{ name: 'age', dtype: 'double', required: true }],
      hyperparameters: [{ name: 'max_depth', value: '6' }],
      evaluations: [{ metric: 'auc', value: 0.91, valueText: '0.91' }],
      artifacts: [{ uri: 'mlflow-artifacts:/1/r2/artifacts/model', format: 'mlflow' }],
      documents: [{ title: 'Description', kind: 'description', body: 'Newer data.' }],
    },
    tags: ['ok=yes', 'stage=Production'],
    trainedBy: 'ann',
    createdAt: '2026-11-21T02:06:46.833Z',
  });
  expect(tenth).toMatchObject({ version: '10', archived: true });
});

test('all pages are read, numbers may be texts, lists may be absent, prompts are no models', async () => {
  server.answer(({ path, query }) => {
    if (path.endsWith('registered-models/search')) {
      const token = query.get('page_token');
      if (token === 'p2') return { body: { next_page_token: 'p3' } };
      if (token === 'p3') return { body: { registered_models: [model('b')], next_page_token: '' } };
      const prompt = model('ask', { tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] });
      return { body: { registered_models: [model('a'), prompt], next_page_token: 'p2' } };
    }
    if (!path.endsWith('model-versions/search')) return notFound;
    const second = query.get('page_token') === 'v2';
    const one = version(second ? '2' : '1', { creation_timestamp: String(created), run_id: undefined });
    return { body: { model_versions: [one], ...(second ? {} : { next_page_token: 'v2' }) } };
  });
  const records = recordsIn(await items());
  expect(records.map(({ name, versions }) => [name, versions.map(one => one.version)])).toEqual([
    ['a', ['1', '2']],
    ['b', ['1', '2']],
  ]);
  expect(records[0]?.versions[0]?.createdAt).toBe('2026-11-21T02:06:46.833Z');
  expect(records[0]?.aliases).toEqual([]);
});

test('one model can be read alone, as after a webhook', async () => {
  mlflowOf(server, {});
  const records = recordsIn(await items(`${server.url}#churn`));
  expect(records.map(({ name }) => name)).toEqual(['churn']);
  expect(server.paths()).not.toContain(`${api}/registered-models/search`);
});

const json404 = { status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run not found' } };
test.each<[string, World, object]>([
  ['a run that is gone', { replies: { [`${api}/runs/get`]: json404 } }, { framework: 'sklearn 1.5.2' }],
  [
    'no MLmodel file',
    { replies: { '/model-versions/get-artifact': json404 } },
    { hyperparameters: [{ name: 'max_depth', value: '6' }] },
  ],
  [
    'no MLmodel file on a server that then answers 500',
    {
      replies: {
        '/model-versions/get-artifact': { status: 500, body: 'Internal Server Error' },
        [`${api}/artifacts/list`]: { body: { root_uri: 's3://b', files: [{ path: 'model/conda.yaml' }] } },
      },
    },
    { hyperparameters: [{ name: 'max_depth', value: '6' }] },
  ],
])('a version with %s comes in with the rest', async (_, world, content) => {
  mlflowOf(server, world);
  const found = await items();
  expect(problemsIn(found)).toEqual([]);
  expect(recordsIn(found)[0]?.versions[0]?.content).toMatchObject(content);
});

test('without a way to its files, a registry still has what the run noted of the signature', async () => {
  const history = [
    {
      artifact_path: 'model',
      flavors: { xgboost: { xgb_version: '2.1.4' } },
      signature: { inputs: '[{"type":"long","name":"n"}]' },
    },
  ];
  const tags = [{ key: 'mlflow.log-model.history', value: JSON.stringify(history) }];
  mlflowOf(server, {
    replies: { '/model-versions/get-artifact': notFound, [`${api}/runs/get`]: { body: run({ data: { tags } }) } },
  });
  expect(recordsIn(await items())[0]?.versions[0]?.content).toMatchObject({
    framework: 'xgboost 2.1.4',
    features: [{ name: 'n', dtype: 'long', required: true }],
  });
});

test('figures of another model of the same run do not count, odd ones keep their text', async () => {
  const metrics = [
    { key: 'auc', value: 0.9, model_id: 'm-1' },
    { key: 'auc', value: 0.1, model_id: 'm-2' },
    { key: 'loss', value: 'NaN' },
    { key: 'rows', value: 3, dataset_name: 'eval' },
  ];
  const inputs = {
    dataset_inputs: [
      {
        tags: [{ key: 'mlflow.data.context', value: 'evaluation' }],
        dataset: { name: 'd', digest: '1a', source: '{"uri": "s3://d"}', profile: '{"num_rows": 3}' },
      },
      { dataset: { name: 'raw', source: 'no JSON' } },
    ],
  };
  mlflowOf(server, {
    versions: { churn: [version('1', { source: 'models:/m-1' })] },
    replies: { [`${api}/runs/get`]: { body: run({ data: { metrics }, inputs }) } },
  });
  expect(recordsIn(await items())[0]?.versions[0]?.content).toMatchObject({
    evaluations: [
      { metric: 'auc', value: 0.9, valueText: '0.9' },
      { metric: 'loss', valueText: 'NaN' },
      { metric: 'rows', value: 3, valueText: '3', dataset: 'eval' },
    ],
    trainingData: [
      { dataset: { name: 'd', uri: 's3://d', digest: '1a', rows: 3 }, purpose: 'VALIDATION' },
      { dataset: { name: 'raw' }, purpose: 'TRAINING' },
    ],
  });
});

test('the files are left alone on demand, and the header goes along', async () => {
  mlflowOf(server, {});
  await items(server.url, { files: false, env: { MLFLOW_TRACKING_TOKEN: 't' } });
  expect(server.paths()).not.toContain('/model-versions/get-artifact');
  expect(new Set(server.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer t']));
});
