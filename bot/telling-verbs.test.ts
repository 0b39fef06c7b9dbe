import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SubscriptionView, WhyView } from './answers/telling.ts';
import { deliveryText, preferencesText, subscriptionList, tellingBlocks, whyCard } from './cards/preferences.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { expectFit, nasty, nastyName } from './testing/cards.ts';

let house: BotHouse;
beforeAll(async () => {
  house = await startBotHouse('socket');
});
afterAll(() => house.stop());

const said = async (text: string, userId = 'UANA') => {
  await house.after(() => house.slack.command(userId, 'CML', `/handoff ${text}`));
  return house.seenBy(userId)?.text ?? '';
};

test('a channel and oneself are subscribed, listed and ended', async () => {
  expect(await said('subscribe')).toMatch(/^Nobody is subscribed\. Write `subscribe #channel/);
  expect(await said('subscribe #ml tag:ops severity:warning')).toMatch(
    /^#ml is told of tag ops, severity warning or worse\. End it with `unsubscribe sub_1`/,
  );
  expect(await said('subscribe kind:promotion,alert')).toMatch(/^You are told of promotion, alert\./);
  expect(await said('subscribe')).toBe('2 subscriptions.');
  expect(JSON.stringify(house.seenBy('UANA')?.blocks)).toMatch(/#ml is told of tag ops.*By Ana Costa.*`sub_1`/);
  expect(await said('unsubscribe sub_1')).toMatch(/^Ended: #ml is told of tag ops/);
  expect(await said('unsubscribe sub_1')).toMatch(/There is no such subscription/);
  const inputs = house.graph.state.seen.filter(({ operation }) => operation === 'Subscribe');
  expect(inputs[0]).toMatchObject({
    actingFor: 'per_ana',
    variables: { input: { channel: '#ml', filter: { tag: 'ops', severity: 'WARNING' } } },
  });
});

test('a channel that Slack does not show is said, and nothing is kept', async () => {
  const before = house.graph.state.telling.subscriptions.size;
  expect(await said('subscribe #nowhere')).toMatch(/Slack shows no channel #nowhere/);
  expect(house.graph.state.telling.subscriptions.size).toBe(before);
});

test('quiet hours and digest are kept in the zone of who asks, shown, and ended', async () => {
  expect(await said('quiet 19:00-08:00')).toMatch(/^Quiet from 19:00 to 08:00.*zone Europe\/Lisbon\./);
  expect(await said('digest 9:00')).toMatch(/^Quiet from 19:00 to 08:00.*digest at 09:00/);
  expect(await said('quiet')).toMatch(/^Quiet from 19:00 to 08:00/);
  expect(await said('quiet off')).toMatch(/^You have no quiet hours.*digest at 09:00/);
  expect(await said('digest off')).toMatch(/You have no digest/);
});

test('the home tab says when somebody is told, and how telling goes', async () => {
  await said('quiet 19:00-08:00', 'UBEN');
  await house.after(() => house.slack.openHome('UBEN'));
  const home = JSON.stringify(house.slack.workspace.homes.get('UBEN'));
  expect(home).toMatch(/Quiet from 19:00 to 08:00.*Nothing waits to be told\. In the last hour 12 were told/);
  expect(home).toMatch(/Slack asked to wait once/);
});

test('why says who was told, where and by which rule', async () => {
  expect(await said('why alr_1')).toMatch(/^Nobody was told of alr_1, or it is not yours to see/);
  const to = { id: 'per_ben', name: 'Ben Okafor' };
  house.graph.state.telling.why.set('alr_1', [
    {
      ...{ kind: 'alert.fired', at: '2026-11-30T04:15:00Z', state: 'DELIVERED', deliveredAt: '2026-11-30T04:15:01Z' },
      recipients: [
        { channel: null, because: 'ANSWERS_FOR_IT', explanation: 'You answer for it.', notBefore: null, to },
        { channel: '#ml', because: 'SUBSCRIBED', explanation: 'It is subscribed.', notBefore: null, to: null },
      ],
    },
  ]);
  expect(await said('why alr_1')).toBe('Who was told of alr_1, and why.');
  expect(JSON.stringify(house.seenBy('UANA')?.blocks)).toMatch(
    /alert\.fired.*it was told:.*Ben Okafor: You answer for it\..*#ml: It is subscribed/,
  );
});

const optional = fc.option(nasty);
const subscriptions: fc.Arbitrary<SubscriptionView> = fc.record({
  id: fc.constant('sub_1'),
  channel: optional,
  person: fc.option(nastyName),
  filter: fc.record({
    model: fc.option(fc.record({ name: nasty })),
    team: fc.option(fc.record({ name: nasty })),
    tag: optional,
    kinds: fc.option(fc.array(nasty, { maxLength: 5 })),
    severity: fc.constantFrom(null, 'WARNING'),
    environment: optional,
  }),
  createdBy: nastyName,
});
const told: fc.Arbitrary<WhyView> = fc.record({
  kind: nasty,
  at: fc.constant('2026-11-30T04:15:00Z'),
  state: fc.constantFrom('DUE', 'LEASED', 'DELIVERED', 'DEAD'),
  deliveredAt: fc.constant(null),
  recipients: fc.array(
    fc.record({
      ...{ channel: optional, because: fc.constant('TEAM'), explanation: nasty, to: fc.option(nastyName) },
      notBefore: fc.constantFrom(null, '2026-11-30T08:00:00Z'),
    }),
    { maxLength: 30 },
  ),
});

test('any of these answers fits into Slack', () => {
  fc.assert(
    fc.property(fc.array(subscriptions, { maxLength: 60 }), fc.array(told, { maxLength: 5 }), (all, news) => {
      expectFit(subscriptionList(all));
      expectFit(whyCard('alr_1', news, 300));
    }),
    { numRuns: 40 },
  );
});

test('the part of the home tab about telling says what there is to say', () => {
  const health = { consumer: 'slack', oldestDueAt: null, deliveredLastHour: 3, retriedLastHour: 0 };
  expect(deliveryText([{ ...health, due: 0, lagSeconds: 0, dead: 0, rateLimitedLastHour: 0 }])).toBe(
    'Nothing waits to be told. In the last hour 3 were told.',
  );
  expect(deliveryText([{ ...health, due: 2, lagSeconds: 200, dead: 1, rateLimitedLastHour: 4 }])).toMatch(
    /^2 messages wait to be told, the oldest for 3 min\..*Slack asked to wait 4 times\. 1 could not be delivered/,
  );
  expect(deliveryText([])).toBeNull();
  fc.assert(
    fc.property(nasty, timeZone => {
      const preferences = { quietFrom: '19:00', quietTo: '08:00', digestAt: null, timeZone };
      expectFit({
        text: preferencesText(preferences),
        blocks: tellingBlocks({ me: { preferences }, deliveryHealth: [] }),
      });
    }),
  );
});
