import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { type Changed, type Dealings, dealings, easePolicy, type Office, of, openOffice } from '../testing/office.ts';
import type { Executor } from './executor.ts';
import { type Order, type Progress, pauseAfter } from './order.ts';
import { addTarget, begun, dayOver, dueNow, orderOf, works } from './testing/works.ts';
import { carryOutNext, type Working } from './work.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let server: TestServer;
let office: Office;
let deal: Dealings;
let targetId: string;

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
  server = await testServer();
  await easePolicy(database.db);
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});
beforeEach(async () => {
  await rows(database.db, 'DELETE FROM deployment.rollout_order');
  await open();
});

async function open(): Promise<void> {
  office = await openOffice(database.db, subgraph);
  deal = dealings(office);
  const config = { url: `${server.url}/hook`, secretSetting: 'WEBHOOK_SECRET' };
  targetId = await addTarget(database.db, { executor: 'WEBHOOK', config });
}
const as = (executor: Executor): Working => ({ ...works(office), executors: { WEBHOOK: executor } });
const leaseOver = () =>
  rows(database.db, "UPDATE deployment.rollout_order SET leased_until = now() - interval '1 second'");
const stateOf = async ({ promotion }: Changed) => {
  const source = 'query ($id: ID!) { promotion(id: $id) { state rollout { detail waitingFor } } }';
  return (await office.ask<{ promotion: object }>(office.ops, source, { id: promotion?.id })).promotion;
};

/** An executor whose attempts end when the test says so. */
function held() {
  const attempts: { order: Order; end(progress: Progress): void }[] = [];
  let told: () => void = () => undefined;
  const executor: Executor = order =>
    new Promise(end => {
      attempts.push({ order, end });
      told();
    });
  const begun = (count: number) =>
    new Promise<void>(resolve => {
      told = () => attempts.length >= count && resolve();
      told();
    });
  return { executor, attempts, begun };
}

it('waits longer after each attempt, up to an hour', () => {
  expect([1, 2, 3, 10, 11, 99].map(pauseAfter)).toEqual([5, 10, 20, 2560, 3600, 3600]);
});

it('is taken up again when its process was killed in the middle, by nobody before its lease is over', async () => {
  server.answer(() => ({ wire: () => undefined }));
  const promotion = await begun(deal, '1', { targetId });
  const built = new URL('../dist/executor/testing/worker.js', import.meta.url);
  const entry = `import(${JSON.stringify(built.href)}).then(({ carryOutOnce }) => carryOutOnce(process.argv[1]))`;
  const child = spawn(process.execPath, ['-e', entry, database.url], { stdio: 'inherit' });
  await expect.poll(() => server.asked.length, { timeout: 15_000 }).toBe(1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const first = server.asked[0]?.headers['webhook-id'];
  server.answer(() => ({ status: 202 }));
  expect(await carryOutNext(works(office))).toBe(false);
  await leaseOver();
  expect(await carryOutNext(works(office))).toBe(true);
  expect(server.asked.map(({ headers }) => headers['webhook-id'])).toEqual([first]);
  expect((await deal.report(promotion)).promotion).toMatchObject({ state: 'LIVE' });
});

it('is carried out by one of many at once, each order once', async () => {
  const seen: string[] = [];
  const busy = new Set<string>();
  const executor: Executor = async ({ id, promotionId }) => {
    expect(busy.has(promotionId)).toBe(false);
    busy.add(promotionId);
    await new Promise(resolve => setTimeout(resolve, 20));
    busy.delete(promotionId);
    seen.push(id);
    return { kind: 'Done' };
  };
  const promotions: Changed[] = [];
  for (let i = 0; i < 4; i++) {
    if (i > 0) {
      const { registry } = office;
      await open();
      office.registry.versions.push(...registry.versions);
    }
    promotions.push(await begun(deal, '1', { targetId }));
  }
  const working = as(executor);
  const drain = async () => {
    while (await carryOutNext(working));
  };
  await Promise.all([drain(), drain(), drain(), drain()]);
  expect(seen.length).toBe(4);
  expect(new Set(seen).size).toBe(4);
});

it('is not heard any more once somebody else has taken it up', async () => {
  const promotion = await begun(deal, '1', { targetId });
  const { executor, attempts, begun: attempted } = held();
  const slow = carryOutNext(as(executor));
  await attempted(1);
  await leaseOver();
  const quick = carryOutNext(as(executor));
  await attempted(2);
  attempts[1]?.end({ kind: 'Done', detail: 'The second was quicker.' });
  await quick;
  attempts[0]?.end({ kind: 'Failed', detail: 'The first was cut off.' });
  await slow;
  expect(await stateOf(promotion)).toMatchObject({ state: 'LIVE', rollout: { detail: 'The second was quicker.' } });
});

it('goes back only when what it was at has ended', async () => {
  const promotion = await begun(deal, '1', { targetId });
  const { executor, attempts, begun: attempted } = held();
  const step = carryOutNext(as(executor));
  await attempted(1);
  await office.change(office.ops, 'rollBack', { ...of(promotion), reason: 'Wrong one' });
  expect(await carryOutNext(as(executor))).toBe(false);
  attempts[0]?.end({ kind: 'Done' });
  await step;
  expect(await stateOf(promotion)).toMatchObject({ state: 'ROLLING_OUT' });
  const back = carryOutNext(as(executor));
  await attempted(2);
  expect(attempts[1]?.order).toMatchObject({ kind: 'BACK', percent: 0, replaces: null });
  attempts[1]?.end({ kind: 'Done' });
  await back;
  expect(await stateOf(promotion)).toMatchObject({ state: 'ROLLED_BACK' });
});

it('puts back what a step that fails has changed, and then has failed', async () => {
  const promotion = await begun(deal, '1', { targetId });
  await carryOutNext(as(async () => ({ kind: 'Later', detail: 'It loads.', memory: { touched: true } })));
  expect(await orderOf(database.db, promotion)).toMatchObject({ state: 'DUE', detail: 'It loads.' });
  await dayOver(database.db);
  await carryOutNext(as(async () => ({ kind: 'Later', detail: 'It still loads.' })));
  expect(await orderOf(database.db, promotion)).toMatchObject({ kind: 'BACK', state: 'DUE' });
  expect(await stateOf(promotion)).toMatchObject({ state: 'ROLLING_OUT', rollout: { waitingFor: expect.any(String) } });
  await carryOutNext(as(async () => ({ kind: 'Done' })));
  expect(await stateOf(promotion)).toMatchObject({ state: 'FAILED', rollout: { detail: 'Given up: It still loads.' } });
});

it('tries again when it breaks down, when registry is away, and when it is stopped', async () => {
  const promotion = await begun(deal, '1', { targetId });
  const broken = as(async () => {
    throw new Error('a secret of the far side');
  });
  await carryOutNext(broken);
  expect(await orderOf(database.db, promotion)).toMatchObject({ state: 'DUE', attempt: 1 });
  expect((await orderOf(database.db, promotion)).detail).not.toContain('secret');
  office.registry.down = true;
  await dueNow(database.db);
  await carryOutNext(as(async () => ({ kind: 'Done' })));
  expect(await orderOf(database.db, promotion)).toMatchObject({ state: 'DUE', attempt: 2 });
  office.registry.down = false;
  await dueNow(database.db);
  const stopping = AbortSignal.abort();
  await carryOutNext(
    as(async () => ({ kind: 'Failed', detail: 'It was cut off.' })),
    stopping,
  );
  expect(await orderOf(database.db, promotion)).toMatchObject({ state: 'DUE', attempt: 3 });
  await carryOutNext(as(async () => ({ kind: 'Done' })));
  expect(await stateOf(promotion)).toMatchObject({ state: 'LIVE' });
});

it('tells in the trail what an attempt found, unless the one before found the same', async () => {
  const promotion = await begun(deal, '1', { targetId });
  const told = () =>
    rows(
      database.db,
      `SELECT detail->>'note' AS note, model_id IS NOT NULL AS "ofModel" FROM event.entry
       WHERE subject_id = $1 AND action = 'promotion.rollout_waits' ORDER BY at, id`,
      [promotion.promotion?.id],
    );
  const found = async (detail: string) => {
    await dueNow(database.db);
    await carryOutNext(as(async () => ({ kind: 'Later', detail })));
  };
  for (const detail of ['1 of 3 run.', '1 of 3 run.', '2 of 3 run.', '1 of 3 run.']) await found(detail);
  expect(await told()).toEqual(['1 of 3 run.', '2 of 3 run.', '1 of 3 run.'].map(note => ({ note, ofModel: true })));
  expect(await stateOf(promotion)).toMatchObject({ state: 'ROLLING_OUT', rollout: { detail: '1 of 3 run.' } });
});

it('begins nothing there while another version goes back', async () => {
  const first = await begun(deal, '1', { targetId });
  await carryOutNext(as(async () => ({ kind: 'Done' })));
  const second = await deal.approved('2', { targetId });
  await office.change(office.ops, 'rollBack', { ...of(first), reason: 'Wrong one' });
  expect((await deal.start(second)).problem?.message).toContain('is being rolled back there');
});
