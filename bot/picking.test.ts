import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';

describe.each(modes)('forms in which everything is chosen, over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());

  const view = () => [...house.slack.workspace.views.values()].at(-1)?.view;
  const open = (callbackId: string, userId = 'UANA') => house.after(() => house.slack.shortcut(userId, callbackId));
  const offered = async (actionId: string, typed = '', userId = 'UANA') => {
    const delivery = await house.slack.suggest(userId, view()?.id ?? '', actionId, typed);
    const { options } = delivery.payload as { options: { text: { text: string }; value: string }[] };
    return options.map(({ text, value }) => `${text.text} = ${value}`);
  };
  const chooseModel = async () => {
    await offered('pick:model');
    await house.after(() => house.slack.click('UANA', { viewId: view()?.id ?? '' }, 'pick:model', 'mdl_churn'));
  };
  const send = (values: Record<string, string>) =>
    house.after(() => house.slack.submit('UANA', view()?.id ?? '', values));
  const words = () => JSON.stringify(view()?.blocks);
  const asked = (operation: string) => house.graph.state.seen.findLast(each => each.operation === operation);

  test('a model is looked up from anywhere', async () => {
    await open('shortcut:find');
    expect(await offered('pick:model', 'chur')).toEqual([
      'Churn prediction (churn) = mdl_churn',
      'Churn of <companies> (churn-b2b) = mdl_churn-b2b',
    ]);
    await send({ model: 'mdl_churn' });
    expect(words()).toContain('Nobody answers for it yet.');
  });

  test('the versions that are offered are those of the chosen model', async () => {
    await open('shortcut:promote');
    expect(await offered('pick:version')).toEqual(['Choose the model first = none']);
    expect((await send({ model: 'mdl_churn', 'version:': 'none' })).payload).toMatchObject({
      errors: { 'version:': 'Choose one of the list.' },
    });
    await chooseModel();
    expect(await offered('pick:version')).toEqual(['3, champion, of 2026-11-01 = ver_3', '2, of 2026-11-01 = ver_2']);
    expect(await offered('pick:environment', 'prod')).toEqual(['Production (production) = production']);
  });

  test('what was chosen leads to the form with the checks, which asks', async () => {
    await open('shortcut:promote');
    await chooseModel();
    await send({ model: 'mdl_churn', 'version:mdl_churn': 'ver_3', environment: 'production' });
    expect(words()).toMatch(/Version \*3\* of \*Churn prediction\*.*Approval needed/);
    await send({ reason: 'It is better.' });
    expect(asked('RequestPromotion')).toMatchObject({
      actingFor: 'per_ana',
      variables: { input: { version: 'ver_3', environment: 'production', reason: 'It is better.' } },
    });
  });

  test('a version is handed over to a person or a team', async () => {
    await open('shortcut:handover');
    await chooseModel();
    expect(await offered('pick:principal', 'm')).toEqual([
      'Ana Costa (ana@example.com) = per_ana',
      'Ben Okafor (ben@example.com) = per_ben',
      'Team Machine learning (ml) = tea_ml',
    ]);
    await send({ model: 'mdl_churn', 'version:mdl_churn': 'ver_3', principal: 'per_ben', note: 'Take care.' });
    expect(asked('OfferHandover')?.variables).toMatchObject({ input: { toId: 'per_ben', note: 'Take care.' } });
    expect(house.messages('DANA').at(-1)?.text).toMatch(/^Ana Costa asks Ben Okafor to take over version/);
  });

  test('a verb alone opens its form, and where none can be opened, a button does', async () => {
    await house.after(() => house.slack.command('UANA', 'CML', '/handoff assign'));
    expect(await offered('pick:role', 'own')).toEqual(['Owner (owner) = owner']);
    await send({ model: 'mdl_churn', role: 'owner', principal: 'per_ben' });
    expect(asked('Propose')?.variables).toMatchObject({ input: { roleKey: 'owner', assigneeId: 'per_ben' } });
    expect(house.seenBy('UANA')?.text).toBe('Ana Costa asks Ben Okafor to be Owner of Churn prediction (churn).');
    await house.after(() => house.slack.mention('UANA', 'CML', 'promote'));
    const answer = house.seenBy('UANA');
    if (!answer) throw new Error('no answer');
    await house.after(() => house.slack.click('UANA', answer, 'form:open'));
    expect(view()?.callback_id).toBe('pick:promote');
  });

  test('the models that a message names are looked up', async () => {
    const at = await house.after(async () => {
      await house.slack.message('UBEN', 'CML', 'is churn-b2b or *churn* down?');
      return house.messages('CML').at(-1);
    });
    if (!at) throw new Error('no message');
    await house.after(() => house.slack.shortcut('UANA', 'message:find', at));
    expect(asked('FindModels')?.variables).toMatchObject({ search: expect.stringContaining("'churn-b2b'") });
    expect(house.seenBy('UANA')?.text).toMatch(/^2 models found/);
  });

  test('strangers are offered nothing, and what nobody knows any more is said', async () => {
    await open('shortcut:find', 'UGUEST');
    expect(await offered('pick:model', '', 'UGUEST')).toEqual(['Handoff does not know you yet = none']);
    await open('shortcut:gone');
    expect(house.messages('DANA').at(-1)?.text).toBe('I do not know this shortcut any more.');
  });

  test('a graph that is away is said in the list', async () => {
    await open('shortcut:find');
    house.graph.state.down = true;
    expect(await offered('pick:model')).toEqual(['Handoff does not answer: type again = none']);
    house.graph.state.down = false;
  });
});
