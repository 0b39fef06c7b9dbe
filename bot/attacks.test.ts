import { setTimeout as sleep } from 'node:timers/promises';
import { rows } from '@handoff/kit/database/database';
import { queuedMs } from '@handoff/kit/testing/queued';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { OutboxRow } from './table.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { change, notify, propose } from './testing/graph-state.ts';
import { wordsOf } from './words.ts';

let house: BotHouse;
beforeEach(async () => {
  house = await startBotHouse('http');
});
afterEach(() => house.stop());

const proposal = { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' };
const sql = <T = unknown>(statement: string, parameters: unknown[] = []) =>
  rows<T>(house.database.db, statement, parameters);
const cards = () => house.messages('DBEN');
const hidden = /<!(?!date)|\u202E|\u200B/;

test.each([{ kind: 'serverError' }, { kind: 'drop' }] as const)(
  'a card waits as long as Slack is away ($kind), however often it was tried',
  async fault => {
    house.slack.faults.api('chat.postMessage', fault, 2);
    const { id } = propose(house.graph.state, proposal);
    const outbox = () => sql<OutboxRow>('SELECT state, attempts FROM bot.outbox WHERE last_error IS NOT NULL');
    await expect.poll(outbox).toEqual([{ state: 'DUE', attempts: 1 }]);
    await sql('UPDATE bot.outbox SET attempts = 30');
    notify(house.graph.state, id, 'assignment.proposed');
    await expect.poll(outbox).toEqual([{ state: 'DUE', attempts: 31 }]);
    notify(house.graph.state, id, 'assignment.proposed');
    await expect.poll(cards).toHaveLength(1);
    await house.bot.idle();
    expect(cards()).toHaveLength(1);
  },
);

test('a user Slack does not know can be named without harm', async () => {
  await house.after(() => house.slack.command('UANA', 'CML', '/handoff assign churn owner <@UNOBODY>'));
  expect(house.seenBy('UANA')?.text).toBe('<@UNOBODY> is not a member of this workspace.');
});

test('one recipient whom Slack no longer knows does not keep the others from hearing', async () => {
  propose(house.graph.state, proposal);
  const [due] = house.graph.state.due;
  const [ben] = due?.recipients ?? [];
  if (!due || !ben?.to) throw new Error('no notification is due');
  due.recipients.unshift({ ...ben, to: { ...ben.to, id: 'per_gone', slackUserId: 'UGONE' } });
  await house.bot.idle();
  expect(cards()).toHaveLength(1);
});

test('a team channel that does not exist is told to the graph, and does not keep others from hearing', async () => {
  propose(house.graph.state, proposal);
  const [due] = house.graph.state.due;
  if (!due) throw new Error('no notification is due');
  due.recipients = [{ channel: '#nowhere', because: 'TEAM', explanation: 'x', to: null, notBefore: null }];
  await house.bot.idle();
  expect(house.graph.state.settled).toMatchObject([{ delivered: false, reason: expect.stringMatching(/#nowhere/) }]);
});

test('much and long text still fits into a list', async () => {
  for (let each = 0; each < 12; each++) {
    const { id } = propose(house.graph.state, proposal);
    change(house.graph.state, id, {
      scopeOfWork: '<&>'.repeat(700),
      role: { key: 'owner', title: '&'.repeat(300) },
      assignee: { id: 'per_ben', name: '<!channel>'.repeat(40) },
      model: { id: 'mdl_churn', name: 'c'.repeat(128), title: '\u202E\u200B>'.repeat(100) },
    });
  }
  house.graph.state.models.forEach(model => {
    model.title = '<&>'.repeat(200);
    model.tags = Array.from({ length: 30 }, (_, index) => `${index}${'&'.repeat(100)}`);
    model.purpose = '<!here> '.repeat(2000);
    model.accepted = Array.from({ length: 50 }, (_, index) => ({
      id: `asg_${index}`,
      state: 'ACCEPTED',
      role: { key: 'r', title: '&'.repeat(200) },
      assignee: { id: 'per_ana', name: '&'.repeat(200) },
    }));
  });
  const [first] = house.graph.state.models;
  if (first) house.graph.state.models = Array.from({ length: 12 }, (_, index) => ({ ...first, id: `mdl_${index}` }));
  await house.slack.openHome('UBEN');
  for (const text of ['mine', 'find <&>', 'find churn', 'model churn', 'who churn', 'model chur']) {
    await house.after(() => house.slack.command('UBEN', 'CML', `/handoff ${text}`));
    const seen = house.seenBy('UBEN');
    expect(seen?.text, text).not.toMatch(/could not/);
    expect(hidden.test(JSON.stringify(seen)), text).toBe(false);
  }
  expect(house.slack.workspace.homes.get('UBEN')).toBeDefined();
  expect(cards()).toHaveLength(12);
});

test('who waits for an answer that never comes is told so in the end', async () => {
  house.graph.state.down = true;
  await house.slack.command('UANA', 'CML', '/handoff who churn');
  await expect.poll(() => house.seenBy('UANA')?.text).toMatch(/tries again by itself/);
  // It is said before it is noted that the try failed.
  await expect.poll(() => sql('SELECT state FROM bot.inbox')).toEqual([{ state: 'DUE' }]);
  await sql("UPDATE bot.inbox SET attempts = 7, due_at = now() WHERE state = 'DUE'");
  await expect.poll(() => house.seenBy('UANA')?.text).toMatch(/gave up/);
  // It is said before it is noted, too.
  await expect.poll(() => sql("SELECT attempts FROM bot.inbox WHERE state = 'DEAD'")).toEqual([{ attempts: 8 }]);
  house.graph.state.down = false;
});

test('a form that was closed before the bot could look at it is not lost without a word', async () => {
  propose(house.graph.state, proposal);
  await house.bot.idle();
  const [card] = cards();
  if (!card) throw new Error('no card came');
  await house.after(() => house.slack.click('UBEN', card, 'assignment:decline'));
  const [viewId = ''] = [...house.slack.workspace.views.keys()].slice(-1);
  const runner = house.database.db.createQueryRunner();
  await runner.startTransaction();
  await runner.query('LOCK TABLE bot.inbox IN ACCESS EXCLUSIVE MODE');
  const submitted = house.slack.submit('UBEN', viewId, { reason: '  ' });
  await sleep(2_500);
  await runner.commitTransaction();
  await runner.release();
  expect(await submitted).toMatchObject({ status: 200 });
  await house.bot.idle();
  expect(house.seenBy('UBEN')?.text).toMatch(/Say in a few words why/);
});

test('two hundred commands at once are acknowledged in time, and answered', async () => {
  const patient = await startBotHouse('http', { ackMs: 60_000 });
  onTestFinished(() => patient.stop());
  const command = () => patient.slack.command('UANA', 'CML', '/handoff who churn');
  const queued = queuedMs();
  const sent = await Promise.all(Array.from({ length: 200 }, command));
  // What else the machine does only delays: time in the queue for a processor is not the bot's.
  const delay = queuedMs() - queued;
  expect(sent.filter(({ status, ackMs }) => status !== 200 || ackMs - delay >= 3_000)).toEqual([]);
  await patient.bot.idle();
  expect(patient.slack.workspace.ephemerals.filter(({ text }) => /^Nobody answers/.test(text))).toHaveLength(200);
});

test('three changes while Slack was away are one post of the last state', async () => {
  house.slack.faults.api('chat.postMessage', { kind: 'serverError' }, 3);
  const { id } = propose(house.graph.state, proposal);
  await expect
    .poll(async () => (await sql<OutboxRow>('SELECT attempts FROM bot.outbox'))[0]?.attempts)
    .toBeGreaterThan(0);
  for (const state of ['ACCEPTED', 'ENDED', 'EXPIRED'] as const) {
    change(house.graph.state, id, { state, moves: [] });
    notify(house.graph.state, id, 'assignment.changed');
  }
  house.slack.faults.clear();
  await house.bot.idle();
  expect(cards()).toMatchObject([{ text: expect.stringMatching(/did not answer in time/) }]);
});

test('a text full of brackets and bars is read in no time', async () => {
  const began = process.cpuUsage();
  wordsOf(`x<${'|'.repeat(40_000)}<${'|'.repeat(40_000)}`);
  wordsOf('<'.repeat(40_000));
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(500);
});

test('a socket cut before a slow acknowledgement loses nothing and ends nothing', async () => {
  const other = await startBotHouse('socket');
  const runner = other.database.db.createQueryRunner();
  await runner.startTransaction();
  await runner.query('LOCK TABLE bot.inbox IN ACCESS EXCLUSIVE MODE');
  const delivery = other.slack.command('UANA', 'CML', '/handoff who churn');
  await sleep(300);
  other.slack.faults.api('apps.connections.open', { kind: 'delay', ms: 3_000 });
  other.slack.faults.cutSockets();
  expect(await delivery).toMatchObject({ error: 'connection_closed' });
  await sleep(2_200);
  await runner.commitTransaction();
  await runner.release();
  await other.bot.idle();
  expect(other.seenBy('UANA')?.text).toMatch(/^Nobody answers for/);
  await other.stop();
});
