import { rows } from '@handoff/kit/database/database';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askAction } from './cards/model.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { fire } from './testing/graph-alerts.ts';
import { change, notifyOf, propose } from './testing/graph-state.ts';

let house: BotHouse;
const lookSeconds = 0.5;
beforeEach(async () => {
  house = await startBotHouse('socket', {}, { lookSeconds });
});
afterEach(() => house.stop());

const sql = <T = unknown>(statement: string) => rows<T>(house.database.db, statement);
const proposal = { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' };
const texts = (channel: string) => house.messages(channel).map(({ text }) => text);
const tell = (kind: string, id: string, of: { channels?: string[]; people?: string[]; notBefore?: string } = {}) =>
  notifyOf(house.graph.state, {
    ...{ kind, about: { assignment: { id } }, people: of.people ?? ['per_ben'], channels: of.channels ?? [] },
    notBefore: of.notBefore ?? null,
  });
const proposed = () => {
  const { id } = propose(house.graph.state, proposal);
  house.graph.state.due.length = 0;
  return id;
};
const soon = (ms: number) => new Date(Date.now() + ms).toISOString();

test('what is held comes in one digest when its hour has come, and nothing is lost', async () => {
  const ids = [proposed(), proposed(), proposed()];
  for (const id of ids) tell('assignment.proposed', id, { notBefore: soon(3_600_000) });
  await house.bot.idle();
  expect(texts('DBEN')).toEqual([]);
  expect(house.graph.state.settled.map(({ delivered }) => delivered)).toEqual([true, true, true]);
  change(house.graph.state, ids[1] ?? '', { state: 'ACCEPTED', moves: [] });
  await sql("UPDATE bot.held SET until_at = now() - interval '1 second'");
  await expect
    .poll(() => texts('DBEN'), { timeout: 8_000 })
    .toEqual(['Your digest: 3 things happened while it was quiet.']);
  const [digest] = house.messages('DBEN');
  expect(JSON.stringify(digest?.blocks)).toMatch(/asks Ben Okafor.*has accepted.*asks Ben Okafor/);
  await house.bot.idle();
  expect(await sql('SELECT * FROM bot.held')).toEqual([]);
  await house.after(() => house.slack.click('UBEN', digest ?? { channel: '', ts: '' }, askAction));
  expect(house.seenBy('UBEN')?.text ?? texts('DBEN').at(-1)).toMatch(/2 roles to answer for/);
});

test('what changes while it is held is told once, and at once when it has to be', async () => {
  const id = proposed();
  tell('assignment.proposed', id, { notBefore: soon(3_600_000) });
  tell('assignment.proposed', id, { notBefore: soon(3_600_000) });
  await house.bot.idle();
  expect(await sql('SELECT 1 FROM bot.held')).toHaveLength(1);
  tell('assignment.proposed', id);
  await house.bot.idle();
  expect(texts('DBEN')).toHaveLength(1);
  expect(await sql('SELECT 1 FROM bot.held')).toEqual([]);
});

test('a digest that Slack refuses is told later: what it holds stays', async () => {
  tell('assignment.proposed', proposed(), { notBefore: soon(200) });
  await expect.poll(() => sql('SELECT 1 FROM bot.held'), { timeout: 5_000 }).toHaveLength(1);
  house.slack.faults.api('chat.postMessage', { kind: 'error', error: 'invalid_blocks' }, 50);
  await expect
    .poll(() => sql('SELECT 1 FROM bot.outbox WHERE last_error IS NOT NULL'), { timeout: 8_000 })
    .toHaveLength(1);
  await sql('UPDATE bot.outbox SET attempts = 9, due_at = now(), leased_until = NULL');
  await expect
    .poll(() => sql('SELECT 1 FROM bot.held WHERE digest_id IS NULL AND until_at > now()'), { timeout: 15_000 })
    .toHaveLength(1);
});

test('a reminder is said below the card of who has to act, and nowhere when it was answered meanwhile', async () => {
  const id = proposed();
  tell('assignment.proposed', id, { channels: ['CML'] });
  await house.bot.idle();
  tell('assignment.reminded', id);
  await house.bot.idle();
  const [card, note] = house.messages('DBEN');
  expect(note).toMatchObject({ thread_ts: card?.ts, text: expect.stringMatching(/^A reminder: .*asks Ben Okafor/) });
  expect(texts('CML')).toHaveLength(1);
  tell('assignment.reminded', id, { notBefore: soon(500) });
  await house.bot.idle();
  change(house.graph.state, id, { state: 'ACCEPTED', moves: [] });
  await expect.poll(() => sql('SELECT 1 FROM bot.held'), { timeout: 8_000 }).toEqual([]);
  await house.bot.idle();
  expect(texts('DBEN')).toHaveLength(2);
});

test('whoever is told because nobody answered hears it below the card that is there already', async () => {
  const id = proposed();
  tell('assignment.proposed', id, { channels: ['CML'] });
  await house.bot.idle();
  change(house.graph.state, id, { state: 'EXPIRED', moves: [] });
  tell('assignment.expired', id, { channels: ['CML'] });
  for (const { recipients } of house.graph.state.due)
    for (const recipient of recipients) if (recipient.channel) recipient.because = 'ESCALATED';
  await house.bot.idle();
  expect(texts('CML')).toEqual([
    expect.stringMatching(/did not answer in time/),
    expect.stringMatching(/^Nobody answered this in time/),
  ]);
  expect(texts('DBEN')).toHaveLength(1);
});

const alertsIn = (channel: string) => texts(channel).filter(text => /alert for/.test(text));

test('a storm is one message that counts, and says when it is calm', async () => {
  for (let i = 0; i < 40; i++) fire(house.graph.state);
  await house.bot.idle();
  expect(texts('CML')).toEqual([expect.stringMatching(/^40 alerts came here since/)]);
  for (let i = 0; i < 10; i++) fire(house.graph.state);
  await house.bot.idle();
  expect(texts('CML')).toEqual([expect.stringMatching(/^50 alerts came here since/)]);
  await sql("UPDATE bot.storm SET last_at = last_at - interval '61 seconds'");
  await expect.poll(() => texts('CML')[0], { timeout: 10_000 }).toMatch(/^50 alerts .* It is calm again\.$/);
  await sql("UPDATE bot.arrival SET at = at - interval '61 seconds'");
  fire(house.graph.state);
  await house.bot.idle();
  expect(alertsIn('CML')).toHaveLength(1);
  expect(await sql("SELECT 1 FROM bot.outbox WHERE state = 'DEAD'")).toEqual([]);
});

test('five alerts are five cards, and those that are seen stay when more begin a storm', async () => {
  for (let i = 0; i < 5; i++) fire(house.graph.state);
  await house.bot.idle();
  expect(alertsIn('CML')).toHaveLength(5);
  for (let i = 0; i < 5; i++) fire(house.graph.state);
  await house.bot.idle();
  expect(alertsIn('CML')).toHaveLength(5);
  expect(texts('CML').at(-1)).toMatch(/^5 alerts came here/);
});

test('what cannot be told is shown in the fallback channel, with the reason', async () => {
  await house.stop();
  house = await startBotHouse('socket', {}, { fallbackChannel: 'CML', lookSeconds });
  tell('assignment.proposed', proposed(), { people: ['per_nobody'] });
  await house.bot.idle();
  const [card, note] = house.messages('CML');
  expect(card?.text).toMatch(/asks Ben Okafor/);
  expect(note).toMatchObject({
    thread_ts: card?.ts,
    text: expect.stringMatching(/could not be delivered.*not in this/),
  });
  expect(house.graph.state.settled).toMatchObject([{ delivered: true }]);
});

test('a card that Slack refuses for good is shown in the fallback channel, and counted', async () => {
  await house.stop();
  house = await startBotHouse('socket', {}, { fallbackChannel: 'CML', lookSeconds });
  house.slack.faults.api('conversations.open', { kind: 'error', error: 'user_disabled' }, 50);
  tell('assignment.proposed', proposed());
  await expect
    .poll(() => sql('SELECT 1 FROM bot.outbox WHERE last_error IS NOT NULL'), { timeout: 5_000 })
    .toHaveLength(1);
  await sql('UPDATE bot.outbox SET attempts = 9, due_at = now()');
  await expect.poll(() => texts('CML').length, { timeout: 10_000 }).toBe(2);
  expect(texts('CML')[1]).toMatch(/UBEN could not be told: .*user_disabled/);
  await expect
    .poll(() => house.graph.state.reports.at(-1), { timeout: 15_000 })
    .toMatchObject({ consumer: 'slack', waiting: 0, oldestWaitingAt: null, givenUp: 1 });
});
