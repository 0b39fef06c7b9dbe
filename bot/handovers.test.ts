import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handoverActions } from './cards/handover-buttons.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { offerHandover, reviewed } from './testing/graph-handovers.ts';

const { review, accept, giveBack, comment, withdraw } = handoverActions;
const names = ['FEATURES', 'LABELS', 'ASSUMPTIONS', 'TRAINING_DATA', 'CHANGE_HISTORY', 'DOCUMENTATION'];

describe.each(modes)('handovers over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());

  const cardOf = (id: string, channel = 'DBEN') => {
    const found = house.messages(channel).filter(({ metadata }) => metadata?.event_payload.subject === id);
    expect(found.length).toBeLessThan(2);
    return found[0];
  };
  const newCard = async () => {
    const { id } = offerHandover(house.graph.state);
    await house.bot.idle();
    const card = cardOf(id);
    if (!card) throw new Error('no card came');
    return { id, card };
  };
  const modal = () => [...house.slack.workspace.views.values()].at(-1)?.view;
  const press = async (id: string, action: string, userId = 'UBEN') => {
    const card = cardOf(id, userId === 'UBEN' ? 'DBEN' : 'DANA');
    if (!card) throw new Error('there is no card to press');
    await house.after(() => house.slack.click(userId, card, action));
  };
  const send = (values: Record<string, string>, userId = 'UBEN') =>
    house.after(() => house.slack.submit(userId, modal()?.id ?? '', values));
  const stateOf = (id: string) => house.graph.state.handovers.get(id);

  test('handover offers a version, and its card comes to the engineer', async () => {
    await house.after(() => house.slack.command('UANA', 'CML', '/handoff handover churn 3 to @ben'));
    const said = house.seenBy('UANA')?.text;
    expect(said).toMatch(
      /^Ana Costa asks Ben Okafor to take over version 3 of Churn prediction \(churn\)\. Its number/,
    );
    const id = /hov_\d+/.exec(said ?? '')?.[0] ?? '';
    expect(cardOf(id)?.text).toBe('Ana Costa asks Ben Okafor to take over version 3 of Churn prediction (churn).');
  });

  test('the review shows what there is of each section, and is refused while nothing is found', async () => {
    const { id } = await newCard();
    await press(id, review);
    const words = JSON.stringify(modal()?.blocks);
    expect(words).toContain('`postcode` string, may be missing, *personal data*');
    expect(words).toContain('Contracts last a year. (*was found broken*)');
    expect(words).toContain(reviewed.changeNote);
    expect(words).toContain('80 % complete; missing: limitations.');
    expect((await send({})).payload).toMatchObject({ response_action: 'errors' });
    const mute = await send({ 'verdict:LABELS': 'QUESTION' });
    expect(mute.payload).toMatchObject({ errors: { 'comment:LABELS': 'Say what you ask, or what is wrong.' } });
    expect(stateOf(id)?.revision).toBe(1);
  });

  test('a question stands on the card; once all holds it is accepted, and the offerer hears of it', async () => {
    const { id } = await newCard();
    await press(id, review);
    await send({ 'verdict:FEATURES': 'ACCEPTED', 'verdict:LABELS': 'QUESTION', 'comment:LABELS': 'Which unit?' });
    expect(stateOf(id)).toMatchObject({ revision: 3, state: 'IN_REVIEW' });
    expect(JSON.stringify(cardOf(id)?.blocks)).toContain('Labels: question by Ben Okafor');
    await press(id, comment, 'UANA');
    await send({ section: 'LABELS', comment: 'Days.' }, 'UANA');
    expect(JSON.stringify(cardOf(id)?.blocks)).toContain('Ana Costa said last: Days.');
    await press(id, review);
    await send(Object.fromEntries(names.map(name => [`verdict:${name}`, 'ACCEPTED'])));
    expect(stateOf(id)?.sections.map(({ verdict }) => verdict)).toEqual(names.map(() => 'ACCEPTED'));
    await press(id, accept);
    const taken = 'Ben Okafor has taken over version 3 of Churn prediction (churn) from Ana Costa.';
    expect([cardOf(id)?.text, cardOf(id, 'DANA')?.text]).toEqual([taken, taken]);
    expect(JSON.stringify(cardOf(id)?.blocks)).not.toContain('"actions"');
  });

  test('the home tab shows what waits to be reviewed, and who offered sees what they asked for', async () => {
    const { id } = await newCard();
    for (const userId of ['UBEN', 'UANA']) await house.after(() => house.slack.openHome(userId));
    const home = house.slack.workspace.homes.get('UBEN');
    expect(JSON.stringify(home)).toContain(id);
    expect(JSON.stringify(house.slack.workspace.homes.get('UANA'))).toMatch(
      new RegExp(`What you asked for.*Offered:.*to Ben Okafor.*${id}`),
    );
    const value = JSON.stringify({ id, revision: 1, digest: 'h1' });
    await house.after(() => house.slack.click('UBEN', { viewId: home?.id ?? '' }, giveBack, value));
    await send({ reason: 'No card.' });
    expect(JSON.stringify(house.slack.workspace.homes.get('UBEN'))).not.toContain(id);
  });

  test('returning asks why, and taking back ends it', async () => {
    const { id } = await newCard();
    await press(id, giveBack);
    expect((await send({ reason: ' ' })).payload).toMatchObject({ response_action: 'errors' });
    await send({ reason: 'Its card is empty.' });
    expect(stateOf(id)).toMatchObject({ state: 'RETURNED', closingNote: 'Its card is empty.' });
    const other = await newCard();
    await press(other.id, withdraw);
    expect(cardOf(other.id)?.text).toMatch(/^Ana Costa no longer asks/);
  });

  test('an acceptance of what has changed since is not taken, and the card is drawn anew', async () => {
    const { id } = await newCard();
    await press(id, review);
    await send(Object.fromEntries(names.map(name => [`verdict:${name}`, 'ACCEPTED'])));
    const before = stateOf(id);
    if (before) house.graph.state.handovers.set(id, { ...before, digest: 'h2', moves: ['REVIEW', 'RETURN'] });
    await press(id, accept);
    expect(stateOf(id)?.state).toBe('IN_REVIEW');
    expect(JSON.stringify(cardOf(id)?.blocks)).not.toContain(accept);
  });

  test('what was judged on an old card is not taken, and that is said', async () => {
    const { id } = await newCard();
    await press(id, review);
    const before = stateOf(id);
    if (before) house.graph.state.handovers.set(id, { ...before, revision: 5 });
    await send({ 'verdict:FEATURES': 'ACCEPTED' });
    expect(stateOf(id)?.revision).toBe(5);
    expect(house.seenBy('UBEN')?.text).toMatch(/^This has changed since your card was drawn, so nothing was done\./);
  });
});
