import { afterEach, expect, test } from 'vitest';
import { openBudgets } from '../budget/budgets.ts';
import type { Gateway } from '../gateway.ts';
import { annToken, ask, botToken, openHouse } from '../testing/house.ts';

let gateway: Gateway;
afterEach(() => gateway.close());

const ann = {};
const bot = { authorization: `Bearer ${botToken}` };
const nobody = { authorization: `Bearer ${'hof_'.padEnd(50, 'x')}` };
const right = { query: '{ hello }' };
const wrong = { query: '{ nothingOfThisName }' };

type Headers = Record<string, string>;

async function askedTwenty(headers: Headers, body: object): Promise<void> {
  for (let i = 0; i < 20; i++) await ask(gateway.url, body, headers);
}

/** Whether a request is answered before one of the bot's that is under way. */
async function isServedBeside(headers: Headers): Promise<boolean> {
  let isOver = false;
  const other = ask(gateway.url, { query: '{ slow(ms: 800) }' }, bot).then(() => {
    isOver = true;
  });
  await new Promise(resolve => setTimeout(resolve, 50));
  await ask(gateway.url, right, headers);
  const isBefore = !isOver;
  await other;
  return isBefore;
}

test('who was mostly turned away waits for others, until what they ask is right again', async () => {
  gateway = await openHouse({ patienceMs: 60_000 });
  await askedTwenty(ann, wrong);
  expect(await isServedBeside(ann)).toBe(false);
  expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(/^handoff_requests_served_last_total [1-9]/m);
  expect((await ask(gateway.url, right, ann)).json.data).toEqual({ hello: 'hello you' });
  for (let i = 0; i < 3; i++) await askedTwenty(ann, right);
  expect(await isServedBeside(ann)).toBe(true);
});

test('however its credentials are written, a caller is the same', async () => {
  gateway = await openHouse({ patienceMs: 60_000 });
  for (let i = 1; i <= 20; i++) {
    await ask(gateway.url, wrong, { authorization: `bEaRer${' '.repeat(i)}${annToken}`, cookie: `n=${i}` });
  }
  expect(await isServedBeside(ann)).toBe(false);
});

test('what is refused of a stream counts as well', async () => {
  gateway = await openHouse({ patienceMs: 60_000 });
  for (let i = 0; i < 20; i++) {
    const headers = { authorization: `Bearer ${annToken}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ query: 'subscription { nothingOfThisName }' });
    const answer = await fetch(`${gateway.url}/graphql/stream`, { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
    await answer.text();
  }
  expect(await isServedBeside(ann)).toBe(false);
});

test('others of the same address do not wait for it, nor who watches over the process', async () => {
  gateway = await openHouse({ patienceMs: 60_000 });
  await askedTwenty(nobody, wrong);
  await askedTwenty({ authorization: 'Bearer another-that-nobody-has' }, right);
  expect(await isServedBeside(nobody)).toBe(false);
  // She was never here before.
  expect(await isServedBeside(ann)).toBe(true);
  expect((await fetch(`${gateway.url}/livez`)).status).toBe(200);
});

test('what fails because of us, or is asked too often, is held against nobody', async () => {
  const budgets = openBudgets({ limits: { person: 30, service: 1e9 }, clock: () => 0 });
  gateway = await openHouse({ patienceMs: 60_000, budgets });
  await askedTwenty(ann, { query: '{ outage }' });
  await askedTwenty(ann, right);
  expect((await ask(gateway.url, right, ann)).status).toBe(429);
  expect(await isServedBeside(ann)).toBe(true);
});
