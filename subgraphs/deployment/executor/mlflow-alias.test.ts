import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { catalogServer, mlflowServer, type Registered } from './testing/mlflow.ts';
import { openStage, type Scene, type Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

describe.each([
  { system: 'MLFLOW', name: 'Churn EU', answers: mlflowServer },
  { system: 'DATABRICKS', name: 'main.risk.churn', answers: catalogServer },
])('the alias in $system', ({ system, name, answers }) => {
  let scene: Scene;
  let registered: Registered;
  const alias = () => registered.aliases.get(`${name} champion`);
  const from = (version: string) => ({
    system,
    externalId: `${name}/${version}`,
    url: `https://ml.example.com/${version}`,
  });

  beforeEach(async () => {
    registered = { models: new Map([[name, ['1', '2']]]), aliases: new Map() };
    stage.server.answer(answers(registered));
    scene = await stage.open('MLFLOW_ALIAS', {
      ...{ url: `${stage.server.url}/`, system, alias: 'champion', tokenSetting: 'TARGET_TOKEN' },
    });
    const { first, second } = scene.office;
    [first.source, second.source] = [from('1'), from('2')];
  });

  it('is set on what is promoted, goes back to what was replaced, and away where nothing was', async () => {
    const first = await scene.begin('1');
    expect(await scene.next()).toBe(true);
    expect([await scene.shown(first), alias()]).toMatchObject([{ state: 'LIVE' }, '1']);
    const second = await scene.begin('2');
    await scene.next();
    expect([await scene.shown(second), alias()]).toMatchObject([
      { state: 'LIVE', rollout: { detail: 'Alias champion is on version 2.' } },
      '2',
    ]);
    expect((await scene.back(second)).promotion).toMatchObject({ state: 'LIVE', moves: [] });
    await scene.next();
    expect([await scene.shown(second), alias()]).toMatchObject([{ state: 'ROLLED_BACK' }, '1']);
  });

  it('is taken away when the first version goes back, however often', async () => {
    const first = await scene.begin('1');
    await scene.next();
    await scene.back(first);
    registered.aliases.clear();
    await scene.next();
    expect([await scene.shown(first), alias()]).toMatchObject([{ state: 'ROLLED_BACK' }, undefined]);
  });

  it('is not set on what came from elsewhere, or is not there', async () => {
    scene.office.first.source = { system: 'GITHUB', externalId: 'churn/1', url: null };
    const foreign = await scene.begin('1');
    await scene.next();
    expect(await scene.shown(foreign)).toMatchObject({
      state: 'FAILED',
      rollout: { detail: expect.stringContaining('import the model from there first') },
    });
    scene.office.first.source = from('9');
    const absent = await scene.begin('1');
    await scene.next();
    expect(await scene.shown(absent)).toMatchObject({
      state: 'FAILED',
      rollout: { detail: expect.stringContaining('404') },
    });
  });

  it.each<[string, Parameters<Stage['server']['answer']>[0], string | null]>([
    ['a wrong secret', () => ({ status: 403, body: 'Forbidden' }), 'look at the secret'],
    ['the page of a proxy', () => ({ body: '<html>Sign in</html>' }), 'check the address'],
    ['a page that is not found', () => ({ status: 404, body: '<h1>Not Found</h1>' }), 'HTTP 404'],
    ['an outage', () => ({ status: 503, body: '<h1>Down</h1>' }), null],
    ['a cut', () => ({ wire: response => response.destroy() }), null],
  ])('bears %s', async (_, reply, failsWith) => {
    stage.server.answer(reply);
    const promotion = await scene.begin('1');
    await scene.next();
    if (failsWith !== null) {
      const rollout = { detail: expect.stringContaining(failsWith) };
      return expect(await scene.shown(promotion)).toMatchObject({ state: 'FAILED', rollout });
    }
    expect(await scene.shown(promotion)).toMatchObject({ state: 'ROLLING_OUT' });
    stage.server.answer(answers(registered));
    await scene.next();
    expect([await scene.shown(promotion), alias()]).toMatchObject([{ state: 'LIVE' }, '1']);
  });

  it('is not moved in steps', async () => {
    const asked = await scene.deal.request({ targetId: scene.targetId, strategy: 'BLUE_GREEN' });
    expect(asked.problem).toMatchObject({ field: 'strategy', message: expect.stringContaining('choose ALL_AT_ONCE') });
  });
});

const real = process.env.HANDOFF_TEST_MLFLOW_URL;

// Against a real server, whose aliases are set and read by its own API.
it.runIf(real)('sets and takes away the alias of a real MLflow', async () => {
  const url = String(real).replace(/\/+$/, '');
  const name = `handoff-${Date.now()}`;
  const post = (path: string, body: object) =>
    fetch(`${url}/api/2.0/mlflow/${path}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    });
  await post('registered-models/create', { name });
  for (const _ of [1, 2]) await post('model-versions/create', { name, source: `mlflow-artifacts:/${name}` });
  const scene = await stage.open('MLFLOW_ALIAS', { url, alias: 'champion' });
  const { first, second } = scene.office;
  first.source = { system: 'MLFLOW', externalId: `${name}/1`, url: null };
  second.source = { system: 'MLFLOW', externalId: `${name}/2`, url: null };
  const alias = async () => {
    const query = new URLSearchParams({ name, alias: 'champion' });
    const answer = await fetch(`${url}/api/2.0/mlflow/registered-models/alias?${query}`);
    return ((await answer.json()) as { model_version?: { version: string } }).model_version?.version;
  };
  await scene.begin('1');
  await scene.next();
  expect(await alias()).toBe('1');
  const promotion = await scene.begin('2');
  await scene.next();
  expect(await alias()).toBe('2');
  await scene.back(promotion);
  await scene.next();
  expect([await scene.shown(promotion), await alias()]).toMatchObject([{ state: 'ROLLED_BACK' }, '1']);
});
