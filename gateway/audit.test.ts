import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gateway } from './gateway.ts';
import { annToken, openHouse } from './testing/house.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openHouse();
});
afterAll(() => gateway.close());

test('the GraphQL-over-HTTP audit finds every MUST and every SHOULD kept', async () => {
  const signedIn = (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${annToken}`);
    return fetch(url, { ...init, headers });
  };
  const results = await auditServer({ url: `${gateway.url}/graphql`, fetchFn: signedIn });
  const binding = results.filter(each => /^(MUST|SHOULD)/.test(each.name));
  const missed = binding.filter(each => each.status !== 'ok').map(each => `${each.id} ${each.name}`);
  expect(binding.length).toBeGreaterThan(30);
  expect(missed).toEqual([]);
});
