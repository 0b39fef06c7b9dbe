import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gateway } from './gateway.ts';
import { ask, openHouse } from './testing/house.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openHouse();
});
afterAll(() => gateway.close());

test('a query over two subgraphs', async () => {
  const reply = await ask(gateway.url, { query: '{ model(id: "7") { name deployments { environment } } }' });
  expect(reply.json).toEqual({ data: { model: { name: 'model 7', deployments: [{ environment: 'production' }] } } });
});
