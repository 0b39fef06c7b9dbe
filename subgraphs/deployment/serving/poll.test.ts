import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import type { Reply } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askers } from '../executor/executors.ts';
import { type KserveServer, kserveServer } from '../executor/testing/kserve.ts';
import { catalogServer, mlflowServer, type Registered } from '../executor/testing/mlflow.ts';
import { openStage, type Scene, type Stage } from '../executor/testing/stage.ts';
import { servingServer } from '../executor/testing/tensorflow.ts';
import { askNext } from './poll.ts';

let stage: Stage;
let scene: Scene;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());
beforeEach(() => rows(stage.database.db, 'DELETE FROM deployment.target_poll'));

/** One round, as if a minute had passed; only the scene's own target is asked. */
async function poll(): Promise<boolean> {
  const { db } = stage.database;
  await askable();
  await rows(db, "UPDATE deployment.target_poll SET due_at = now() - interval '1 second' WHERE target_id = $1", [
    scene.targetId,
  ]);
  const { ground, tools } = scene.working;
  return askNext({ ground, askers, tools });
}

async function askable(): Promise<void> {
  const sql = `INSERT INTO deployment.target_poll (target_id, due_at) SELECT id, now() + interval '1 hour'
    FROM deployment.target ON CONFLICT (target_id) DO UPDATE SET due_at = excluded.due_at`;
  await rows(stage.database.db, sql);
}

interface Told {
  divergences: { kind: string; version: string }[];
  deployments: { nodes: { state: string; observed: { version: string; matches: boolean } | null }[] };
}
async function divergences(): Promise<string[]> {
  const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Model { divergences { kind version } } } }`;
  const of = [{ __typename: 'Model', id: scene.office.modelId }];
  const { _entities } = await scene.office.ask<{ _entities: Told[] }>(scene.office.ops, source, { of });
  return _entities[0]?.divergences.map(({ kind, version }) => `${kind} ${version}`) ?? [];
}
async function lastAsked(as = scene.office.ops): Promise<{ askedAt: string | null; askProblem: string | null }> {
  const source = '{ environments { targets { id askedAt askProblem } } }';
  interface Asked {
    environments: { targets: { id: string; askedAt: string | null; askProblem: string | null }[] }[];
  }
  const { environments } = await scene.office.ask<Asked>(as, source);
  const found = environments.flatMap(({ targets }) => targets).find(({ id }) => id === scene.targetId);
  return { askedAt: found?.askedAt ?? null, askProblem: found?.askProblem ?? null };
}
const problemKept = async () =>
  (
    await rows<{ problem: string | null }>(
      stage.database.db,
      'SELECT problem FROM deployment.target_poll WHERE target_id = $1',
      [scene.targetId],
    )
  )[0]?.problem;

describe.each([
  { system: 'MLFLOW', name: 'Churn EU', answers: mlflowServer },
  { system: 'DATABRICKS', name: 'main.risk.churn', answers: catalogServer },
])('the alias in $system', ({ system, name, answers }) => {
  let registered: Registered;

  beforeEach(async () => {
    registered = { models: new Map([[name, ['1', '2', '7']]]), aliases: new Map() };
    stage.server.answer(answers(registered));
    const config = { url: stage.server.url, system, alias: 'champion', tokenSetting: 'TARGET_TOKEN' };
    scene = await stage.open('MLFLOW_ALIAS', config);
    for (const [version, number] of [
      [scene.office.first, '1'],
      [scene.office.second, '2'],
    ] as const)
      version.source = { system, externalId: `${name}/${number}`, url: null };
    await scene.begin('1');
    await scene.next();
  });

  it('is where it was put, is found to have been moved, taken away, and put back', async () => {
    expect(await poll()).toBe(true);
    expect(await divergences()).toEqual([]);
    registered.aliases.set(`${name} champion`, '2');
    await poll();
    expect(await divergences()).toEqual(['RUNS_UNAPPROVED 2', 'NOT_RUNNING 1']);
    registered.aliases.set(`${name} champion`, '7');
    await poll();
    expect(await divergences()).toEqual(['RUNS_UNAPPROVED 7', 'NOT_RUNNING 1']);
    registered.aliases.clear();
    await poll();
    expect(await divergences()).toEqual(['NOT_RUNNING 1']);
    registered.aliases.set(`${name} champion`, '1');
    await poll();
    expect(await divergences()).toEqual([]);
    expect(await lastAsked()).toMatchObject({ askedAt: expect.any(String) });
  });

  it.each<[string, () => Reply, string]>([
    ['an outage', () => ({ status: 503, body: 'down' }), 'HTTP 503'],
    ['the page of a proxy', () => ({ body: '<html>Sign in</html>' }), 'check the address'],
    ['a wrong secret', () => ({ status: 403, body: {} }), 'look at the secret'],
    ['a page that is not found', () => ({ status: 404, body: '<h1>Not found</h1>' }), 'HTTP 404'],
    ['a cut', () => ({ wire: response => response.destroy() }), ''],
  ])('says nothing of what runs after %s', async (_, reply, said) => {
    stage.server.answer(reply);
    await poll();
    expect(await divergences()).toEqual([]);
    expect(await problemKept()).toContain(said);
    expect(await problemKept()).toContain(scene.office.first.model.name);
  });
});

describe('a server that is asked', () => {
  let folder: string;
  let serving: ReturnType<typeof servingServer>;
  let name: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'handoff-poll-'));
    const configFile = join(folder, 'models.config');
    serving = servingServer(configFile);
    stage.server.answer(serving.answer);
    const config = { url: stage.server.url, configFile, basePath: '/models/{model}' };
    scene = await stage.open('TENSORFLOW_SERVING', config, [folder]);
    name = scene.office.first.model.name;
    await scene.begin('1');
    await scene.next();
  });

  it('is not heard while a rollout is under way, and is after it', async () => {
    expect(await poll()).toBe(true);
    expect(
      await rows(stage.database.db, 'SELECT 1 FROM deployment.serving WHERE target_id = $1', [scene.targetId]),
    ).toEqual([]);
    serving.states.set(`${name}/1`, 'AVAILABLE');
    await scene.next();
    await poll();
    expect(await divergences()).toEqual([]);
    serving.states.set(`${name}/1`, 'END');
    serving.states.set(`${name}/2`, 'AVAILABLE');
    await poll();
    expect(await divergences()).toEqual(['RUNS_UNAPPROVED 2', 'NOT_RUNNING 1']);
    serving.states.clear();
    await poll();
    expect(await divergences()).toEqual(['NOT_RUNNING 1']);
    await rm(folder, { recursive: true });
  });

  it('is asked once a minute, by one of those who would', async () => {
    const { ground, tools } = scene.working;
    await askable();
    await rows(
      stage.database.db,
      "UPDATE deployment.target_poll SET due_at = now() - interval '1 s' WHERE target_id = $1",
      [scene.targetId],
    );
    const took = await Promise.all([1, 2, 3].map(() => askNext({ ground, askers, tools })));
    expect(took.filter(each => each)).toHaveLength(1);
    expect(await askNext({ ground, askers, tools })).toBe(false);
  });

  it('shows why it could not be asked to those who deploy alone, in one statement for all targets', async () => {
    serving.states.set(`${name}/1`, 'AVAILABLE');
    await scene.next();
    stage.server.answer(() => ({ status: 500, body: 'no' }));
    await poll();
    expect(await problemKept()).toContain('HTTP 500');
    const deployer = await addPerson(stage.database.db, 'Deployer');
    await giveRole(stage.database.db, { to: deployer, role: 'it-ops' });
    expect((await lastAsked(deployer)).askProblem).toContain('HTTP 500');
    expect((await lastAsked(scene.office.stranger)).askProblem).toBeNull();
    const { statements } = await countStatements(() => lastAsked());
    expect(statements.filter(sql => sql.includes('target_poll'))).toHaveLength(1);
  });
});

describe('an InferenceService', () => {
  let cluster: KserveServer;
  const [one, two] = ['s3://models/churn/1', 's3://models/churn/2'];

  beforeEach(async () => {
    cluster = kserveServer('models');
    stage.server.answer(cluster.answer);
    const config = { url: stage.server.url, namespace: 'models', service: 'churn', format: 'sklearn' };
    scene = await stage.open('KSERVE', { ...config, tokenSetting: 'TARGET_TOKEN' });
    scene.office.first.artifacts = [{ uri: one, format: 'sklearn' }];
    scene.office.second.artifacts = [{ uri: two, format: 'sklearn' }];
    await scene.begin('1');
    for (let i = 0; i < 8; i++) {
      await scene.next();
      if (cluster.service) cluster.settle();
    }
  });

  it('serves what was rolled out, or what somebody applied beside Handoff, or is gone', async () => {
    await poll();
    expect(await divergences()).toEqual([]);
    const predictor = cluster.service?.spec.predictor;
    if (!predictor) throw new Error('Nothing was applied.');
    predictor.model.storageUri = two;
    cluster.revisions.push(two);
    await poll();
    expect([await divergences(), await problemKept()]).toEqual([[], expect.stringContaining('not ready')]);
    cluster.settle();
    await poll();
    expect(await divergences()).toEqual(['RUNS_UNAPPROVED s3://models/churn/2', 'NOT_RUNNING 1']);
    cluster.service = null;
    await poll();
    expect(await divergences()).toEqual(['NOT_RUNNING 1']);
  });
});
