import { notFound, type Reply, type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { databricks } from './adapter.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const unity = '/api/2.1/unity-catalog/models';
const created = 1795226806833;
const history = [
  {
    artifact_path: 'model',
    flavors: { sklearn: { sklearn_version: '1.1.1' } },
    signature: { inputs: '[{"type":"double","name":"ph"}]' },
  },
];
const disabled: Reply = {
  status: 403,
  body: { error_code: 'FEATURE_DISABLED', message: 'The workspace registry is off.' },
};
const workspace: Record<string, Reply> = {
  '/api/2.0/mlflow/registered-models/search': {
    body: {
      registered_models: [{ name: 'Sklearn_Wine', user_id: 'andre@acme.com', tags: [{ key: 'team', value: 'wine' }] }],
    },
  },
  '/api/2.0/mlflow/model-versions/search': {
    body: {
      model_versions: [
        {
          version: '1',
          status: 'READY',
          current_stage: 'Production',
          run_id: 'r2',
          source: 'dbfs:/databricks/r2/artifacts/model',
          creation_timestamp: created,
          tags: {},
        },
      ],
    },
  },
};
const catalog: Record<string, Reply> = {
  [unity]: { body: { registered_models: [{ full_name: 'main.risk.churn' }] } },
  [`${unity}/main.risk.churn`]: {
    body: {
      full_name: 'main.risk.churn',
      comment: 'Who leaves.',
      owner: 'ann@acme.com',
      tags: { team: 'risk' },
      aliases: [{ alias_name: 'champion', version_num: 2 }],
    },
  },
  [`${unity}/main.risk.churn/versions`]: {
    body: {
      model_versions: [
        {
          version: 2,
          status: 'READY',
          run_id: 'r1',
          created_at: created,
          created_by: 'ben@acme.com',
          comment: 'Newer.',
          source: 'dbfs:/x',
          tags: { ok: 'yes' },
        },
        { version: 1, status: 'PENDING_REGISTRATION', created_at: created },
      ],
    },
  },
  '/api/2.0/fs/files/Models/main/risk/churn/2/MLmodel': {
    headers: { 'content-type': 'application/octet-stream' },
    body: 'flavors: {xgboost: {xgb_version: 2.1.4}}\nsignature: {outputs: \'[{"type":"long"}]\'}',
  },
};

function workspaceOf(replies: Record<string, Reply>): void {
  server.answer(({ path, query }) => {
    if (path === '/api/2.0/mlflow/runs/get' && query.get('run_id') === 'r2')
      return {
        body: {
          run: {
            info: { status: 'FINISHED' },
            data: { tags: [{ key: 'mlflow.log-model.history', value: JSON.stringify(history) }] },
          },
        },
      };
    return replies[path] ?? notFound;
  });
}
const env = { DATABRICKS_TOKEN: 'dapi1' };
const items = (where = server.url, options = {}) => itemsOf(databricks, where, { env, ...options });

test('models of Unity Catalog come with their three-level names, and those of the workspace after them', async () => {
  workspaceOf({ ...catalog, ...workspace });
  const found = await items();
  expect(problemsIn(found)).toEqual([expect.stringMatching(/^main\.risk\.churn\/1: It is still being registered/)]);
  const [churn, wine] = recordsIn(found);
  expect(churn).toEqual({
    source: {
      system: 'DATABRICKS',
      externalId: 'main.risk.churn',
      url: `${server.url}/explore/data/models/main/risk/churn`,
    },
    name: 'main.risk.churn',
    description: 'Who leaves.',
    task: 'OTHER',
    riskTier: 'UNCLASSIFIED',
    tags: ['team=risk'],
    owners: ['ann@acme.com'],
    aliases: [{ name: 'champion', version: '2' }],
    versions: [
      {
        version: '2',
        source: {
          system: 'DATABRICKS',
          externalId: 'main.risk.churn/2',
          url: `${server.url}/explore/data/models/main/risk/churn/version/2`,
          runId: 'r1',
        },
        content: {
          framework: 'xgboost 2.1.4',
          labels: [{ name: 'output', dtype: 'long' }],
          artifacts: [{ uri: 'dbfs:/x', format: 'mlflow' }],
          documents: [{ title: 'Description', kind: 'description', body: 'Newer.' }],
        },
        tags: ['ok=yes'],
        trainedBy: 'ben@acme.com',
        createdAt: '2026-11-21T02:06:46.833Z',
      },
    ],
  });
  expect(wine).toMatchObject({
    name: 'sklearn_wine',
    title: 'Sklearn_Wine',
    tags: ['team=wine'],
    versions: [
      {
        version: '1',
        tags: ['stage=Production'],
        content: { framework: 'sklearn 1.1.1', features: [{ name: 'ph', dtype: 'double', required: true }] },
      },
    ],
  });
  expect(new Set(server.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer dapi1']));
});

test.each<[string, [Record<string, Reply>, string]]>([
  ['no workspace registry', [{ ...catalog, '/api/2.0/mlflow/registered-models/search': disabled }, 'main.risk.churn']],
  ['no Unity Catalog', [workspace, 'sklearn_wine']],
])('a workspace with %s is read for the other, and that is told', async (_, [replies, name]) => {
  workspaceOf(replies);
  const notes: string[] = [];
  const found = await items(server.url, { note: (message: string) => notes.push(message) });
  expect(recordsIn(found).map(record => record.name)).toEqual([name]);
  expect(notes).toEqual([expect.stringMatching(/^One of the two registries could not be read: /)]);
});

test.each(['main.risk.churn', 'Sklearn_Wine'])('%s can be read alone', async name => {
  workspaceOf({
    ...catalog,
    ...workspace,
    '/api/2.0/mlflow/registered-models/get': { body: { registered_model: { name: 'Sklearn_Wine' } } },
  });
  const records = recordsIn(await items(`${server.url}#${name}`));
  expect(records.map(({ source }) => source.externalId)).toEqual([name]);
});

test('a token nobody knows ends it, with both reasons', async () => {
  const reply = { status: 401, body: { error_code: '401', message: 'Credential was not sent' } };
  server.answer(() => reply);
  expect(problemsIn(await items())).toEqual([
    expect.stringMatching(/Credential was not sent\. Check DATABRICKS_TOKEN/),
  ]);
});

test('without files, they are left alone', async () => {
  workspaceOf({ ...catalog, ...workspace });
  await items(server.url, { files: false });
  expect(server.paths().filter(path => path.includes('/fs/files'))).toEqual([]);
});

test.each<[string, object, unknown]>([
  ['https://x', {}, expect.stringMatching(/no token: set DATABRICKS_TOKEN/)],
  ['https://x', { DATABRICKS_TOKEN: 'a b' }, expect.stringMatching(/copy it again/)],
  ['adb-1.2.azuredatabricks.net', env, null],
  ['ftp://x', env, expect.stringMatching(/no address of a server/)],
])('%s with %j is judged before anything is read', async (where, given, problem) => {
  expect(await databricks.check(where, { env: given as Record<string, string> })).toEqual(problem);
});
