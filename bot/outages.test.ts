import { setTimeout as sleep } from 'node:timers/promises';
import { rows } from '@handoff/kit/database/database';
import { expect, type TestContext, test } from 'vitest';
import type { ApiFault } from './local-slack/faults.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { notify, propose } from './testing/graph-state.ts';

interface Outage {
  house: BotHouse;
  sql<T = unknown>(statement: string): Promise<T[]>;
  /** The cards that Ben got. */
  cards(): ReturnType<BotHouse['messages']>;
}

/** A house of the test's own: most of the time is waiting for the next try, so tests wait side by side. */
async function outage({ onTestFinished }: TestContext): Promise<Outage> {
  const house = await startBotHouse('socket');
  onTestFinished(() => house.stop());
  return {
    house,
    sql: statement => rows(house.database.db, statement),
    cards: () => house.messages('DBEN').filter(({ metadata }) => metadata?.event_type === 'handoff_card'),
  };
}

const proposal = { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' };

const troubles: ApiFault[] = [
  { kind: 'rateLimited', retryAfterSeconds: 1 },
  { kind: 'serverError' },
  { kind: 'drop' },
  { kind: 'dropAnswer' },
];
const needed = ['users.info', 'users.lookupByEmail', 'conversations.open', 'chat.postMessage', 'chat.update'];

test.concurrent.for(needed.flatMap(method => troubles.map(fault => [method, fault.kind, fault] as const)))(
  'asked, shown and accepted although %s meets %s',
  async ([method, , fault], context) => {
    const { house, sql, cards } = await outage(context);
    house.slack.faults.api(method, fault, 1);
    const { id } = propose(house.graph.state, proposal);
    await house.bot.idle();
    // A graph gives again what was not delivered.
    if (house.graph.state.settled.some(({ delivered }) => !delivered))
      notify(house.graph.state, id, 'assignment.proposed');
    await expect.poll(() => cards().length).toBeGreaterThan(0);
    await house.bot.idle();
    house.slack.faults.api(method, fault, 1);
    const card = cards().at(-1);
    if (!card) throw new Error('no card came');
    await house.after(() => house.slack.click('UBEN', card, 'assignment:accept'));
    expect(house.graph.state.assignments.get(id)?.state).toBe('ACCEPTED');
    expect(cards().at(-1)?.text).toMatch(/has accepted/);
    expect(await sql("SELECT * FROM bot.outbox WHERE state = 'DEAD'")).toEqual([]);
    expect(await sql("SELECT * FROM bot.inbox WHERE state <> 'DONE'")).toEqual([]);
    expect(cards().length).toBeLessThanOrEqual(method === 'chat.postMessage' ? 4 : 1);
  },
);

test.concurrent.for(troubles.map(fault => [fault.kind, fault] as const))(
  'a form that cannot be opened (%s) is said, or opens',
  async ([, fault], context) => {
    const { house, cards } = await outage(context);
    propose(house.graph.state, proposal);
    await house.bot.idle();
    const [card] = cards();
    if (!card) throw new Error('no card came');
    house.slack.faults.api('views.open', fault, 3);
    await house.after(() => house.slack.click('UBEN', card, 'assignment:decline'));
    const opened = house.slack.workspace.views.size > 0;
    if (!opened) expect(house.seenBy('UBEN')?.text).toMatch(/could not be opened in time/);
  },
);

test('while Slack is away for long, the graph’s tries are not used up', async context => {
  const { house, cards } = await outage(context);
  house.slack.faults.api('users.info', { kind: 'serverError' }, 30);
  house.slack.faults.api('auth.test', { kind: 'serverError' }, 1);
  propose(house.graph.state, proposal);
  propose(house.graph.state, proposal);
  await expect.poll(() => house.graph.state.settled.length).toBe(2);
  const claims = () => house.graph.state.seen.filter(({ operation }) => operation === 'Claim').length;
  const before = claims();
  await sleep(700);
  expect(claims()).toBe(before);
  house.slack.faults.clear();
  propose(house.graph.state, proposal);
  await expect.poll(() => cards().length).toBeGreaterThan(0);
});

test('a database that is gone for a while loses no card and no answer', async context => {
  const { house, sql, cards } = await outage(context);
  await sql('ALTER SCHEMA bot RENAME TO away');
  propose(house.graph.state, proposal);
  await sleep(1_500);
  const [due] = house.graph.state.settled;
  expect(due).toMatchObject({ delivered: false });
  await sql('ALTER SCHEMA away RENAME TO bot');
  propose(house.graph.state, proposal);
  await house.after(() => house.slack.command('UANA', 'CML', '/handoff who churn'));
  expect(house.seenBy('UANA')?.text).toMatch(/^Nobody answers for/);
  await expect.poll(() => cards().length).toBe(1);
});
