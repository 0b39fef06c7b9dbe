import { rows } from '@handoff/kit/database/database';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Advised, adviseIn, type Served } from '../testing/advised.ts';
import { addMonitor, fire, settle } from '../testing/firing.ts';
import { type Office, openOffice } from '../testing/office.ts';
import { measure, trailOf } from '../testing/watching.ts';
import type { Advice } from './advice.ts';
import { advices } from './table.ts';

let office: Office;
let advised: Advised;
let model: string;
let served: Served;
beforeAll(async () => {
  office = await openOffice();
  advised = await adviseIn(office);
});
afterAll(() => office.database.drop());
beforeEach(async () => {
  model = await office.addModel();
  served = advised.serves(model);
});

const drift = (changes = {}) => addMonitor(office, model, { feature: 'income', ...changes });
const accuracy = () => addMonitor(office, model, { kind: 'METRIC', metric: 'accuracy', threshold: 0.9 });
const all = (of = model): Promise<Advice[]> =>
  office.db.getRepository(advices).find({ where: { modelId: of }, order: { id: 'ASC' } });
const notified = (id: string) =>
  rows<{ kind: string }>(office.db, 'SELECT kind FROM event.notification WHERE subject_id = $1 ORDER BY id', [id]);
const worse = { value: 0.8, threshold: 0.9 };

it('opens one advice on the version that serves, with its reasons, and tells of it', async () => {
  const alert = await fire(office, await accuracy(), worse);
  await advised.react();
  await advised.react();
  const [advice, ...others] = await all();
  expect(others).toEqual([]);
  expect(advice).toMatchObject({ action: 'RETRAIN', state: 'OPEN', versionId: served.versionId, alertIds: [alert.id] });
  expect(advice?.reasons[0]).toContain('accuracy is 0.8, where 0.9 at least is asked: 0.1 too low.');
  expect(await notified(advice?.id ?? '')).toEqual([{ kind: 'advice.suggested' }]);
});

it('changes it when more speaks, and lets go of it when nothing does any more', async () => {
  const moved = await fire(office, await drift());
  await advised.react();
  expect(await all()).toMatchObject([{ action: 'KEEP', revision: 1 }]);
  const fell = await fire(office, await accuracy(), worse);
  await advised.react();
  expect(await all()).toMatchObject([{ action: 'RETRAIN', revision: 2, alertIds: [moved.id, fell.id].toSorted() }]);
  await settle(office, moved);
  await settle(office, fell);
  await advised.react();
  const [advice] = await all();
  expect(advice).toMatchObject({ state: 'DECIDED', decision: null, decidedByIds: [], revision: 3 });
  expect((await trailOf(office, advice?.id ?? '')).map(({ action }) => action)).toEqual([
    'advice.suggested',
    'advice.changed',
    'advice.let_go',
  ]);
});

it('rolls back what a rollout brought, when that was a day ago at most', async () => {
  const now = new Date();
  served = advised.serves(model, { startedAt: new Date(now.getTime() - 3_600_000).toISOString() });
  await fire(office, await addMonitor(office, model, { kind: 'LATENCY' }), { deploymentId: served.deploymentId });
  await advised.react();
  expect(await all()).toMatchObject([{ action: 'ROLL_BACK', versionId: served.versionId }]);
});

it('is about each version apart, as its deployment runs it', async () => {
  const before = served;
  served = advised.serves(model, { version: '3' });
  const monitor = await drift();
  await fire(office, monitor, { deploymentId: before.deploymentId });
  await fire(office, monitor, { deploymentId: served.deploymentId });
  await advised.react();
  const found = await all();
  expect(found.map(({ versionId }) => versionId).toSorted()).toEqual([before.versionId, served.versionId].toSorted());
});

it('asks for other features where one drifts again on a version that was registered since', async () => {
  const monitor = await drift();
  const before = await fire(office, monitor, { firedAt: new Date('2026-09-01') });
  await settle(office, before);
  await fire(office, monitor);
  await advised.react();
  expect(await all()).toMatchObject([{ action: 'RE_ENGINEER_FEATURES' }]);
});

it('finds that a shared feature is broken once another model shows signs of it too', async () => {
  const other = await office.addModel();
  advised.serves(other);
  for (const [of, feature] of [
    [model, 'income'],
    [other, 'pay'],
  ]) {
    await rows(office.db, "INSERT INTO monitoring.upstream VALUES ($1, $2, $3, 'salary')", [
      of,
      feature,
      `ftr_${model}`,
    ]);
  }
  const [first, second] = [await drift(), await addMonitor(office, other, { feature: 'pay' })];
  const cause = await fire(office, first);
  await advised.react();
  expect(await all()).toMatchObject([{ action: 'KEEP', revision: 1 }]);
  await fire(office, second);
  await advised.react();
  await advised.react();
  expect(await all()).toMatchObject([{ action: 'FIX_DATA', revision: 2, alertIds: [cause.id] }]);
  expect(await all(other)).toMatchObject([{ action: 'FIX_DATA', revision: 1 }]);
  expect((await all())[0]?.reasons).toContain(
    'It comes from further up: other models that read "salary" show it too. No other version would do better on it.',
  );
});

it('says again why where the same alerts come to something else', async () => {
  const other = await office.addModel();
  for (const of of [model, other]) {
    await rows(office.db, "INSERT INTO monitoring.upstream VALUES ($1, 'x', $2, 'salary')", [of, `ftr_${model}`]);
  }
  await fire(office, await addMonitor(office, model, { kind: 'DATA_QUALITY', feature: 'x' }));
  await advised.react();
  await fire(office, await addMonitor(office, other, { feature: 'x' }));
  await advised.react();
  expect(await all()).toMatchObject([{ action: 'FIX_DATA', revision: 2 }]);
});

it('says what waiting costs, by the predictions of the last 7 days', async () => {
  const at = new Date(Date.now() - 3_600_000);
  const version = { id: served.versionId, modelId: model };
  await measureAs(version, at);
  await fire(office, await accuracy(), worse);
  await advised.react();
  const [advice] = await all();
  expect(advice?.reasons.at(-1)).toBe(
    'Each day of waiting is about 1,000 predictions, of which about 100 more go wrong than is allowed.',
  );
});

async function measureAs(version: { id: string; modelId: string }, at: Date): Promise<void> {
  office.know(version);
  await measure(office, { version }, { name: 'predictions', at, value: 7_000 });
}

it('is one, however many processes judge at once', async () => {
  await fire(office, await accuracy(), worse);
  await fire(office, await drift());
  await Promise.all([advised.react(), advised.react(), advised.react()]);
  const [advice, ...others] = await all();
  expect(others).toEqual([]);
  expect(advice).toMatchObject({ action: 'RETRAIN', revision: 1 });
  expect(await notified(advice?.id ?? '')).toEqual([{ kind: 'advice.suggested' }]);
});

it('does not ask the graph about models without alerts', async () => {
  const alert = await fire(office, await accuracy(), worse);
  await settle(office, alert);
  const asked = advised.asked();
  await advised.react();
  expect(advised.asked()).toBe(asked);
  expect(await all()).toEqual([]);
});

it('says nothing of models that were put away, nor of what Handoff found by itself', async () => {
  const told = advised.told.get(model);
  if (told) advised.told.set(model, { ...told, archivedAt: '2026-11-01T00:00:00Z' });
  await fire(office, await accuracy(), worse);
  const other = await office.addModel();
  advised.serves(other);
  await fire(office, await addMonitor(office, other), { monitorId: null, title: 'Nobody owns it' });
  const monitor = await addMonitor(office, other, { kind: 'PERFORMANCE' });
  await fire(office, monitor, { fingerprint: `${monitor.id}/trouble`, title: 'It cannot be evaluated' });
  await advised.react();
  expect([await all(), await all(other)]).toEqual([[], []]);
});

it('loses nothing while the graph is away', async () => {
  await fire(office, await accuracy(), worse);
  advised.away(true);
  await expect(advised.react()).rejects.toThrow('Registry is away.');
  advised.away(false);
  await advised.react();
  expect(await all()).toMatchObject([{ action: 'RETRAIN' }]);
});
