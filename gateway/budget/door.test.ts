import { afterEach, expect, test } from 'vitest';
import type { Gateway } from '../gateway.ts';
import { ask, botToken, openHouse } from '../testing/house.ts';
import { openBudgets } from './budgets.ts';

let gateway: Gateway;
afterEach(() => gateway.close());

const page = (first: number) => ({ query: `{ models(first: ${first}) { nodes { id name } } }` });

test('over budget: 429, what it costs, what is left and when to come back; others are served', async () => {
  gateway = await openHouse({
    budgets: openBudgets({ limits: { person: 100_000, service: 100_000 }, clock: () => 0 }),
  });
  // 1 for the connection, and 3 for each of so many things: 1,003 values.
  for (let i = 0; i < 99; i++) expect((await ask(gateway.url, page(334))).status).toBe(200);
  const refused = await ask(gateway.url, page(334));
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  const [error] = refused.json.errors ?? [];
  expect(error?.message).toContain('are left of the 100,000 that you may ask for in a minute. Send it again in 1 s');
  expect(error?.extensions).toMatchObject({ code: 'RATE_LIMITED', rateLimit: { cost: 1003, limit: 100_000 } });
  expect((await ask(gateway.url, { query: '{ hello }' })).status).toBe(200);
  const robot = await ask(gateway.url, page(334), { authorization: `Bearer ${botToken}` });
  expect(robot.status).toBe(200);
});

test('of several operations the one that is asked for is paid', async () => {
  gateway = await openHouse({
    budgets: openBudgets({ limits: { person: 100_000, service: 100_000 }, clock: () => 0 }),
  });
  const query = 'query Cheap { hello } query Dear { models(first: 49900) { nodes { id } } }';
  for (let i = 0; i < 50; i++) {
    expect((await ask(gateway.url, { query, operationName: 'Cheap' })).status).toBe(200);
  }
  expect((await ask(gateway.url, { query, operationName: 'Dear' })).json.errors?.[0]?.extensions.code).not.toBe(
    'RATE_LIMITED',
  );
  expect((await ask(gateway.url, { query, operationName: 'Dear' })).status).toBe(429);
});

test('what is turned away for another reason is not paid', async () => {
  gateway = await openHouse({
    budgets: openBudgets({ limits: { person: 100_000, service: 100_000 }, clock: () => 0 }),
  });
  for (let i = 0; i < 3; i++) expect((await ask(gateway.url, page(60_000))).status).toBe(400);
  expect((await ask(gateway.url, page(33_000))).status).toBe(200);
});
