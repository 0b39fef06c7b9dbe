import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type KserveServer, kserveServer } from './testing/kserve.ts';
import { openStage, type Scene, type Stage } from './testing/stage.ts';
import { dayOver } from './testing/works.ts';
import { carryOutNext } from './work.ts';

let stage: Stage;
let scene: Scene;
let cluster: KserveServer;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());
beforeEach(async () => {
  cluster = kserveServer('models');
  stage.server.answer(cluster.answer);
  scene = await open();
});

const [one, two] = ['s3://models/churn/1', 's3://models/churn/2'];
async function open(changes: object = {}): Promise<Scene> {
  const config = { url: stage.server.url, namespace: 'models', service: 'churn', format: 'sklearn' };
  const opened = await stage.open('KSERVE', { ...config, tokenSetting: 'TARGET_TOKEN', ...changes });
  const { first, second } = opened.office;
  first.artifacts = [
    { uri: 'runs:/1/model', format: 'sklearn' },
    { uri: one, format: null },
  ];
  second.artifacts = [
    { uri: 'https://example.com/model.onnx', format: 'onnx' },
    { uri: two, format: 'sklearn' },
  ];
  return opened;
}
/** As many attempts as it takes, while the cluster does its work. */
async function through(): Promise<void> {
  for (let i = 0; i < 8; i++) {
    if (!(await scene.next())) return;
    if (cluster.service) cluster.settle();
  }
  throw new Error('It does not come to an end.');
}
async function live(version: string) {
  const promotion = await scene.begin(version);
  await through();
  return promotion;
}

it('applies the InferenceService, and is live once its revision is ready', async () => {
  const promotion = await scene.begin('1');
  for (let i = 0; i < 4; i++) await scene.next();
  expect(cluster.service).toMatchObject({
    metadata: { name: 'churn', annotations: { 'handoff/model': scene.office.first.model.name } },
    spec: { predictor: { model: { modelFormat: { name: 'sklearn' }, storageUri: one } } },
  });
  expect(await scene.shown(promotion)).toMatchObject({ state: 'ROLLING_OUT', moves: ['ROLL_BACK'] });
  await through();
  expect(await scene.shown(promotion)).toMatchObject({
    state: 'LIVE',
    rollout: { externalUrl: 'http://churn.models.example.com' },
  });
});

it('gives the new version no traffic before it is ready, and all of it then', async () => {
  await live('1');
  const promotion = await scene.begin('2');
  for (let i = 0; i < 4; i++) await scene.next();
  expect(cluster.service?.spec.predictor.canaryTrafficPercent).toBe(0);
  expect(cluster.traffic()).toEqual({ [one]: 100 });
  await through();
  expect([await scene.shown(promotion), cluster.traffic()]).toMatchObject([{ state: 'LIVE' }, { [two]: 100 }]);
  expect(cluster.service?.spec.predictor).not.toHaveProperty('canaryTrafficPercent');
});

const canary = { strategy: 'CANARY', steps: [{ percent: 10 }, { percent: 50 }, { percent: 100 }] };

it('shares the traffic step by step', async () => {
  await live('1');
  const promotion = await scene.begin('2', canary);
  await through();
  expect([await scene.shown(promotion), cluster.traffic()]).toMatchObject([
    { state: 'ROLLING_OUT', deployments: [{ trafficPercent: 10 }] },
    { [two]: 10, [one]: 90 },
  ]);
  await scene.advance(promotion, 0);
  await through();
  expect(cluster.traffic()).toEqual({ [two]: 50, [one]: 50 });
  await scene.advance(promotion, 1);
  await through();
  expect([await scene.shown(promotion), cluster.traffic()]).toMatchObject([{ state: 'LIVE' }, { [two]: 100 }]);
  expect(cluster.revisions).toEqual([one, two]);
});

it('goes back from a share at once, from all of the traffic when what was replaced is ready again', async () => {
  await live('1');
  const shared = await scene.begin('2', canary);
  await through();
  await scene.back(shared);
  await through();
  expect([await scene.shown(shared), cluster.traffic()]).toMatchObject([
    { state: 'ROLLED_BACK' },
    { [two]: 0, [one]: 100 },
  ]);
  expect(cluster.revisions).toEqual([one, two]);
  const whole = await live('2');
  expect(cluster.traffic()).toEqual({ [two]: 100 });
  await scene.back(whole);
  await through();
  expect([await scene.shown(whole), cluster.traffic()]).toMatchObject([{ state: 'ROLLED_BACK' }, { [one]: 100 }]);
});

it('takes the service away when the first version goes back', async () => {
  const promotion = await live('1');
  await scene.back(promotion);
  await through();
  expect([await scene.shown(promotion), cluster.service]).toMatchObject([{ state: 'ROLLED_BACK' }, null]);
});

it('puts back what was there when the new version cannot be loaded, or never is', async () => {
  await live('1');
  const broken = await scene.begin('2');
  for (let i = 0; i < 2; i++) await scene.next();
  cluster.breakDown('no such bucket');
  for (let i = 0; i < 4; i++) await scene.next();
  expect(await scene.shown(broken)).toMatchObject({
    state: 'FAILED',
    rollout: { detail: expect.stringContaining('no such bucket') },
  });
  expect([cluster.traffic()[one], cluster.service?.spec.predictor.canaryTrafficPercent]).toEqual([100, 0]);
  const slow = await scene.begin('2', canary);
  for (let i = 0; i < 3; i++) await scene.next();
  await dayOver(stage.database.db);
  await carryOutNext(scene.working);
  for (let i = 0; i < 4; i++) await scene.next();
  expect(await scene.shown(slow)).toMatchObject({ state: 'FAILED' });
});

it.each<[string, object, (office: Scene['office']) => void, string]>([
  ['a share of nothing', canary, () => undefined, 'promote the first version ALL_AT_ONCE'],
  ['no artifact', {}, office => office.first.artifacts.splice(0), 'has no artifact'],
])('refuses %s', async (...[, changes, prepare, said]) => {
  prepare(scene.office);
  const promotion = await scene.begin('1', changes);
  await scene.next();
  expect(await scene.shown(promotion)).toMatchObject({
    state: 'FAILED',
    rollout: { detail: expect.stringContaining(said) },
  });
  expect(cluster.service).toBeNull();
});

it('leaves alone what serves another model, and a cluster without KServe', async () => {
  await live('1');
  scene = await open();
  const other = await scene.begin('1');
  await scene.next();
  expect(await scene.shown(other)).toMatchObject({
    state: 'FAILED',
    rollout: { detail: expect.stringContaining('another "service"') },
  });
  scene = await open({ namespace: 'elsewhere' });
  const nowhere = await scene.begin('1');
  await scene.next();
  expect(await scene.shown(nowhere)).toMatchObject({
    state: 'FAILED',
    rollout: { detail: expect.stringContaining('check the address') },
  });
  scene = await open({ url: undefined, tokenSetting: undefined });
  const outside = await scene.begin('1');
  await scene.next();
  expect(await scene.shown(outside)).toMatchObject({
    state: 'FAILED',
    rollout: { detail: expect.stringContaining('does not run in Kubernetes') },
  });
});
