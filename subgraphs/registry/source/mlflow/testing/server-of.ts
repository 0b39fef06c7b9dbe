import { notFound, type Reply, type TestServer } from '@handoff/kit/testing/server';

/** Where MLflow's own interface lies. */
export const api = '/api/2.0/mlflow';
/** When everything was made, in milliseconds. */
export const created = 1795226806833;
/** A registered model as MLflow tells of it. */
export const model = (name: string, more: object = {}) => ({ name, creation_timestamp: created, ...more });
/** A version of churn as MLflow tells of it. */
export const version = (number: string, more: object = {}) => ({
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
/** A run as MLflow tells of it. */
export const run = (more: object = {}, info: object = {}) => ({
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

/** What a server of MLflow knows. */
export interface World {
  models?: object[];
  versions?: Record<string, object[]>;
  /** Replies by path, before anything else. */
  replies?: Record<string, Reply>;
}

/** Makes a server one that knows these models; every run and MLmodel file is there. */
export function mlflowOf(
  server: TestServer,
  { models = [model('churn')], versions = { churn: [version('1')] }, replies = {} }: World,
): void {
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
