import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { rows } from '@handoff/kit/database/database';
import { expect, type TestContext, test } from 'vitest';
import type { ApiFault, DeliveryFault } from './local-slack/faults.ts';
import { signingSecret } from './local-slack/testing/slack.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { change, notify, propose } from './testing/graph-state.ts';

const proposal = { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' };
const accept = 'assignment:accept';

async function houseOf({ onTestFinished }: TestContext, mode: 'socket' | 'http'): Promise<BotHouse> {
  const house = await startBotHouse(mode);
  onTestFinished(() => house.stop());
  return house;
}

const cardsOf = (house: BotHouse, id: string) =>
  house.messages('DBEN').filter(({ metadata }) => metadata?.event_payload.subject === id);

/** Waits until something holds, 15 s at most: tests that run side by side share no polling of expectations. */
async function eventually(check: () => boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !check() && Date.now() < end; ) await sleep(20);
}

async function asked(house: BotHouse): Promise<string> {
  const { id } = propose(house.graph.state, proposal);
  await house.bot.idle();
  // A graph gives again what was not delivered.
  if (house.graph.state.settled.some(({ delivered }) => !delivered))
    notify(house.graph.state, id, 'assignment.proposed');
  await eventually(() => cardsOf(house, id).length > 0);
  expect(cardsOf(house, id)).toHaveLength(1);
  await house.bot.idle();
  return id;
}

/** One card, which shows the graph, and a click that counted once. */
async function expectWhole(house: BotHouse, id: string): Promise<void> {
  await eventually(() => house.graph.state.assignments.get(id)?.state === 'ACCEPTED');
  expect(house.graph.state.assignments.get(id)?.state).toBe('ACCEPTED');
  await house.bot.idle();
  expect(cardsOf(house, id)).toMatchObject([{ text: expect.stringMatching(/has accepted/) }]);
  const answers = house.graph.state.seen.filter(({ operation }) => operation === 'Respond');
  expect(new Set(answers.map(({ variables }) => JSON.stringify(variables))).size).toBe(1);
  expect(house.graph.state.assignments.get(id)?.revision).toBe(2);
  expect(await rows(house.database.db, "SELECT 1 FROM bot.outbox WHERE state = 'DEAD'")).toEqual([]);
  expect(await rows(house.database.db, "SELECT 1 FROM bot.inbox WHERE state <> 'DONE'")).toEqual([]);
}

const late: ApiFault[] = [
  { kind: 'rateLimited', retryAfterSeconds: 1 },
  { kind: 'serverError' },
  { kind: 'drop' },
  { kind: 'dropAnswer' },
  { kind: 'delay', ms: 400 },
];
const inSlack = ['chat.postMessage', 'chat.update'].flatMap(method => late.map(fault => [method, fault] as const));
const onTheWay: DeliveryFault[] = [{ kind: 'duplicate' }, { kind: 'loseAck' }, { kind: 'delay', ms: 300 }];

test.concurrent.for(inSlack)(
  'two bots: one card and one answer although %s meets %o',
  async ([method, fault], context) => {
    const house = await houseOf(context, 'socket');
    const other = await house.startAnother();
    context.onTestFinished(() => other.stop());
    house.slack.faults.api(method, fault, 2);
    const id = await asked(house);
    house.slack.faults.api(method, fault, 2);
    const [card] = cardsOf(house, id);
    if (!card) throw new Error('no card came');
    await house.after(() => house.slack.click('UBEN', card, accept));
    await expectWhole(house, id);
  },
);

const deliveries = modes.flatMap(mode => onTheWay.map(fault => [mode, fault] as const));
test.concurrent.for(deliveries)('over %s a click counts once although it meets %o', async ([mode, fault], context) => {
  const house = await houseOf(context, mode);
  const id = await asked(house);
  house.slack.faults.delivery('interactive', fault);
  const [card] = cardsOf(house, id);
  if (!card) throw new Error('no card came');
  await house.after(() => house.slack.click('UBEN', card, accept));
  await expectWhole(house, id);
});

test.concurrent('sockets that Slack moves while somebody clicks lose no click', async context => {
  const house = await houseOf(context, 'socket');
  const id = await asked(house);
  const [card] = cardsOf(house, id);
  if (!card) throw new Error('no card came');
  const clicked = house.slack.click('UBEN', card, accept);
  house.slack.faults.refreshSockets();
  await house.after(() => clicked);
  await expectWhole(house, id);
});

// What a process leaves behind that dies at each step of drawing a card.
const deaths: [string, string][] = [
  ['after it took the card', "UPDATE bot.outbox SET leased_until = now() - interval '1 second', attempts = 1"],
  ['as it began to post', "UPDATE bot.outbox SET posting_at = now(), leased_until = now() - interval '1 second'"],
  ['after Slack took the post', 'UPDATE bot.outbox SET posting_at = now()'],
];
test.concurrent.for(deaths)('a bot that dies %s leaves one card', async ([when, left], context) => {
  const house = await houseOf(context, 'socket');
  const id = await asked(house);
  const { db } = house.database;
  await house.bot.stop();
  if (when !== 'after Slack took the post') house.slack.workspace.messages.set('DBEN', []);
  await rows(db, 'DELETE FROM bot.card');
  await rows(
    db,
    `INSERT INTO bot.outbox (subject_id, destination, wanted, redraw, state, attempts, due_at)
     VALUES ('${id}', 'dm:UBEN', 1, false, 'DUE', 0, now())`,
  );
  await rows(db, left);
  house.bot = await house.startAnother();
  await house.bot.idle();
  const [card, ...others] = cardsOf(house, id);
  if (!card || others.length > 0) throw new Error(`one card was expected, there are ${others.length + (card ? 1 : 0)}`);
  await house.after(() => house.slack.click('UBEN', card, accept));
  await expectWhole(house, id);
});

test.concurrent('news that come in another order end at what the graph says', async context => {
  const house = await houseOf(context, 'socket');
  const id = await asked(house);
  change(house.graph.state, id, { state: 'ACCEPTED', moves: [] });
  notify(house.graph.state, id, 'assignment.accepted');
  notify(house.graph.state, id, 'assignment.proposed');
  await house.bot.idle();
  expect(cardsOf(house, id)).toMatchObject([{ text: expect.stringMatching(/has accepted/) }]);
});

test.concurrent('a thousand replayed deliveries have no second effect', async context => {
  const house = await houseOf(context, 'http');
  const id = await asked(house);
  const bodies: string[] = [];
  const botUrl = `http://127.0.0.1:${house.bot.port}/slack/events`;
  const between = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    bodies.push(Buffer.concat(chunks).toString());
    response.writeHead((await sent(botUrl, bodies.at(-1) ?? '')).status).end();
  });
  await new Promise<void>(resolve => between.listen(0, '127.0.0.1', resolve));
  context.onTestFinished(() => void between.close());
  const requestUrl = `http://127.0.0.1:${(between.address() as AddressInfo).port}/slack/events`;
  house.slack.deliverTo({ mode: 'http', requestUrl });
  const [card] = cardsOf(house, id);
  if (!card) throw new Error('no card came');
  await house.after(() => house.slack.click('UBEN', card, accept));
  const calls = house.slack.workspace.calls.length;
  const statuses = new Map<number, number>();
  for (let i = 0; i < 1000; i += 20) {
    const answers = Array.from({ length: 20 }, (_, k) => sent(botUrl, bodies[0] ?? '', i + k));
    for (const { status } of await Promise.all(answers)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  await house.bot.idle();
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(1000);
  await expectWhole(house, id);
  expect(house.slack.workspace.calls.length).toBe(calls);
});

/** Sends a body as Slack would, signed for a moment of its own: within 300 s of now, so that no two are the same request. */
function sent(url: string, body: string, number = 0): Promise<Response> {
  const timestamp = Math.floor(Date.now() / 1000) - (number % 290);
  const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': signature,
  };
  return fetch(url, { method: 'POST', headers, body });
}
