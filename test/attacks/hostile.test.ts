import { attacks } from '@handoff/bench/attacks/generate';
import { run, schemaOf } from '@handoff/bench/attacks/run';
import { verifyTrail } from '@handoff/kit/event/verify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse, until } from '../house.ts';
import { Visitor } from '../pages/visitor.ts';

const count = 10_000;

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse('socket');
});
afterAll(() => house?.stop());

it('bears 10,000 hostile requests: each is answered, and tells nothing of our insides', async () => {
  const visitor = await new Visitor(house.url).be('Noor');
  const target = { url: house.url, token: house.adminToken, cookie: visitor.cookies() };
  const hostile = attacks(await schemaOf(target), 10);
  const { sent, faults, refusals, statuses } = await run(target, hostile, { count, connections: 16 });
  expect(faults).toEqual([]);
  expect(sent).toBe(count);
  // Most of them get as far as they mean to: they are neither all turned away nor all taken.
  expect(refusals.length).toBeGreaterThan(count / 4);
  expect(statuses.get(200)).toBeGreaterThan(count / 4);
});

it('is as it was afterwards: names of every object mean what they did, and the trail is whole', async () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(await asked(house.admin, '{ me { __typename } }')).toEqual({ me: { __typename: 'ServiceAccount' } });
  await until(async () => expect(await verifyTrail(house.db)).toMatchObject({ broken: null, unsealed: 0 }));
});
