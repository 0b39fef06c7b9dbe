import { addTarget, begun, orderOf, works } from '@handoff/deployment/executor/testing/works';
import { carryOutNext } from '@handoff/deployment/executor/work';
import { deploymentSubgraph, deploymentTables } from '@handoff/deployment/subgraph';
import { dealings, easePolicy, openOffice } from '@handoff/deployment/testing/office';
import { rows } from '@handoff/kit/database/database';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LineFault, proxied, type TcpProxy } from './proxy.ts';

let database: TestDatabase;
let server: TestServer;
let proxy: TcpProxy;
let address: string;

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  server = await testServer();
  ({ proxy, address } = await proxied(`${server.url}/hook`));
  await easePolicy(database.db);
});
afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
  await database?.drop();
});

/** One promotion's order is due, and no other. */
const dueAlone = `UPDATE deployment.rollout_order SET due_at = now()
  + CASE WHEN promotion_id = $1 THEN interval '-1 second' ELSE interval '1 day' END WHERE state = 'DUE'`;

/** Somebody's rollout through a webhook behind the line, and the next attempt at it. */
async function rollout() {
  const office = await openOffice(database.db, await deploymentSubgraph());
  const config = { url: address, secretSetting: 'WEBHOOK_SECRET' };
  const targetId = await addTarget(database.db, { executor: 'WEBHOOK', config });
  const working = works(office);
  const promotion = await begun(dealings(office), '1', { targetId });
  server.answer(() => ({ status: 202 }));
  const attempt = async () => {
    await rows(database.db, dueAlone, [promotion.promotion?.id]);
    await carryOutNext(working);
    return orderOf(database.db, promotion);
  };
  return { attempt, close: () => working.tools.http.close() };
}

test.each<LineFault>([
  { kind: 'delay', ms: 100 },
  { kind: 'drip', bytes: 40, everyMs: 2 },
])('slow (%o): it arrives at the first attempt', async fault => {
  const { attempt, close } = await rollout();
  await proxy.fault(fault);
  await attempt();
  await proxy.fault(null);
  expect(server.asked).toHaveLength(1);
  await close();
});

test.each<LineFault>([{ kind: 'cut' }, { kind: 'refuse' }, { kind: 'halfOpen' }])(
  'broken (%o): it is tried again, says why, and arrives once when it is mended',
  async fault => {
    const { attempt, close } = await rollout();
    await proxy.fault(fault);
    const waiting = await attempt();
    expect(waiting).toMatchObject({ state: 'DUE', attempt: 1 });
    expect(waiting.detail).toMatch(/cannot be asked/);
    expect(server.asked).toEqual([]);
    await proxy.fault(null);
    await attempt();
    expect(server.asked).toHaveLength(1);
    await close();
  },
);
