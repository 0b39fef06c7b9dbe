import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { modelConfig, servedModels } from './model-config.ts';
import { openStage, type Scene, type Stage } from './testing/stage.ts';
import { type ServingServer, servingServer } from './testing/tensorflow.ts';
import { dayOver } from './testing/works.ts';
import { carryOutNext } from './work.ts';

let stage: Stage;
let scene: Scene;
let folder: string;
let file: string;
let serving: ServingServer;
let name: string;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-tf-'));
  file = join(folder, 'models.config');
  serving = servingServer(file);
  stage.server.answer(serving.answer);
  scene = await open();
  name = scene.office.first.model.name;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (changes: object = {}) => {
  const config = { url: stage.server.url, configFile: file, basePath: '/models/{model}', ...changes };
  return stage.open('TENSORFLOW_SERVING', config, [folder]);
};
const written = async () => servedModels(await readFile(file, 'utf8'));

it('writes the file, and is live once the server says that the version is available', async () => {
  const promotion = await scene.begin('1');
  await scene.next();
  expect(await readFile(file, 'utf8')).toContain(`  config {
    name: "${name}"
    base_path: "/models/${name}"
    model_platform: "tensorflow"
    model_version_policy { specific { versions: 1 } }
  }
}`);
  expect(await scene.shown(promotion)).toMatchObject({ state: 'ROLLING_OUT', moves: ['ROLL_BACK'] });
  serving.poll();
  await scene.next();
  expect(await scene.shown(promotion)).toMatchObject({ state: 'ROLLING_OUT' });
  serving.states.set(`${name}/1`, 'AVAILABLE');
  await scene.next();
  expect(await scene.shown(promotion)).toMatchObject({ state: 'LIVE' });
  expect(await readdir(folder)).toEqual(['models.config']);
});

/** Takes a version live. */
async function live(version: string) {
  const promotion = await scene.begin(version);
  await scene.next();
  serving.poll();
  serving.states.set(`${name}/${version}`, 'AVAILABLE');
  await scene.next();
  return promotion;
}

it('goes back to what was replaced, and to nothing where nothing was', async () => {
  const first = await live('1');
  const second = await live('2');
  await scene.back(second);
  await scene.next();
  serving.poll();
  expect([await written(), await scene.shown(second)]).toMatchObject([[{ version: 1 }], { state: 'LIVE' }]);
  serving.states.set(`${name}/1`, 'AVAILABLE');
  await scene.next();
  expect(await scene.shown(second)).toMatchObject({ state: 'ROLLED_BACK' });
  expect(await scene.shown(first)).toMatchObject({ state: 'SUPERSEDED' });
});

it('takes away the first version, which has gone when the server says so', async () => {
  const first = await live('1');
  await scene.back(first);
  await scene.next();
  expect([await written(), await scene.shown(first)]).toMatchObject([[], { state: 'LIVE' }]);
  serving.poll();
  await scene.next();
  expect(await scene.shown(first)).toMatchObject({ state: 'ROLLED_BACK' });
});

it('puts back the one before when the server cannot load the new one', async () => {
  await live('1');
  const second = await scene.begin('2');
  await scene.next();
  serving.states.set(`${name}/2`, 'END No versions of servable found');
  await scene.next();
  expect(await scene.shown(second)).toMatchObject({ state: 'ROLLING_OUT', moves: [] });
  await scene.next();
  expect(await written()).toMatchObject([{ version: 1 }]);
  await scene.next();
  expect(await scene.shown(second)).toMatchObject({
    state: 'FAILED',
    rollout: { detail: expect.stringContaining('No versions of servable found') },
  });
});

it('puts it back when the server never loads it', async () => {
  const promotion = await scene.begin('1');
  await scene.next();
  await dayOver(stage.database.db);
  await carryOutNext(scene.working);
  await scene.next();
  expect(await written()).toEqual([]);
  expect(await scene.shown(promotion)).toMatchObject({ state: 'FAILED' });
});

it('leaves the other models of the file as they are, and a file that is not its own', async () => {
  const other = { name: 'other', basePath: '/models/other', version: 9 };
  await writeFile(file, modelConfig([other]));
  await live('1');
  expect(await written()).toEqual(
    [{ name, basePath: `/models/${name}`, version: 1 }, other].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
  await writeFile(file, 'model_config_list { config { name: "by-hand" } }');
  const second = await scene.begin('2');
  await scene.next();
  expect(await readFile(file, 'utf8')).toContain('by-hand');
  expect(await scene.shown(second)).toMatchObject({
    state: 'FAILED',
    rollout: { detail: expect.stringContaining('a file of its own') },
  });
});

it('writes nowhere but in the folders that are named, wherever links lead', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'handoff-outside-'));
  await mkdir(join(folder, 'in'));
  await symlink(outside, join(folder, 'link'));
  for (const [configFile, state] of [
    [join(outside, 'x'), 'FAILED'],
    [join(folder, 'link', 'x'), 'FAILED'],
    [join(folder, 'gone', 'x'), 'FAILED'],
    [join(folder, 'in', 'x'), 'ROLLING_OUT'],
  ] as const) {
    scene = await open({ configFile });
    const promotion = await scene.begin('1');
    await scene.next();
    expect(await scene.shown(promotion)).toMatchObject({ state });
  }
  expect(await readdir(outside)).toEqual([]);
  await rm(outside, { recursive: true });
});

it('takes the number of the folder from the source, and refuses a version without one', async () => {
  scene.office.first.source = { system: 'TENSORFLOW', externalId: 'churn/1602', url: null };
  await scene.begin('1');
  await scene.next();
  expect(await written()).toMatchObject([{ version: 1602 }]);
  scene = await open();
  scene.office.first.version = '2024-rc';
  const promotion = await scene.begin(scene.office.first.id);
  await scene.next();
  expect(await scene.shown(promotion)).toMatchObject({
    state: 'FAILED',
    rollout: { detail: expect.stringContaining('no number') },
  });
});
