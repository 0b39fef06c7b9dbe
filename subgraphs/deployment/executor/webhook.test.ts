import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { type TestServer, testServer } from '@handoff/kit/testing/server';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { type Changed, type Dealings, dealings, easePolicy, type Office, of, openOffice } from '../testing/office.ts';
import { addTarget, begun, dayOver, dueNow, hookSecret, orderOf, works } from './testing/works.ts';
import { carryOutNext, type Working } from './work.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let server: TestServer;
let office: Office;
let deal: Dealings;
let working: Working;
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
  office = await openOffice(database.db, subgraph);
  deal = dealings(office);
  working = works(office);
  const config = { url: `${server.url}/hook`, secretSetting: 'WEBHOOK_SECRET' };
  targetId = await addTarget(database.db, { executor: 'WEBHOOK', config });
  server.answer(() => ({ status: 202 }));
});
afterEach(() => working.tools.http.close());

const next = async () => {
  await dueNow(database.db);
  return carryOutNext(working);
};
const shown = async (promotion: Changed, as = office.ops) => {
  const source = `query ($id: ID!) { promotion(id: $id) { state moves rollout { step waitingFor detail externalUrl }
    deployments { state kind trafficPercent } } }`;
  const found = await office.ask<{ promotion: object }>(as, source, { id: promotion.promotion?.id });
  return found.promotion;
};
const report = (promotion: Changed, changes: object = {}) => deal.report(promotion, changes);

it('posts what is to be done, signed, once it was taken never again, and goes live when the receiver says so', async () => {
  const promotion = await begun(deal, '1', { targetId });
  expect(await shown(promotion)).toMatchObject({
    state: 'ROLLING_OUT',
    moves: ['CONFIRM', 'ROLL_BACK'],
    rollout: { waitingFor: 'WEBHOOK puts step 1 of 1 in place: 100 % of the traffic.' },
  });
  expect([await next(), await next()]).toEqual([true, true]);
  expect(server.asked).toHaveLength(1);
  const [asked] = server.asked;
  const order = await orderOf(database.db, promotion);
  expect(asked?.headers['webhook-id']).toBe(order.id);
  expect(new Webhook(hookSecret).verify(asked?.body ?? '', asked?.headers as Record<string, string>)).toMatchObject({
    type: 'rollout.step',
    data: {
      order: order.id,
      promotionId: promotion.promotion?.id,
      percent: 100,
      version: { version: '1' },
      replaces: null,
    },
  });
  expect((await report(promotion, { order: 'ord_other' })).problem).toMatchObject({ reason: 'STALE_REVISION' });
  const live = await report(promotion, { order: order.id, externalUrl: 'https://ci.example.com/7' });
  expect(live.promotion).toMatchObject({ state: 'LIVE', rollout: { externalUrl: 'https://ci.example.com/7' } });
  expect((await report(promotion)).problem).toMatchObject({ __typename: 'WrongState' });
  expect(await next()).toBe(false);
});

it.each([
  [{ status: 500 }, 'HTTP 500', 4],
  [{ status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'a redirect, which is not followed', 4],
  [{ status: 429, headers: { 'retry-after': '120' } }, 'HTTP 429', 119],
])('tries again after %j, later each time', async (reply, said, seconds) => {
  server.answer(() => reply);
  const promotion = await begun(deal, '1', { targetId });
  await next();
  const once = await orderOf(database.db, promotion);
  expect(once).toMatchObject({ state: 'DUE', attempt: 1, detail: expect.stringContaining(said) });
  expect(once.dueIn).toBeGreaterThan(seconds - 1);
  expect(await shown(promotion)).toMatchObject({ rollout: { detail: expect.stringContaining(said) } });
  await next();
  expect(await orderOf(database.db, promotion)).toMatchObject({ attempt: 2 });
  expect(new Set(server.asked.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  server.answer(() => ({}));
  await next();
  expect((await report(promotion)).promotion).toMatchObject({ state: 'LIVE' });
});

it('gives up after a day, with what was wrong, and on a receiver that is gone at once', async () => {
  server.answer(() => ({ status: 503 }));
  const first = await begun(deal, '1', { targetId });
  await next();
  await dayOver(database.db);
  await carryOutNext(working);
  expect(await shown(first)).toMatchObject({
    state: 'FAILED',
    rollout: { detail: 'Given up: The receiver answered HTTP 503.' },
    deployments: [{ state: 'FAILED' }],
  });
  server.answer(() => ({ status: 410 }));
  const second = await begun(deal, '1', { targetId });
  await next();
  expect(await shown(second)).toMatchObject({ state: 'FAILED', rollout: { detail: expect.stringContaining('410') } });
});

it('fails when a receiver that took it never reports', async () => {
  const promotion = await begun(deal, '1', { targetId });
  await next();
  await dayOver(database.db);
  await carryOutNext(working);
  expect(await shown(promotion)).toMatchObject({
    state: 'FAILED',
    rollout: { detail: expect.stringContaining('has not reported') },
  });
});

describe('in steps', () => {
  const steps = [{ percent: 10 }, { percent: 100 }];
  const advance = (promotion: Changed, fromStep: number) =>
    office.change(office.ops, 'advanceRollout', { ...of(promotion), fromStep });

  it('orders each step, and stays where it was when one fails', async () => {
    const promotion = await begun(deal, '1', { targetId, strategy: 'CANARY', steps });
    expect((await advance(promotion, 0)).problem?.message).toContain('being put in place');
    await next();
    await report(promotion);
    expect(await shown(promotion)).toMatchObject({
      deployments: [{ state: 'LIVE', kind: 'CANARY', trafficPercent: 10 }],
    });
    expect((await advance(promotion, 0)).promotion).toMatchObject({ rollout: { step: 1 } });
    await next();
    expect(await shown(promotion)).toMatchObject({ deployments: [{ trafficPercent: 10 }] });
    expect((await report(promotion, { succeeded: false, detail: 'No room' })).promotion).toMatchObject({
      state: 'ROLLING_OUT',
      moves: ['ADVANCE', 'ROLL_BACK'],
      rollout: { step: 0, waitingFor: expect.stringContaining('does not go on. No room') },
    });
    await advance(promotion, 0);
    await next();
    expect((await report(promotion)).promotion).toMatchObject({ state: 'LIVE', rollout: { step: 1 } });
  });

  it('is rolled back when the receiver says that it is', async () => {
    const before = await begun(deal, '1', { targetId });
    await next();
    await report(before);
    const promotion = await begun(deal, '2', { targetId, strategy: 'CANARY', steps });
    await next();
    await report(promotion);
    const back = () => office.change(office.ops, 'rollBack', { ...of(promotion), reason: 'Slow' });
    expect((await back()).promotion).toMatchObject({ state: 'ROLLING_OUT', moves: ['CONFIRM'] });
    expect((await back()).problem?.message).toContain('is being rolled back');
    expect(await shown(promotion)).toMatchObject({ deployments: [{ state: 'LIVE', trafficPercent: 10 }] });
    await next();
    expect(JSON.parse(server.asked.at(-1)?.body ?? '')).toMatchObject({
      type: 'rollout.back',
      data: { percent: 0, replaces: { version: '1' } },
    });
    expect((await report(promotion, { succeeded: false, detail: 'Locked' })).promotion).toMatchObject({
      state: 'ROLLING_OUT',
      moves: ['ADVANCE', 'ROLL_BACK'],
    });
    await back();
    await next();
    expect((await report(promotion)).promotion).toMatchObject({ state: 'ROLLED_BACK' });
    expect(await shown(before)).toMatchObject({ state: 'LIVE', deployments: [{ trafficPercent: 100 }] });
  });
});

describe('what a webhook may not do', () => {
  it.each([
    ['a private address', () => server.url],
    ['a name of one', () => server.url.replace('127.0.0.1', 'localhost')],
    ['one in other clothes', () => server.url.replace('127.0.0.1', '2130706433')],
    ['one of IPv6', () => server.url.replace('127.0.0.1', '[::ffff:7f00:1]')],
  ])('reach %s that is not allowed', async (_, url) => {
    working = works(office, []);
    const config = { url: url(), secretSetting: 'WEBHOOK_SECRET' };
    const hidden = await addTarget(database.db, { executor: 'WEBHOOK', config });
    const promotion = await begun(deal, '1', { targetId: hidden });
    await next();
    expect(await shown(promotion)).toMatchObject({
      state: 'FAILED',
      rollout: { detail: expect.stringContaining('HANDOFF_TARGET_NETWORKS') },
    });
    expect(server.asked).toHaveLength(0);
  });

  it.each([
    ['NOBODY_SET_IT', 'HANDOFF_TARGET_SECRETS'],
    ['TARGET_TOKEN', 'whsec_'],
    ['constructor', 'not set up'],
  ])('sign with %s', async (secretSetting, said) => {
    const wrong = await addTarget(database.db, { executor: 'WEBHOOK', config: { url: server.url, secretSetting } });
    const promotion = await begun(deal, '1', { targetId: wrong });
    await next();
    expect(await shown(promotion)).toMatchObject({
      state: 'FAILED',
      rollout: { detail: expect.stringContaining(said) },
    });
    expect(server.asked).toHaveLength(0);
  });

  it('be told of the secret anywhere', async () => {
    const promotion = await begun(deal, '1', { targetId });
    await next();
    await report(promotion);
    const all = await rows<{ text: string }>(
      database.db,
      `SELECT to_jsonb(e)::text AS text FROM event.entry e UNION ALL SELECT to_jsonb(o)::text FROM deployment.rollout_order o`,
    );
    expect(all.filter(({ text }) => text.includes(hookSecret.slice(6)))).toEqual([]);
  });
});
