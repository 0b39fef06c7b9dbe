import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { promotionActions } from './cards/promotion-buttons.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { changePromotion, requestPromotion, tellOfPromotion } from './testing/graph-promotions.ts';

const { approve, reject, start, confirm, rollBack, withdraw } = promotionActions;

describe.each(modes)('promotions over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());

  const command = (userId: string, text: string) =>
    house.after(() => house.slack.command(userId, 'CML', `/handoff ${text}`));
  const shown = (message: unknown) => JSON.stringify(message);
  const modal = () => [...house.slack.workspace.views.values()].at(-1);
  const cardsOf = (id: string) =>
    ['DBEN', 'CML'].map(channel => {
      const found = house.messages(channel).find(({ metadata }) => metadata?.event_payload.subject === id);
      if (!found) throw new Error(`there is no card of ${id} in ${channel}`);
      return found;
    });
  const newCard = async (...changes: Parameters<typeof requestPromotion>[1][]) => {
    const { id } = requestPromotion(house.graph.state, changes[0]);
    await house.bot.idle();
    const [direct, inChannel] = cardsOf(id);
    if (!direct || !inChannel) throw new Error('no card came');
    return { id, direct, inChannel };
  };
  const asked = (operation: string) => house.graph.state.seen.filter(each => each.operation === operation);

  test('promote opens a form with what changes, the checks and who decides; sending it asks as that person', async () => {
    await command('UANA', 'promote churn 3 to production');
    const form = modal();
    const words = shown(form?.view.blocks);
    expect(words).toMatch(
      /Version \*3\* of \*Churn prediction\*.*to \*Production\*, in place of version 2 · high risk/,
    );
    expect(words).toMatch(/\*Breaking:\* who calls version 2 has to change: `tenure`/);
    expect(words).toMatch(/auc \(test\): 0\.9 before, 0\.921 now, better/);
    expect(words).toMatch(/Passed: hosting\. It is hosted on a cluster\./);
    expect(words).toMatch(/\*Approval needed:\* 1 data-scientist.*Who may: Ben Okafor/);
    const viewId = form?.view.id ?? '';
    expect((await house.slack.submit('UANA', viewId, { reason: ' ' })).payload).toMatchObject({
      response_action: 'errors',
    });
    await house.after(() => house.slack.submit('UANA', viewId, { reason: 'It is better' }));
    const input = { model: 'mdl_churn', version: 'ver_3', environment: 'production', reason: 'It is better' };
    expect(asked('RequestPromotion').at(-1)).toMatchObject({ actingFor: 'per_ana', variables: { input } });
    expect(house.seenBy('UANA')?.text).toMatch(
      /^Ana Costa asks to promote version 3 .* 1 data-scientist\. Its number is pro_\d+\.$/,
    );
    expect(house.messages('DBEN').at(-1)?.text).toMatch(/^Ana Costa asks to promote version 3/);
  });

  test.each([
    ['promote chur 3 to production', /no model “chur”.*Did you mean `churn`/],
    ['promote churn 33 to production', /^Churn prediction has no version “33”\. Did you mean `3`\?$/],
    ['promote churn champoin to production', /Did you mean `champion`\?$/],
    ['promote churn 3 to prodction', /^There is no environment “prodction”\. Did you mean `production`\?$/],
    ['promote churn 3 to moon', /There are: `staging`, `production`\.$/],
    ['promote churn 3', /Name the model, the version, then `to` and the environment/],
  ])('%s: says what is near, and opens nothing', async (text, words) => {
    const open = house.slack.workspace.views.size;
    await command('UANA', text);
    expect(house.seenBy('UANA')?.text).toMatch(words);
    expect(house.slack.workspace.views.size).toBe(open);
  });

  test('a model by its title, an environment by its title', async () => {
    await command('UANA', 'promote "Churn prediction" champion to PRODUCTION');
    expect(shown(modal()?.view.private_metadata)).toContain('production');
    expect(shown(modal()?.view.blocks)).toContain('Churn prediction');
  });

  test('where no form can be opened, a button opens it', async () => {
    await house.after(() => house.slack.message('UANA', 'DANA', 'promote churn 3 to production'));
    const offer = house.messages('DANA').at(-1);
    if (!offer) throw new Error('no answer came');
    expect(offer.text).toMatch(/Press “Open the form”/);
    const open = house.slack.workspace.views.size;
    await house.after(() => house.slack.click('UANA', offer, 'form:open'));
    expect(house.slack.workspace.views.size).toBe(open + 1);
    await house.after(() => house.slack.mention('UANA', 'CML', 'promote churn 3 to production'));
    expect(house.seenBy('UANA')?.text).toMatch(/Press “Open the form”/);
  });

  test('a graph that takes its time does not lose the form', async () => {
    house.graph.state.slowMs = 2_500;
    await house.slack.command('UANA', 'CML', '/handoff promote churn 3 to production');
    await expect.poll(() => shown(modal()?.view.blocks)).toContain('One moment');
    await house.bot.idle();
    house.graph.state.slowMs = 0;
    expect(shown(modal()?.view.blocks)).toContain('Why should it be promoted?');
  });

  test('a refused request is told to who asked, with the rule and who could', async () => {
    await command('UANA', 'promote churn 3 to production');
    const whoCan = [{ id: 'per_ben', name: 'Ben Okafor' }];
    house.graph.state.refuse = { __typename: 'NotAllowed', message: 'No.', rule: 'promotion-request', whoCan };
    await house.after(() => house.slack.submit('UANA', modal()?.view.id ?? '', { reason: 'It is better' }));
    house.graph.state.refuse = null;
    expect(house.seenBy('UANA')?.text).toBe('No. Rule: promotion-request. Who could do it: Ben Okafor.');
  });

  test('approving, rolling out, confirming and rolling back edit every card in place, as who pressed', async () => {
    const { id, direct, inChannel } = await newCard();
    const press = async (actionId: string, state: RegExp) => {
      await house.after(() => house.slack.click('UBEN', direct, actionId));
      const now = cardsOf(id);
      expect(now.map(({ ts }) => ts)).toEqual([direct.ts, inChannel.ts]);
      for (const { text } of now) expect(text).toMatch(state);
      return now;
    };
    await press(approve, /is approved by Ben Okafor\.$/);
    expect(asked('Decide').at(-1)).toMatchObject({
      actingFor: 'per_ben',
      variables: { input: { promotionId: id, decision: 'APPROVE', evidenceDigest: 'd1' } },
    });
    await press(start, /is being carried out\.$/);
    const [live] = await press(confirm, /^Version 3 of Churn prediction \(churn\) is live in Production\.$/);
    expect(shown(live?.blocks)).toContain(rollBack);
    await house.after(() => house.slack.click('UBEN', direct, rollBack));
    await house.after(() => house.slack.submit('UBEN', modal()?.view.id ?? '', { reason: 'It is slow' }));
    for (const { text } of cardsOf(id)) expect(text).toMatch(/was rolled back in Production by Ben Okafor/);
    expect(asked('RollBack').at(-1)?.variables).toMatchObject({ input: { reason: 'It is slow' } });
  });

  test('rejecting asks for a reason, and spaces are none', async () => {
    const { id, inChannel } = await newCard();
    await house.after(() => house.slack.click('UBEN', inChannel, reject));
    const viewId = modal()?.view.id ?? '';
    const [above] = cardsOf(id).map(({ text }) => text);
    expect(shown(modal()?.view.blocks)).toContain(above);
    const bad = await house.slack.submit('UBEN', viewId, { reason: '   ' });
    expect(bad.payload).toMatchObject({ response_action: 'errors' });
    await house.after(() => house.slack.submit('UBEN', viewId, { reason: 'Not before the holidays' }));
    for (const { text } of cardsOf(id)) expect(text).toMatch(/was rejected by Ben Okafor: Not before the holidays\.$/);
  });

  test('a refusal goes to who pressed, with its rule and who could; the card stays', async () => {
    const { inChannel } = await newCard();
    const message = 'You asked for this promotion, so someone else must decide it.';
    const whoCan = [{ id: 'per_ben', name: 'Ben Okafor' }];
    house.graph.state.refuse = { __typename: 'NotAllowed', message, rule: 'four-eyes', whoCan };
    await house.after(() => house.slack.click('UANA', inChannel, approve));
    house.graph.state.refuse = null;
    expect(house.seenBy('UANA')?.text).toBe(`${message} Rule: four-eyes. Who could do it: Ben Okafor.`);
    expect(house.messages('CML').find(({ ts }) => ts === inChannel.ts)?.edited).toBeUndefined();
  });

  test('two clicks at once: one decision, and one clear answer to the other', async () => {
    const { id, direct, inChannel } = await newCard();
    const seen = (userId: string) =>
      house.slack.workspace.ephemerals.filter(each => each.ephemeralTo === userId).length;
    const before = { UANA: seen('UANA'), UBEN: seen('UBEN') };
    await house.after(() =>
      Promise.all([
        house.slack.click('UANA', structuredClone(inChannel), approve),
        house.slack.click('UBEN', structuredClone(direct), approve),
      ]),
    );
    const told = (['UANA', 'UBEN'] as const).filter(userId => seen(userId) > before[userId]);
    expect(told).toHaveLength(1);
    expect(house.seenBy(told[0] ?? '')?.text).toMatch(
      /changed since your card was drawn, so nothing was done\..*is approved by (Ana|Ben).*Last change: approved by (Ana|Ben)/,
    );
    expect(house.graph.state.promotions.get(id)).toMatchObject({ revision: 2, state: 'APPROVED' });
    for (const { text } of cardsOf(id)) expect(text).toMatch(/is approved by (Ana|Ben)/);
  });

  test('evidence that changed is not approved: the card is drawn anew, and the person is told by whom', async () => {
    const { id, direct } = await newCard();
    const old = structuredClone(direct);
    changePromotion(house.graph.state, id, { by: 'per_ana', move: 'RECHECK', evidenceDigest: 'd2', reason: 'Newer.' });
    await house.after(() => house.slack.click('UBEN', old, approve));
    expect(house.seenBy('UBEN')?.text).toMatch(/a check gives another answer\. Now: .*checked again by Ana Costa/);
    const [now] = cardsOf(id);
    expect(shown(now?.blocks)).toContain('Newer.');
    await house.after(() => house.slack.click('UBEN', now ?? direct, approve));
    expect(house.graph.state.promotions.get(id)?.state).toBe('APPROVED');
  });

  test('a card shows what was decided elsewhere', async () => {
    const { id, direct } = await newCard();
    changePromotion(house.graph.state, id, { by: 'per_ana', move: 'WITHDRAW', state: 'WITHDRAWN', moves: [] });
    tellOfPromotion(house.graph.state, id, 'promotion.withdrawn');
    await house.bot.idle();
    const [now] = cardsOf(id);
    expect(now).toMatchObject({ ts: direct.ts, text: expect.stringMatching(/was withdrawn by Ana Costa\.$/) });
    expect(shown(now?.blocks)).not.toContain(withdraw);
  });

  test('pending lists what waits, and its buttons answer there', async () => {
    const { id } = await newCard();
    await command('UBEN', 'pending');
    const list = house.seenBy('UBEN');
    if (!list) throw new Error('no list came');
    expect(list.text).toMatch(/^\d+ promotions? waits? for your decision\.$/);
    const value = JSON.stringify({ id, revision: 1, digest: 'd1', from: 'pending' });
    await house.after(() => house.slack.click('UBEN', list, approve, value));
    expect(house.graph.state.promotions.get(id)?.state).toBe('APPROVED');
    expect(shown(house.seenBy('UBEN')?.blocks)).not.toContain(`${id}\\"`);
    for (const { text } of cardsOf(id)) expect(text).toMatch(/is approved by Ben/);
  });

  test('a form that a list opens does not repeat the list, which speaks of others too', async () => {
    const { id } = await newCard();
    await house.after(() => house.slack.message('UBEN', 'DBEN', 'pending'));
    const list = house.messages('DBEN').at(-1);
    if (!list) throw new Error('no list came');
    expect(list.text).toMatch(/for your decision\.$/);
    const value = JSON.stringify({ id, revision: 1, digest: 'd1', from: 'pending' });
    await house.after(() => house.slack.click('UBEN', list, reject, value));
    expect(shown(modal()?.view.blocks)).toContain('Why not?');
    expect(shown(modal()?.view.blocks)).not.toContain(list.text);
  });

  test('the home tab and mine show what waits, and a form answers from there', async () => {
    const { id } = await newCard();
    await command('UBEN', 'mine');
    expect(house.seenBy('UBEN')?.text).toMatch(/promotions? to decide/);
    await house.after(() => house.slack.openHome('UBEN'));
    const home = house.slack.workspace.homes.get('UBEN');
    expect(shown(home)).toContain(id);
    const value = JSON.stringify({ id, revision: 1, digest: 'd1' });
    await house.after(() => house.slack.click('UBEN', { viewId: home?.id ?? '' }, reject, value));
    await house.after(() => house.slack.submit('UBEN', modal()?.view.id ?? '', { reason: 'Later' }));
    expect(house.graph.state.promotions.get(id)?.state).toBe('REJECTED');
    expect(shown(house.slack.workspace.homes.get('UBEN'))).not.toContain(`${id}\\"`);
  });
});
