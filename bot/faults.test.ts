import { setTimeout as sleep } from 'node:timers/promises';
import { rows } from '@handoff/kit/database/database';
import { queuedMs } from '@handoff/kit/testing/queued';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultScopes } from './local-slack/options.ts';
import type { CardRow, InboxRow, OutboxRow } from './table.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { change, notify, notifyOf, propose } from './testing/graph-state.ts';

let house: BotHouse;
const lookSeconds = 0.5;
beforeEach(async () => {
  house = await startBotHouse('http', {}, { lookSeconds });
});
afterEach(() => house.stop());

const proposal = { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' };
const sql = <T = unknown>(statement: string, parameters: unknown[] = []) =>
  rows<T>(house.database.db, statement, parameters);
const cards = () => house.messages('DBEN');

test('a slow database delays the answer, not the acknowledgement', async () => {
  const release = await lockInbox();
  const queued = queuedMs();
  const delivery = house.slack.command('UANA', 'CML', '/handoff who churn');
  await sleep(2_500);
  await release();
  expect(await delivery).toMatchObject({ status: 200 });
  expect((await delivery).ackMs - (queuedMs() - queued)).toBeLessThan(2_900);
  await house.bot.idle();
  expect(house.seenBy('UANA')?.text).toMatch(/^Nobody answers for/);
});

async function lockInbox(): Promise<() => Promise<void>> {
  const runner = house.database.db.createQueryRunner();
  await runner.startTransaction();
  await runner.query('LOCK TABLE bot.inbox IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await runner.commitTransaction();
    await runner.release();
  };
}

test('what cannot be written down is said to the person, and left to Slack for events', async () => {
  await sql('ALTER TABLE bot.inbox RENAME TO gone');
  expect(await house.slack.command('UANA', 'CML', '/handoff mine')).toMatchObject({ status: 200 });
  await expect.poll(() => house.seenBy('UANA')?.text).toMatch(/its database does not answer/);
  const event = house.slack.message('UANA', 'DANA', 'help');
  await sleep(5);
  await sql('ALTER TABLE bot.gone RENAME TO inbox');
  expect(await event).toMatchObject({ status: 200 });
  await house.bot.idle();
  expect(house.messages('DANA').at(-1)?.text).toMatch(/^You can ask/);
});

test('what a killed process left behind is finished by the next one', async () => {
  propose(house.graph.state, proposal);
  await house.bot.idle();
  await house.slack.command('UANA', 'CML', '/handoff who churn');
  await house.bot.idle();
  const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', team_id: 'T0LOCAL', event: leftBehind });
  await sql(
    `INSERT INTO bot.inbox (key, kind, body, state, attempts, due_at) VALUES ('event:Ev1', 'event', $1, 'TAKEN', 1, now())`,
    [body],
  );
  await sql("DELETE FROM bot.card WHERE subject_id = 'asg_1'");
  await sql(
    `INSERT INTO bot.outbox (subject_id, destination, wanted, redraw, state, attempts, due_at, leased_until)
     VALUES ('asg_1', 'dm:UBEN', 1, false, 'DUE', 1, now(), now())`,
  );
  await house.bot.idle();
  expect(house.messages('DANA').at(-1)?.text).toMatch(/^You can ask/);
  expect(cards()).toHaveLength(2);
});

const leftBehind = { type: 'message', channel_type: 'im', user: 'UANA', channel: 'DANA', text: 'help', ts: '1.1' };

test('deliveries that are done keep nothing of what was said', async () => {
  await house.after(() => house.slack.command('UANA', 'CML', '/handoff find churn'));
  const kept = await sql<InboxRow>('SELECT key, state, body FROM bot.inbox');
  expect(kept).toEqual([{ key: expect.stringMatching(/^command:/), state: 'DONE', body: null }]);
});

test('several bots share the work, and each card comes once', async () => {
  const another = await house.startAnother();
  for (let each = 0; each < 8; each++) propose(house.graph.state, proposal);
  await Promise.all([house.bot.idle(), another.idle()]);
  await another.stop();
  const subjects = cards().map(card => card.metadata?.event_payload.subject);
  expect([...subjects].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(number => `asg_${number}`));
});

const lost = async (channel: string) => {
  house.slack.faults.api('chat.postMessage', { kind: 'dropAnswer' });
  propose(house.graph.state, { ...proposal, assigneeId: 'per_ana' });
  house.graph.state.due.length = 0;
  const people = channel === 'DBEN' ? ['per_ben'] : [];
  const channels = channel === 'DBEN' ? [] : [channel];
  notifyOf(house.graph.state, {
    kind: 'assignment.proposed',
    about: { assignment: { id: 'asg_1' } },
    people,
    channels,
  });
  await house.bot.idle();
  return house.messages(channel);
};

test('an answer that was lost leaves one orphan where the history may not be read; it says where the card is', async () => {
  const [orphan, card, ...others] = await lost('CML');
  if (!orphan || !card || others.length > 0) throw new Error('two cards were expected');
  await house.after(() => house.slack.click('UANA', orphan, 'assignment:accept'));
  expect(house.seenBy('UANA')?.text).toMatch(/This card has moved/);
  expect(house.graph.state.assignments.get('asg_1')?.state).toBe('PROPOSED');
  await house.after(() => house.slack.click('UANA', card, 'assignment:accept'));
  expect(house.graph.state.assignments.get('asg_1')?.state).toBe('ACCEPTED');
});

test('an answer that was lost leaves no second card in a direct message, whose history may be read', async () => {
  expect(await lost('DBEN')).toHaveLength(1);
  change(house.graph.state, 'asg_1', { state: 'EXPIRED', moves: [] });
  notify(house.graph.state, 'asg_1', 'assignment.expired');
  await house.bot.idle();
  expect(cards()).toMatchObject([{ text: expect.stringMatching(/did not answer in time/) }]);
});

test('nor in a channel whose history may be read; what changed meanwhile is shown', async () => {
  await house.stop();
  house = await startBotHouse(
    'http',
    { scopes: [...defaultScopes, 'channels:history'] },
    { mayReadHistory: true, lookSeconds },
  );
  expect(await lost('CML')).toHaveLength(1);
  house.slack.faults.api('chat.postMessage', { kind: 'dropAnswer' });
  house.slack.faults.api('conversations.history', { kind: 'serverError' });
  propose(house.graph.state, proposal);
  house.graph.state.due.length = 0;
  const about = { assignment: { id: 'asg_2' } };
  notifyOf(house.graph.state, { kind: 'assignment.proposed', about, people: [], channels: ['CML'] });
  await expect.poll(() => house.messages('CML').length).toBe(2);
  change(house.graph.state, 'asg_2', { state: 'EXPIRED', moves: [] });
  await house.bot.idle();
  expect(house.messages('CML').map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Ana Costa asks/),
    expect.stringMatching(/did not answer in time/),
  ]);
});

test('where it may not be read, one new card at most stands there without a note of it', async () => {
  await house.stop();
  const ids = ['CONE', 'CTWO', 'CTHREE', 'CFOUR'];
  const channels = ids.map(id => ({ id, name: id.toLowerCase(), members: [] }));
  house = await startBotHouse('http', { channels }, { lookSeconds });
  for (const _ of ids) house.slack.faults.api('chat.postMessage', { kind: 'delay', ms: 150 });
  propose(house.graph.state, proposal);
  house.graph.state.due.length = 0;
  const about = { assignment: { id: 'asg_1' } };
  notifyOf(house.graph.state, { kind: 'assignment.proposed', about, people: [], channels: ids });
  const begunSql = `SELECT FROM bot.outbox o WHERE o.posting_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM bot.card c WHERE c.subject_id = o.subject_id AND c.destination = o.destination)`;
  const onTheirWay: number[] = [];
  const posted = () => ids.flatMap(id => house.messages(id)).length;
  while (posted() < ids.length) {
    onTheirWay.push((await sql(begunSql)).length);
    await sleep(10);
  }
  expect(Math.max(...onTheirWay)).toBe(1);
});

test('a card somebody deleted is posted anew when it changes', async () => {
  propose(house.graph.state, proposal);
  await house.bot.idle();
  house.slack.workspace.messages.set('DBEN', []);
  change(house.graph.state, 'asg_1', { state: 'EXPIRED', moves: [] });
  notify(house.graph.state, 'asg_1', 'assignment.expired');
  await house.bot.idle();
  expect(cards()).toMatchObject([{ text: expect.stringMatching(/did not answer in time/) }]);
});

test('an older revision never replaces a newer one', async () => {
  propose(house.graph.state, proposal);
  await house.bot.idle();
  await sql('UPDATE bot.card SET revision = 9');
  const edits = () => house.slack.workspace.calls.filter(({ method }) => method === 'chat.update').length;
  notify(house.graph.state, 'asg_1', 'assignment.proposed');
  await house.bot.idle();
  expect(edits()).toBe(0);
});

test('an edit that overlapped with another is made again', async () => {
  propose(house.graph.state, proposal);
  await house.bot.idle();
  house.slack.faults.api('chat.update', { kind: 'delay', ms: 300 });
  change(house.graph.state, 'asg_1', { state: 'ENDED', moves: [] });
  notify(house.graph.state, 'asg_1', 'assignment.ended');
  await expect.poll(async () => (await sql<CardRow>('SELECT draws FROM bot.card'))[0]?.draws).toBe(1);
  await sql('UPDATE bot.card SET draws = draws + 1');
  await house.bot.idle();
  expect(await sql('SELECT revision, draws FROM bot.card')).toEqual([{ revision: 2, draws: 3 }]);
});

test('a card that is on its way when its thing changes is edited, although only others are told of the change', async () => {
  house.slack.faults.api('chat.postMessage', { kind: 'delay', ms: 500 });
  propose(house.graph.state, proposal);
  const posting = 'SELECT 1 FROM bot.outbox WHERE posting_at IS NOT NULL';
  await expect.poll(() => sql(posting)).toHaveLength(1);
  change(house.graph.state, 'asg_1', { state: 'EXPIRED', moves: [] });
  const about = { assignment: { id: 'asg_1' } };
  notifyOf(house.graph.state, { kind: 'assignment.expired', about, people: ['per_ana'], channels: [] });
  await house.bot.idle();
  expect(house.messages('DANA')).toHaveLength(1);
  expect(cards()).toMatchObject([{ text: expect.stringMatching(/did not answer in time/) }]);
});

test('a card is given up after ten tries, and comes back when it is asked for again', async () => {
  house.slack.faults.api('chat.postMessage', { kind: 'error', error: 'is_archived' });
  propose(house.graph.state, proposal);
  const failed = () => sql<OutboxRow>('SELECT attempts FROM bot.outbox WHERE last_error IS NOT NULL');
  await expect.poll(failed).toEqual([{ attempts: 1 }]);
  house.slack.faults.api('chat.postMessage', { kind: 'error', error: 'is_archived' });
  await sql('UPDATE bot.outbox SET attempts = 9, due_at = now()');
  await house.bot.idle();
  expect(await sql('SELECT state, attempts FROM bot.outbox')).toEqual([{ state: 'DEAD', attempts: 10 }]);
  expect(cards()).toHaveLength(0);
  notify(house.graph.state, 'asg_1', 'assignment.proposed');
  await house.bot.idle();
  expect(cards()).toHaveLength(1);
});

test('a channel gets one call in the time Slack allows', async () => {
  await house.bot.stop();
  house.bot = await house.startAnother({ paceSeconds: 1.05 });
  const posted = () => house.slack.workspace.calls.filter(({ method }) => method === 'chat.postMessage');
  for (let pair = 1; pair <= 3; pair++) {
    propose(house.graph.state, proposal);
    propose(house.graph.state, proposal);
    await house.bot.idle();
    const [first, second] = posted().slice(-2);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  }
});

test('what became due while no bot ran is delivered by the next', async () => {
  await house.bot.stop();
  propose(house.graph.state, proposal);
  house.bot = await house.startAnother();
  await house.bot.idle();
  expect(cards()).toHaveLength(1);
});

test('a notification that can reach nobody goes back with its reason', async () => {
  propose(house.graph.state, { ...proposal, assigneeId: 'per_nobody' });
  await house.bot.idle();
  expect(house.graph.state.settled).toMatchObject([
    { delivered: false, reason: expect.stringMatching(/not in this Slack/) },
  ]);
});
