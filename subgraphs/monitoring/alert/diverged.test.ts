import { system } from '@handoff/kit/actor';
import { rows, write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { followDue } from '@handoff/kit/event/follow';
import { sealDue } from '@handoff/kit/event/seal';
import type { GraphClient } from '@handoff/kit/graph-client';
import { ground, noGraph } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Office, openOffice } from '../testing/office.ts';
import { type Divergence, modelsChanged } from './diverged.ts';
import { servingFollower } from './serving-reactions.ts';

let office: Office;
let model = '';
let told: Divergence[] = [];
let away = false;
const graph: GraphClient = {
  ...noGraph,
  request: async <T>() => {
    if (away) return { kind: 'Unreachable', message: 'Deployment is away.' };
    return { kind: 'Data', errors: [], data: { model: { divergences: told } } as T };
  },
};

beforeAll(async () => {
  office = await openOffice();
  await react();
});
afterAll(() => office.database.drop());
beforeEach(async () => {
  model = await office.addModel();
  told = [];
});

const react = async () => {
  await sealDue(office.db);
  return followDue(office.db, servingFollower(ground(office.db, graph)));
};
const happened = (action: string) =>
  write(office.db, tx => append(tx, system('test'), { action, subjectId: model, modelId: model, summary: action }));
const divergence = (changes: Partial<Divergence> = {}): Divergence => ({
  ...{ kind: 'RUNS_UNAPPROVED', version: '9', at: '2026-01-01T00:00:00Z', deployment: null },
  environment: { name: 'production', title: 'Production', production: true },
  ...changes,
});
const alerts = () =>
  rows<{ state: string; title: string }>(
    office.db,
    `SELECT state, severity, title, environment, deployment_id AS "deploymentId" FROM monitoring.alert
     WHERE model_id = $1 ORDER BY id`,
    [model],
  );

it('raises one alert for each, tells of it, and ends it when it is over', async () => {
  const missing = divergence({ kind: 'NOT_RUNNING', version: '7', deployment: { id: 'dep_7' } });
  told = [divergence(), missing];
  await happened('serving.changed');
  await react();
  await happened('promotion.live');
  await react();
  const place = { state: 'FIRING', severity: 'CRITICAL', environment: 'production' };
  expect(await alerts()).toEqual([
    { ...place, title: 'Version 9 runs in Production, but was not approved', deploymentId: null },
    { ...place, title: 'Version 7 was approved for Production, but does not run there', deploymentId: 'dep_7' },
  ]);
  told = [missing];
  await happened('promotion.live');
  await react();
  expect((await alerts()).map(({ state }) => state)).toEqual(['RESOLVED', 'FIRING']);
  const kinds = 'SELECT kind FROM event.notification WHERE model_id = $1 ORDER BY id';
  expect(await rows(office.db, kinds, [model])).toEqual([
    ...[{ kind: 'alert.fired' }, { kind: 'alert.fired' }, { kind: 'alert.resolved' }],
  ]);
});

it('only warns outside production, and raises it anew when it comes again', async () => {
  told = [divergence({ environment: { name: 'staging', title: 'Staging', production: false } })];
  await happened('serving.changed');
  await react();
  told = [];
  await happened('deployment.retired');
  await react();
  told = [divergence({ environment: { name: 'staging', title: 'Staging', production: false } })];
  await happened('serving.changed');
  await react();
  expect(await alerts()).toMatchObject([
    { state: 'RESOLVED', severity: 'WARNING' },
    { state: 'FIRING', severity: 'WARNING' },
  ]);
});

it('waits for deployment to say so, and two processes at once raise one', async () => {
  told = [divergence()];
  await happened('serving.changed');
  away = true;
  await expect(react()).rejects.toThrow('away');
  away = false;
  await sealDue(office.db);
  const follower = servingFollower(ground(office.db, graph));
  await Promise.all([1, 2, 3].map(() => followDue(office.db, follower)));
  expect(await alerts()).toHaveLength(1);
});

it('leaves alerts alone that came from outside under such a name', async () => {
  told = [divergence()];
  await rows(
    office.db,
    `INSERT INTO monitoring.alert (id, model_id, fingerprint, state, state_since, severity, title, detail, fired_at, last_seen_at, count, escalation, revision, labels)
     VALUES ('alr_outside', $1, 'handoff/serving/production/RUNS_UNAPPROVED/9', 'FIRING', now(), 'WARNING', 't', 'd', now(), now(), 1, 0, 1, '{}')`,
    [model],
  );
  await happened('serving.changed');
  await react();
  told = [];
  await happened('serving.changed');
  await react();
  expect(await alerts()).toMatchObject([{ state: 'FIRING', title: 't' }]);
});

it('asks only of models of which something else runs, or should run', () => {
  const entry = (action: string, modelId: string | null) => ({ action, modelId });
  const entries = [
    ...[entry('serving.changed', 'a'), entry('promotion.live', 'a'), entry('promotion.approved', 'b')],
    ...[entry('deployment.retired', 'c'), entry('serving.changed', null)],
  ];
  expect(modelsChanged(entries)).toEqual(['a', 'c']);
});
