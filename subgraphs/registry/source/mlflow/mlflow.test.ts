import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { notFound, type Reply, type TestServer, testServer } from '../testing/server.ts';
import { mlflowAccess } from './access.ts';
import { mlflow } from './adapter.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const api = '/api/2.0/mlflow';
const created = 1795226806833;
const model = (name: string, more: object = {}) => ({ name, creation_timestamp: created, ...more });
const version = (number: string, more: object = {}) => ({
  name: 'churn',
  version: number,
  creation_timestamp: created,
  current_stage: 'None',
  status: 'READY',
  source: `mlflow-artifacts:/1/r${number}/artifacts/model`,
  run_id: `r${number}`,
  run_link: '',
  ...more,
});
const run = (more: object = {}, info: object = {}) => ({
  run: {
    info: { run_id: 'r1', status: 'FINISHED', ...info },
    data: {
      metrics: [{ key: 'auc', value: 0.91, timestamp: created, step: '3' }],
      params: [{ key: 'max_depth', value: '6' }],
      tags: [
        { key: 'mlflow.user', value: 'ann' },
        { key: 'mlflow.source.git.commit', value: '7204e52' },
      ],
    },
    ...more,
  },
});
const mlmodel = `flavors: {sklearn: {sklearn_version: 1.5.2}}
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}]'
`;

interface World {
  models?: object[];
  versions?: Record<string, object[]>;
  /** Replies by path, before anything else. */
  replies?: Record<string, Reply>;
}

/** A server that knows these models; every run and MLmodel file is there. */
function mlflowOf({ models = [model('churn')], versions = { churn: [version('1')] }, replies = {} }: World): void {
  server.answer(({ path, query }) => {
    const reply = replies[path] ?? replies[`${path}?${query.get('run_id') ?? query.get('version')}`];
    if (reply) return reply;
    if (path === `${api}/registered-models/search`) return { body: { registered_models: models } };
    if (path === `${api}/registered-models/get`) return { body: { registered_model: model(query.get('name') ?? '') } };
    if (path === `${api}/runs/get`) return { body: run() };
    if (path === '/model-versions/get-artifact') return { body: mlmodel };
    if (path !== `${api}/model-versions/search`) return notFound;
    const name = /^name = ['"](.*)['"]$/.exec(query.get('filter') ?? '')?.[1] ?? '';
    const found = versions[name];
    return { body: found ? { model_versions: found } : {} };
  });
}
const items = (where = server.url, options = {}) => itemsOf(mlflow, where, options);

test('a model comes with versions, aliases, tags, figures, parameters, signature and provenance', async () => {
  mlflowOf({
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
  mlflowOf({});
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
  mlflowOf(world);
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
  mlflowOf({
    replies: { '/model-versions/get-artifact': notFound, [`${api}/runs/get`]: { body: run({ data: { tags } }) } },
  });
  expect(recordsIn(await items())[0]?.versions[0]?.content).toMatchObject({
    framework: 'xgboost 2.1.4',
    features: [{ name: 'n', dtype: 'long', required: true }],
  });
});

test.each<[string, object, RegExp]>([
  ['still being registered', { status: 'PENDING_REGISTRATION' }, /still being registered/],
  ['never registered', { status: 'FAILED_REGISTRATION' }, /came to nothing/],
])('a version that is %s is left out with the reason, and the aliases stay as they are', async (_, more, reason) => {
  const aliases = [{ alias: 'champion', version: '2' }];
  mlflowOf({ models: [model('churn', { aliases })], versions: { churn: [version('1'), version('2', more)] } });
  const found = await items();
  expect(problemsIn(found)).toEqual([expect.stringMatching(reason)]);
  const [record] = recordsIn(found);
  expect(record?.versions.map(one => one.version)).toEqual(['1']);
  expect(record?.aliases).toBeUndefined();
});

test.each<[string, Record<string, Reply>, RegExp]>([
  [
    'its run is under way',
    { [`${api}/runs/get?r2`]: { body: run({}, { status: 'RUNNING' }) } },
    /run r2 is still under way/,
  ],
  ['its run may not be seen', { [`${api}/runs/get?r2`]: { status: 403, body: 'Permission denied' } }, /HTTP 403/],
  ['its run is broken JSON', { [`${api}/runs/get?r2`]: { body: '{"run": {' } }, /no valid JSON/],
  [
    'its files may not be seen',
    { '/model-versions/get-artifact?2': { status: 403, body: 'Denied' } },
    /MLmodel file cannot be read/,
  ],
  [
    'its files are away for now',
    { '/model-versions/get-artifact?2': { status: 503, body: '' } },
    /MLmodel file cannot be read/,
  ],
  [
    'its MLmodel is something else',
    { '/model-versions/get-artifact?2': { body: 'a: [' } },
    /MLmodel file makes no sense: line 1/,
  ],
  ['its MLmodel is no text', { '/model-versions/get-artifact?2': { body: Buffer.from([0xff, 0xfe]) } }, /no UTF-8/],
])('a version is left out, rather than brought in by halves, when %s', async (_, replies, reason) => {
  mlflowOf({ versions: { churn: [version('1'), version('2')] }, replies });
  const found = await items();
  expect(problemsIn(found)).toEqual([expect.stringMatching(reason)]);
  expect(recordsIn(found)[0]?.versions.map(one => one.version)).toEqual(['1']);
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
  mlflowOf({
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

test('names that fall together, and one that is no name, are refused; the other 498 go in', async () => {
  const names = Array.from({ length: 497 }, (_, i) => `m${i}`);
  mlflowOf({ models: [...names, 'M1', 'm--2', '模型'].map(name => model(name)), versions: {} });
  const found = await items();
  expect(recordsIn(found)).toHaveLength(498);
  expect(problemsIn(found)).toEqual([
    expect.stringMatching(/^M1: It would be called m1, as .*m1 already is: rename one of them\.$/),
    '模型: "模型" holds no letter a to z and no digit to make a model name of: rename it.',
  ]);
});

test.each<[string, Reply, RegExp]>([
  ['asks who it is', { status: 401, body: 'You are not authenticated.' }, /HTTP 401: .* Set MLFLOW_TRACKING_USERNAME/],
  ['is none', notFound, /HTTP 404\. Check the address, with the path/],
  [
    'shows a sign-in page',
    { headers: { 'content-type': 'text/html' }, body: '<html>' },
    /a web page and not with data/,
  ],
  ['is broken', { status: 500, body: 'boom' }, /HTTP 500: boom/],
  ['answers half', { body: '{"registered_models": [' }, /no valid JSON/],
  ['answers a list', { body: [] }, /no mapping/],
])('a server that %s ends it with the reason and the mend', async (_, reply, message) => {
  server.answer(() => reply);
  expect(problemsIn(await items())).toEqual([expect.stringMatching(message)]);
});

test('a page that fails in the middle is told, and what came before goes in', async () => {
  server.answer(({ path, query }) => {
    if (path.endsWith('model-versions/search')) return { body: {} };
    if (query.has('page_token')) return { status: 400, body: { message: 'Invalid page token' } };
    return { body: { registered_models: [model('a')], next_page_token: 'p2' } };
  });
  const found = await items();
  expect(recordsIn(found)).toHaveLength(1);
  expect(problemsIn(found)).toEqual([expect.stringMatching(/^stopped: .*Invalid page token/)]);
});

const env = (given: Record<string, string>) => ({ env: given });
const basic = `Basic ${Buffer.from('ann:pass').toString('base64')}`;
test.each<[string, [string, Record<string, string>, unknown]]>([
  ['nobody', ['http://m:5000/', {}, { base: 'http://m:5000' }]],
  [
    'a user',
    [
      'http://m/ml/',
      { MLFLOW_TRACKING_USERNAME: 'ann', MLFLOW_TRACKING_PASSWORD: 'pass', MLFLOW_TRACKING_TOKEN: 't' },
      { base: 'http://m/ml', authorization: basic },
    ],
  ],
  ['a token', ['http://m', { MLFLOW_TRACKING_TOKEN: ' t\n' }, { base: 'http://m', authorization: 'Bearer t' }]],
  ['a user in the address', ['http://ann:pass@m#x', {}, { base: 'http://m', authorization: basic }]],
  [
    'half a user',
    ['http://m', { MLFLOW_TRACKING_USERNAME: 'ann' }, 'MLFLOW_TRACKING_PASSWORD is missing: set both, or neither.'],
  ],
  ['a broken token', ['http://m', { MLFLOW_TRACKING_TOKEN: 'a b' }, expect.stringMatching(/copy it again/)]],
  ['no address', ['sqlite:///x', {}, expect.stringMatching(/is no address of a server: write it like/)]],
])('%s asks', (_, [where, given, access]) => {
  expect(mlflowAccess(where, env(given))).toEqual(access);
});

test('the files are left alone on demand, and the header goes along', async () => {
  mlflowOf({});
  await items(server.url, { files: false, env: { MLFLOW_TRACKING_TOKEN: 't' } });
  expect(server.paths()).not.toContain('/model-versions/get-artifact');
  expect(new Set(server.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer t']));
});
