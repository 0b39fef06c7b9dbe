import type { Actor } from '@handoff/kit/actor';
import { rows } from '@handoff/kit/database/database';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isRefusal } from '../refusal.ts';
import { type Budgets, openBudgets } from './budgets.ts';
import { shareOnce } from './share.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
});
beforeEach(() => rows(database.db, 'TRUNCATE access.spending'));
afterAll(() => database.drop());

const actor = (id: string): Actor => {
  return { kind: 'person', id, name: id, via: 'GRAPHQL', requestId: 'r', limitedTo: null };
};
const ann = actor('per_ann');

/** The budgets of some gateways, all of the same limit; their clocks stand still. */
function gateways(count: number): Budgets[] {
  const limits = { person: 1_000_000, service: 1_000_000 };
  return Array.from({ length: count }, () => openBudgets({ limits, clock: () => 0 }));
}

const share = (budgets: Budgets) => shareOnce(database.db, budgets);

test('several gateways let a caller spend one budget together, and a twentieth more for each at most', async () => {
  const all = gateways(4);
  let spent = 0;
  for (let round = 0; round < 60; round++) {
    for (const budgets of all) {
      if (!isRefusal(budgets.charge(ann, 20_000))) spent += 20_000;
      await share(budgets);
    }
  }
  expect(spent).toBeGreaterThanOrEqual(1_000_000);
  // What comes back in the seconds that this takes is let through too, by the clock of the database.
  expect(spent).toBeLessThanOrEqual(1_000_000 * (1 + 4 / 20) + 400_000);
});

test('a gateway that starts anew hears of it with its first news', async () => {
  const [first, second] = gateways(2) as [Budgets, Budgets];
  first.charge(ann, 900_000);
  await share(first);
  second.charge(ann, 50_000);
  expect(await share(second)).toBe(1);
  expect(isRefusal(second.charge(ann, 100_000))).toBe(true);
});

test('what was spent comes back by the clock of the database', async () => {
  const [first, second] = gateways(2) as [Budgets, Budgets];
  first.charge(ann, 900_000);
  await share(first);
  await rows(database.db, "UPDATE access.spending SET at = at - interval '30 seconds'");
  second.charge(ann, 50_000);
  await share(second);
  const { remaining } = second.charge(ann, 0) as { remaining: number };
  expect(remaining).toBeGreaterThanOrEqual(1_000_000 - 450_000);
  expect(remaining).toBeLessThan(1_000_000 - 350_000);
});

test('nobody busy, no statement; many who are, one', async () => {
  const [one] = gateways(1) as [Budgets];
  one.charge(ann, 10);
  expect(await share(one)).toBe(0);
  for (let i = 0; i < 300; i++) one.charge(actor(`per_${i}`), 60_000);
  expect(await share(one)).toBe(300);
  const found = await rows<{ count: number }>(database.db, 'SELECT count(*) AS count FROM access.spending');
  expect(found[0]?.count).toBe(300);
});

test('two that tell of the same callers at once do not stop each other', async () => {
  const both = gateways(2);
  for (const budgets of both) for (let i = 0; i < 200; i++) budgets.charge(actor(`per_${i}`), 60_000);
  expect(await Promise.all(both.map(share))).toEqual([200, 200]);
  const found = await rows<{ amount: number }>(database.db, 'SELECT amount FROM access.spending');
  expect(found.every(({ amount }) => amount > 110_000)).toBe(true);
});
