import { rows } from '@handoff/kit/database/database';
import { silentLog } from '@handoff/kit/log';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ground } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { notFound, type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { world } from '../source/testing/world.ts';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { change } from '../testing/asking.ts';
import { readMlflow } from './mlflow.ts';
import { mostAttempts, pauseAfter } from './refresh.ts';
import { type ReadAnew, refreshNext } from './work.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let server: TestServer;
let [admin, stranger] = ['', ''];

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  server = await testServer();
  [admin, stranger] = [await addPerson(database.db, 'Ada'), await addPerson(database.db, 'Stan')];
  await giveRole(database.db, { to: admin, role: 'admin' });
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});
beforeEach(() => rows(database.db, 'DELETE FROM registry.refresh'));

interface Shown {
  refresh: { externalId: string; attempt: number; dueAt: string | null; lastFailure: string | null } | null;
}
const ask = (by: string, input: object = {}) =>
  change<Shown>({ subgraph, db: database.db, as: actor(by) }, 'refreshSource', {
    input: { system: 'MLFLOW', externalId: 'churn', ...input },
    select: 'refresh { externalId attempt dueAt lastFailure }',
  });

/** One step of the work. */
const next = (read: ReadAnew, signal = new AbortController().signal) =>
  refreshNext({ db: database.db, log: silentLog(), sources: { MLFLOW: read }, signal });
const standing = async () =>
  rows<{ id: string; revision: number; attempt: number; dead: boolean; due: boolean; failure: string | null }>(
    database.db,
    `SELECT id, revision, attempt, due_at IS NULL AS dead, coalesce(due_at <= now(), false) AS due,
       last_failure AS failure FROM registry.refresh ORDER BY id`,
  );
/** Reads nothing, and notes what it was to read. */
const noted = (read: string[]) => async (name: string) => {
  read.push(name);
  return null;
};
const dueNow = () => rows(database.db, "UPDATE registry.refresh SET due_at = now() - interval '1 second'");

it('is for who may import everywhere, and of systems that can be read', async () => {
  expect((await ask(stranger)).problem).toMatchObject({ __typename: 'NotAllowed', rule: 'import-models' });
  expect((await ask(admin, { system: 'GITHUB' })).problem).toMatchObject({ field: 'system' });
  expect((await ask(admin, { externalId: ' ' })).problem).toMatchObject({ field: 'externalId' });
  expect(await standing()).toEqual([]);
});

it('reads each record once, however often it was asked for, the one that waited longest first', async () => {
  await ask(admin);
  await ask(admin, { externalId: 'fraud' });
  await ask(admin, { idempotencyKey: 'a' });
  await ask(admin, { idempotencyKey: 'a' });
  expect(await standing()).toMatchObject([{ id: 'MLFLOW churn', revision: 2 }, { id: 'MLFLOW fraud' }]);
  const read: string[] = [];
  while (await next(noted(read)));
  expect([read, await standing()]).toEqual([['fraud', 'churn'], []]);
});

it('reads once more what was asked for while it was read', async () => {
  await ask(admin);
  await next(async () => (await ask(admin)).problem?.message ?? null);
  expect(await standing()).toMatchObject([{ revision: 2, attempt: 0, due: true }]);
});

it('is done by one of two at once', async () => {
  await ask(admin);
  const read: string[] = [];
  const both = await Promise.all([next(noted(read)), next(noted(read))]);
  expect([both.toSorted(), read]).toEqual([[false, true], ['churn']]);
});

it('tries again later when it failed or broke down, and says why', async () => {
  await ask(admin);
  await next(async () => 'MLflow is away.');
  expect(await standing()).toMatchObject([{ attempt: 1, due: false, dead: false, failure: 'MLflow is away.' }]);
  expect(await next(async () => null)).toBe(false);
  await dueNow();
  await next(async () => {
    throw new Error('It broke.');
  });
  expect(await standing()).toMatchObject([{ attempt: 2, failure: 'It broke.' }]);
  const stopping = new AbortController();
  stopping.abort();
  await dueNow();
  await next(async () => 'Stopped.', stopping.signal);
  expect(await standing()).toMatchObject([{ failure: 'It broke.', dead: false }]);
});

it('waits longer each time, gives up with an entry in the trail, and begins anew when it is asked again', async () => {
  expect([1, 2, 3, 11, 12].map(pauseAfter)).toEqual([5, 10, 20, 3600, 3600]);
  await ask(admin);
  for (let i = 0; i < mostAttempts; i++) {
    await dueNow();
    await next(async () => 'MLflow is away.');
  }
  expect(await standing()).toMatchObject([{ attempt: mostAttempts, dead: true }]);
  expect(await next(async () => null)).toBe(false);
  const given = await rows(
    database.db,
    "SELECT summary FROM event.entry WHERE action = 'source.refresh_given_up' AND actor_id IS NULL",
  );
  expect(given).toEqual([{ summary: 'could not read churn anew from MLFLOW: MLflow is away.' }]);
  expect((await ask(admin)).refresh).toMatchObject({ attempt: 0, dueAt: expect.any(String) });
});

it('reads one model of an MLflow server and brings it in, as an import does', async () => {
  const listed = (world({ path: '/api/2.0/mlflow/registered-models/search', headers: {} } as never).body ?? {}) as {
    registered_models: { name: string }[];
  };
  const [known] = listed.registered_models;
  const token = { MLFLOW_TRACKING_TOKEN: 'the-token' };
  const settings = { url: server.url, secrets: [], env: token };
  const read = readMlflow(ground(database.db), settings, async () => subgraph);
  const { signal } = new AbortController();
  server.answer(() => notFound);
  expect(await read('From MLflow', signal)).toMatch(/404|not found/i);
  server.answer(asked =>
    asked.path.endsWith('registered-models/get') ? { body: { registered_model: known } } : world(asked),
  );
  expect(await read('From MLflow', signal)).toBeNull();
  expect(server.paths()).not.toContain('/api/2.0/mlflow/registered-models/search');
  expect(server.asked[0]?.headers.authorization).toBe('Bearer the-token');
  const found = await rows(
    database.db,
    `SELECT s.external_id, (SELECT count(*)::int FROM registry.version v WHERE v.model_id = s.model_id) AS versions
     FROM registry.source s WHERE s.system = 'MLFLOW' AND s.kind = 'MODEL'`,
  );
  expect(found).toEqual([{ external_id: 'From MLflow', versions: 2 }]);
  expect(await read('From MLflow', signal)).toBeNull();
});
