import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { change, notify, propose } from './testing/graph-state.ts';

describe.each(modes)('the bot over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());

  const command = (userId: string, text: string) =>
    house.after(() => house.slack.command(userId, 'CML', `/handoff ${text}`));
  const shown = (message: unknown) => JSON.stringify(message);
  const newCard = async () => {
    const assignment = propose(house.graph.state, { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' });
    await house.bot.idle();
    const card = house.messages('DBEN').at(-1);
    if (!card) throw new Error('no card came');
    return { assignment, card };
  };

  test('looking up answers only who asked, as that person', async () => {
    const before = house.messages('CML').length;
    const delivery = await command('UANA', 'find churn');
    expect(delivery).toMatchObject({ status: 200 });
    expect(house.seenBy('UANA')?.text).toBe('2 models found. churn, churn-b2b.');
    expect(shown(house.seenBy('UANA')?.blocks)).toContain('Churn of &lt;companies&gt;');
    expect(house.messages('CML')).toHaveLength(before);
    expect(house.graph.state.seen.findLast(({ operation }) => operation === 'FindModels')?.actingFor).toBe('per_ana');
  });

  test.each([
    ['model churn', 'Churn prediction (churn): high risk, nobody owns it yet.'],
    ['model "Churn prediction"', 'Churn prediction (churn): high risk, nobody owns it yet.'],
    ['who churn', 'Nobody answers for Churn prediction (churn) yet.'],
    ['model chur', 'There is no model “chur” that you can see. Did you mean `churn`, `churn-b2b`?'],
    ['help mine', 'You can ask: mine. Write it after `/handoff`, after `@Handoff`, or to me directly.'],
    ['fnid churn', 'I do not know “fnid”. Did you mean `find`? For example: `find churn tag:marketing`'],
    ['assign churn ownr @ben', 'There is no role “ownr”. Did you mean `owner`?'],
  ])('%s', async (text, answer) => {
    await command('UANA', text);
    expect(house.seenBy('UANA')?.text).toBe(answer);
  });

  test('the same words work by name in a channel, and directly', async () => {
    await house.after(() => house.slack.mention('UANA', 'CML', 'who churn'));
    expect(house.seenBy('UANA')?.text).toBe('Nobody answers for Churn prediction (churn) yet.');
    await house.after(() => house.slack.message('UANA', 'DANA', 'model churn'));
    expect(house.messages('DANA').at(-1)?.text).toMatch(/^Churn prediction \(churn\)/);
  });

  test('a look-up is shared when its button is pressed', async () => {
    await command('UANA', 'who churn');
    const message = house.seenBy('UANA');
    if (!message) throw new Error('no answer');
    await house.after(() => house.slack.click('UANA', message, 'share'));
    expect(house.messages('CML').at(-1)?.text).toBe('Nobody answers for Churn prediction (churn) yet.');
  });

  test.each([
    ['UGUEST', /members of this workspace only, not guests/],
    ['UCHI', /knows nobody with the address chi@example.com/],
  ])('%s is refused politely and reads nothing', async (userId, message) => {
    const asked = house.graph.state.seen.filter(({ operation }) => operation === 'FindModels').length;
    await command(userId, 'find churn');
    expect(house.seenBy(userId)?.text).toMatch(message);
    expect(house.graph.state.seen.filter(({ operation }) => operation === 'FindModels')).toHaveLength(asked);
  });

  test('somebody whose e-mail changed is looked up anew at once', async () => {
    await command('UBEN', 'who churn');
    await house.after(() => house.slack.changeUser('UBEN', { email: 'other@example.com' }));
    await command('UBEN', 'who churn');
    expect(house.seenBy('UBEN')?.text).toMatch(/knows nobody with the address other@example.com/);
    await house.after(() => house.slack.changeUser('UBEN', { email: 'ben@example.com' }));
    await command('UBEN', 'link');
    expect(house.seenBy('UBEN')?.text).toMatch(/^You are Ben Okafor/);
  });

  test('assigning brings a card, accepting it edits the card', async () => {
    await command('UANA', 'assign churn owner @ben');
    expect(house.seenBy('UANA')?.text).toMatch(
      /asks Ben Okafor to be Owner of Churn prediction \(churn\)\. It counts once/,
    );
    const card = house.messages('DBEN').at(-1);
    if (!card) throw new Error('no card came');
    expect(card.metadata).toMatchObject({ event_type: 'handoff_card', event_payload: { destination: 'dm:UBEN' } });
    const count = house.messages('DBEN').length;
    await house.after(() => house.slack.click('UBEN', card, 'assignment:accept'));
    const after = house.messages('DBEN').at(-1);
    expect(after).toMatchObject({
      ts: card.ts,
      text: 'Ben Okafor has accepted to be Owner of Churn prediction (churn).',
    });
    expect(shown(after?.blocks)).not.toContain('assignment:accept');
    expect(house.messages('DBEN')).toHaveLength(count);
    expect(house.graph.state.settled.every(({ delivered }) => delivered)).toBe(true);
  });

  test('declining asks for a reason, and spaces are none', async () => {
    const { assignment, card } = await newCard();
    await house.after(() => house.slack.click('UBEN', card, 'assignment:decline'));
    const [viewId = ''] = [...house.slack.workspace.views.keys()].slice(-1);
    const bad = await house.slack.submit('UBEN', viewId, { reason: '   ' });
    expect(bad.payload).toMatchObject({ response_action: 'errors' });
    await house.after(() => house.slack.submit('UBEN', viewId, { reason: 'No time', suggested: 'UANA' }));
    expect(house.graph.state.assignments.get(assignment.id)).toMatchObject({
      state: 'DECLINED',
      declineReason: 'No time',
    });
    expect(house.messages('DBEN').at(-1)?.text).toMatch(/has declined .*: No time\.$/);
  });

  test('suggesting someone declines, and says who and why', async () => {
    const { assignment, card } = await newCard();
    await house.after(() => house.slack.click('UBEN', card, 'assignment:suggest'));
    const [viewId = ''] = [...house.slack.workspace.views.keys()].slice(-1);
    await house.after(() => house.slack.submit('UBEN', viewId, { suggested: 'UANA', reason: 'She knows it.' }));
    const asked = house.graph.state.seen.findLast(({ operation }) => operation === 'Respond');
    expect(asked?.variables).toMatchObject({ input: { assignmentId: assignment.id, suggestedId: 'per_ana' } });
    expect(house.messages('DBEN').at(-1)?.text).toMatch(/has declined .*: She knows it\.$/);
  });

  test('a card is redrawn when the thing changed elsewhere', async () => {
    const { assignment, card } = await newCard();
    change(house.graph.state, assignment.id, { state: 'EXPIRED', moves: [] });
    notify(house.graph.state, assignment.id, 'assignment.expired');
    await house.bot.idle();
    expect(house.messages('DBEN').at(-1)).toMatchObject({
      ts: card.ts,
      text: expect.stringMatching(/did not answer in time/),
    });
  });

  test('a press on an old picture is not taken, the card is drawn anew, and the person is told', async () => {
    const { assignment, card } = await newCard();
    const old = structuredClone(card);
    change(house.graph.state, assignment.id, { state: 'ENDED', moves: [] });
    await house.after(() => house.slack.click('UBEN', old, 'assignment:accept'));
    expect(house.seenBy('UBEN')?.text).toMatch(/changed since your card was drawn.*no longer Owner/);
    expect(house.messages('DBEN').at(-1)).toMatchObject({
      ts: card.ts,
      text: expect.stringMatching(/no longer Owner/),
    });
  });

  test('a refusal goes to who pressed, with its rule and who could', async () => {
    const { card } = await newCard();
    const message = 'Only the person who was asked can answer.';
    const whoCan = [{ id: 'per_ben', name: 'Ben Okafor' }];
    house.graph.state.refuse = { __typename: 'NotAllowed', message, rule: 'own-answer', whoCan };
    await house.after(() => house.slack.click('UBEN', card, 'assignment:accept'));
    house.graph.state.refuse = null;
    expect(house.seenBy('UBEN')?.text).toBe(`${message} Rule: own-answer. Who could do it: Ben Okafor.`);
    expect(house.messages('DBEN').at(-1)?.text).toBe(card.text);
  });

  test('what is delivered twice is done once', async () => {
    const proposed = () => house.graph.state.seen.filter(({ operation }) => operation === 'Propose').length;
    const before = proposed();
    for (const kind of ['duplicate', 'replay'] as const) {
      house.slack.faults.delivery('slash_commands', { kind });
      await command('UANA', 'assign churn owner @ben');
    }
    expect(proposed()).toBe(before + 2);
  });

  test('an event whose acknowledgement was lost is answered once', async () => {
    house.slack.faults.delivery('events_api', { kind: 'loseAck' });
    const before = house.messages('DANA').length;
    await house.after(() => house.slack.message('UANA', 'DANA', 'help'));
    expect(house.messages('DANA')).toHaveLength(before + 2);
  });

  test('the home tab shows whom one asked, until they answer', async () => {
    const { id } = propose(house.graph.state, { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' });
    await house.after(() => house.slack.openHome('UANA'));
    const asked = new RegExp(`What you asked for.*Not answered yet:.*Ben Okafor as \\*Owner\\*.*${id}`);
    expect(shown(house.slack.workspace.homes.get('UANA'))).toMatch(asked);
    change(house.graph.state, id, { state: 'ACCEPTED', moves: [] });
    await house.after(() => house.slack.openHome('UANA'));
    expect(shown(house.slack.workspace.homes.get('UANA'))).not.toContain(id);
  });

  test('the home tab shows what waits, and answers there', async () => {
    const { assignment } = await newCard();
    await house.after(() => house.slack.openHome('UBEN'));
    const home = house.slack.workspace.homes.get('UBEN');
    expect(shown(home)).toContain(assignment.id);
    const value = JSON.stringify({ id: assignment.id, revision: 1 });
    await house.after(() => house.slack.click('UBEN', { viewId: home?.id ?? '' }, 'assignment:accept', value));
    expect(house.graph.state.assignments.get(assignment.id)?.state).toBe('ACCEPTED');
    expect(house.messages('DBEN').at(-1)?.text).toMatch(/has accepted/);
    expect(shown(house.slack.workspace.homes.get('UBEN'))).not.toContain(assignment.id);
  });

  test('a control nobody knows is out of date', async () => {
    const { card } = await newCard();
    const blocks = [
      { type: 'actions', elements: [{ type: 'button', action_id: 'gone', text: { type: 'plain_text', text: 'X' } }] },
    ];
    await house.after(() => house.slack.click('UBEN', { ...card, blocks: blocks as typeof card.blocks }, 'gone'));
    expect(house.seenBy('UBEN')?.text).toBe('This card is out of date.');
  });

  test('what Slack asks to wait for is waited for', async () => {
    house.slack.faults.api('chat.postMessage', { kind: 'rateLimited', retryAfterSeconds: 1 });
    const start = Date.now();
    const { assignment } = await newCard();
    expect(Date.now() - start).toBeGreaterThan(900);
    expect(shown(house.messages('DBEN').at(-1)?.blocks)).toContain(assignment.id);
  });

  test('a question the graph could not answer is answered when it can', async () => {
    house.graph.state.down = true;
    await house.slack.command('UANA', 'CML', '/handoff who churn');
    await expect.poll(() => house.seenBy('UANA')?.text).toMatch(/tries again by itself/);
    house.graph.state.down = false;
    await expect.poll(() => house.seenBy('UANA')?.text).toMatch(/^Nobody answers for/);
  });

  if (mode === 'http')
    test.each([{ kind: 'skew', seconds: 301 }, { kind: 'skew', seconds: -301 }, { kind: 'badSignature' }] as const)(
      'a request with $kind $seconds is refused',
      async fault => {
        house.slack.faults.delivery('slash_commands', fault);
        expect(await house.slack.command('UANA', 'CML', '/handoff help')).toMatchObject({ status: 401 });
      },
    );

  if (mode === 'http')
    test('the very same request again is refused', async () => {
      house.slack.faults.delivery('slash_commands', { kind: 'replay' });
      expect((await house.slack.command('UANA', 'CML', '/handoff help')).again?.status).toBe(401);
    });

  if (mode === 'socket')
    test.each(['refreshSockets', 'cutSockets'] as const)('after %s it is reached again', async fault => {
      house.slack.faults[fault]();
      await expect.poll(async () => (await house.slack.command('UANA', 'CML', '/handoff help')).status).toBe(200);
    });
});
