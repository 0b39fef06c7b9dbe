import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkedBy } from './links.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { fire } from './testing/graph-alerts.ts';
import { requestPromotion } from './testing/graph-promotions.ts';

test.each([
  ['http://a.example/models/churn', { kind: 'model', key: 'churn' }],
  ['https://a.example/models/team/churn/', { kind: 'model', key: 'team/churn' }],
  ['http://a.example/models/team%2Fchurn', { kind: 'model', key: 'team/churn' }],
  ['http://a.example/promotions/pro_1?x=1#y', { kind: 'promotion', key: 'pro_1' }],
  ['http://a.example/alerts/alr_1', { kind: 'alert', key: 'alr_1' }],
  ['http://a.example/versions/ver_1', { kind: 'version', key: 'ver_1' }],
  ['http://a.example/promotions/mdl_1', null],
  ['http://a.example/models/', null],
  ['http://a.example/models/%zz', null],
  ['http://a.example/toString/x', null],
  ['http://b.example/models/churn', null],
  ['ftp://a.example/models/churn', null],
  ['not an address', null],
])('%s leads to %o', (address, linked) => {
  expect(linkedBy(address, 'http://a.example')).toEqual(linked);
});

test('under a path of its own, other paths are not ours', () => {
  expect(linkedBy('https://a.example/handoff/models/churn', 'https://a.example/handoff/')).toMatchObject({
    key: 'churn',
  });
  expect(linkedBy('https://a.example/models/churn', 'https://a.example/handoff/')).toBeNull();
});

describe.each(modes)('links over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());

  const post = async (text: string, userId = 'UANA') => {
    await house.after(() => house.slack.message(userId, 'CML', text));
    const said = house.messages('CML').findLast(({ user }) => user === userId);
    return JSON.stringify(said?.unfurls ?? {});
  };
  const link = (path: string) => `look at http://127.0.0.1:4000${path} please`;

  test('to a model, a version, a promotion and an alert show what they lead to, without buttons', async () => {
    const { id } = requestPromotion(house.graph.state);
    const alert = fire(house.graph.state);
    await house.bot.idle();
    expect(await post(link('/models/churn'))).toMatch(/Churn prediction.*failing/);
    expect(await post(link('/versions/ver_3'))).toContain('Version *3* of *Churn prediction*');
    expect(await post(link(`/promotions/${id}`))).toContain('Waits for approval');
    const shown = await post(link(`/alerts/${alert.id}`));
    expect(shown).toContain('Drift of tenure');
    expect(shown).not.toContain('"actions"');
  });

  test('stand at the foot of each card, and of the card that was pressed', async () => {
    const { id } = requestPromotion(house.graph.state);
    await house.bot.idle();
    const card = () => house.messages('CML').find(({ metadata }) => metadata?.event_payload.subject === id);
    const opens = `<http://127.0.0.1:4000/promotions/${id}|Open>`;
    expect(JSON.stringify(card()?.blocks)).toContain(opens);
    const pressed = card();
    if (pressed) await house.after(() => house.slack.click('UBEN', pressed, 'promotion:approve'));
    expect(card()?.text).toMatch(/is approved by Ben Okafor/);
    expect(JSON.stringify(card()?.blocks)).toContain(opens);
  });

  test('to what is restricted, is not there, or leads elsewhere show nothing', async () => {
    expect(await post(link('/models/gone'))).toBe('{}');
    expect(await post(link('/graphql'))).toBe('{}');
    house.graph.state.restricted = true;
    expect(await post(link('/models/churn'))).toBe('{}');
    house.graph.state.restricted = false;
  });

  test('by strangers show nothing, and nothing is read for them', async () => {
    const before = house.graph.state.seen.filter(({ operation }) => operation === 'LinkedModel').length;
    expect(await post(link('/models/churn'), 'UCHI')).toBe('{}');
    expect(house.graph.state.seen.filter(({ operation }) => operation === 'LinkedModel')).toHaveLength(before);
  });
});
