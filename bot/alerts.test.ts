import { rows } from '@handoff/kit/database/database';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { alertActions } from './cards/alert.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { acknowledgement, fire, moveAlert } from './testing/graph-alerts.ts';

const { acknowledge, silence, unsilence, resolve, useful } = alertActions;

describe.each(modes)('alerts over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());
  // Each test has a minute of its own: more than five alerts in one would be one message.
  beforeEach(() => rows(house.database.db, 'DELETE FROM bot.arrival'));

  const command = (userId: string, text: string) =>
    house.after(() => house.slack.command(userId, 'CML', `/handoff ${text}`));
  const shown = (message: unknown) => JSON.stringify(message);
  const modal = () => [...house.slack.workspace.views.values()].at(-1)?.view.id ?? '';
  const cardsOf = (id: string) =>
    ['DBEN', 'CML'].flatMap(channel =>
      house.messages(channel).filter(({ metadata }) => metadata?.event_payload.subject === id),
    );
  const newCard = async () => {
    const { id } = fire(house.graph.state);
    await house.bot.idle();
    const [direct, inChannel, ...others] = cardsOf(id);
    if (!direct || !inChannel || others.length > 0) throw new Error('two cards should have come');
    return { id, direct, inChannel };
  };
  const expectAll = (id: string, words: RegExp) => {
    expect(cardsOf(id)).toHaveLength(2);
    for (const { text } of cardsOf(id)) expect(text).toMatch(words);
  };

  test('an alert comes to who has to act and to the channel; acknowledging it edits both', async () => {
    const { id, inChannel } = await newCard();
    expect(inChannel.text).toBe(
      'Critical alert for Churn prediction (churn) in production: Drift of tenure; it is firing.',
    );
    await house.after(() => house.slack.click('UANA', inChannel, acknowledge));
    expectAll(id, /it is acknowledged by Ana Costa\.$/);
    expect(house.graph.state.seen.findLast(({ operation }) => operation === 'Acknowledge')?.actingFor).toBe('per_ana');
  });

  test('an acknowledgement made elsewhere shows', async () => {
    const { id } = await newCard();
    const to = acknowledgement(house.graph.state, 'per_ana');
    moveAlert(house.graph.state, id, { name: 'ACKNOWLEDGE', by: 'per_ana', to });
    await house.bot.idle();
    expectAll(id, /it is acknowledged by Ana Costa\.$/);
  });

  test('who comes second hears who was first, and when', async () => {
    const { id, direct } = await newCard();
    const old = structuredClone(direct);
    const to = acknowledgement(house.graph.state, 'per_ana');
    moveAlert(house.graph.state, id, { name: 'ACKNOWLEDGE', by: 'per_ana', to });
    await house.after(() => house.slack.click('UBEN', old, acknowledge));
    expect(house.seenBy('UBEN')?.text).toMatch(/nothing was done\..*Last change: acknowledged by Ana Costa <!date/);
    expectAll(id, /it is acknowledged by Ana Costa\.$/);
  });

  test('silencing asks for how long and why; the silence can be ended', async () => {
    const { id, direct } = await newCard();
    await house.after(() => house.slack.click('UBEN', direct, silence));
    const viewId = modal();
    expect((await house.slack.submit('UBEN', viewId, { reason: ' ' })).payload).toMatchObject({
      response_action: 'errors',
      errors: { reason: expect.stringMatching(/why/) },
    });
    await house.after(() => house.slack.submit('UBEN', viewId, { minutes: '480', reason: 'The table is reloaded' }));
    expect(house.graph.state.seen.findLast(({ operation }) => operation === 'Silence')?.variables).toMatchObject({
      input: { alertId: id, minutes: 480, reason: 'The table is reloaded' },
    });
    expectAll(id, /it is silenced until 2026-11-21 07:00 UTC\.$/);
    const [now] = cardsOf(id);
    await house.after(() => house.slack.click('UBEN', now ?? direct, unsilence));
    expectAll(id, /it is firing\.$/);
  });

  test('resolving asks what was done; then it can be judged', async () => {
    const { id, direct } = await newCard();
    await house.after(() => house.slack.click('UBEN', direct, acknowledge));
    const [, inChannel = direct] = cardsOf(id);
    await house.after(() => house.slack.click('UBEN', inChannel, resolve));
    await house.after(() => house.slack.submit('UBEN', modal(), { note: 'Reloaded' }));
    expectAll(id, /it is resolved by Ben Okafor\.$/);
    const [, now] = cardsOf(id);
    await house.after(() => house.slack.click('UBEN', now ?? inChannel, useful));
    expect(shown(cardsOf(id))).toContain('1 found it useful, 0 noise');
  });

  test('silence is typed, too', async () => {
    const { id } = await newCard();
    await command('UBEN', `silence ${id} 2h the table is reloaded`);
    expect(house.seenBy('UBEN')?.text).toMatch(/it is silenced until/);
    expect(house.graph.state.seen.findLast(({ operation }) => operation === 'Silence')?.variables).toMatchObject({
      input: { alertId: id, minutes: 120, reason: 'the table is reloaded' },
    });
    expectAll(id, /it is silenced until/);
    await command('UBEN', 'silence alr_gone 2h why not');
    expect(house.seenBy('UBEN')?.text).toBe('There is no such alert.');
  });

  test('a refusal goes to who pressed', async () => {
    const { id, inChannel } = await newCard();
    house.graph.state.refuse = { __typename: 'NotAllowed', message: 'No.', rule: 'alert-handle', whoCan: [] };
    await house.after(() => house.slack.click('UANA', inChannel, acknowledge));
    house.graph.state.refuse = null;
    expect(house.seenBy('UANA')?.text).toBe('No. Rule: alert-handle.');
    expectAll(id, /it is firing\.$/);
  });

  test('alerts lists those of a model and those to handle, and its buttons answer there', async () => {
    const { id, direct } = await newCard();
    await house.after(() => house.slack.click('UBEN', direct, acknowledge));
    await command('UBEN', 'alerts churn');
    expect(house.seenBy('UBEN')?.text).toMatch(/^\d+ open alerts? of churn\.$/);
    await command('UBEN', 'alerts');
    const list = house.seenBy('UBEN');
    if (!list) throw new Error('no list came');
    expect(list.text).toMatch(/^\d+ open alerts? yours to handle\.$/);
    const value = JSON.stringify({ id, revision: 2, from: 'alerts' });
    await house.after(() => house.slack.click('UBEN', list, resolve, value));
    await house.after(() => house.slack.submit('UBEN', modal(), { note: 'Done' }));
    expect(shown(house.seenBy('UBEN')?.blocks)).not.toContain(`${id}\\"`);
    expectAll(id, /it is resolved by Ben Okafor\.$/);
  });

  test('alerts of a model nobody can see names those that are near', async () => {
    await command('UBEN', 'alerts chur');
    expect(house.seenBy('UBEN')?.text).toMatch(/no model “chur”.*Did you mean/);
    await command('UBEN', 'alerts churn-b2b');
    expect(house.seenBy('UBEN')?.text).toBe('No open alert of churn-b2b.');
  });

  test('the home tab shows alerts to handle', async () => {
    const { id } = await newCard();
    await house.after(() => house.slack.openHome('UBEN'));
    const home = house.slack.workspace.homes.get('UBEN');
    expect(shown(home)).toContain(id);
    const value = JSON.stringify({ id, revision: 1 });
    await house.after(() => house.slack.click('UBEN', { viewId: home?.id ?? '' }, acknowledge, value));
    expect(house.graph.state.alerts.get(id)?.state).toBe('ACKNOWLEDGED');
    expect(shown(house.slack.workspace.homes.get('UBEN'))).toContain('Acknowledged by Ben Okafor');
  });
});
