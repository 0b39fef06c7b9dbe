import { system } from '@handoff/kit/actor';
import { rows, write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let [bot, ana] = ['', ''];

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  [bot, ana] = [await addPerson(database.db, 'Bot'), await addPerson(database.db, 'Ana')];
  await giveRole(database.db, { to: bot, role: 'deliverer' });
});
afterAll(() => database.drop());

const as = (who: string) => ({ subgraph, db: database.db, as: actor(who) });
const fields =
  'consumer due oldestDueAt lagSeconds dead lastClaimAt deliveredLastHour retriedLastHour rateLimitedLastHour';
interface Health {
  due: number;
  lagSeconds: number;
}
const health = async () =>
  (await ask<{ deliveryHealth: Health[] }>(as(ana), `{ deliveryHealth { ${fields} } }`)).deliveryHealth;
const claim = async () =>
  (
    await ask<{ claimNotifications: { notifications: { id: string; attempt: number }[] } }>(
      as(bot),
      'mutation { claimNotifications(input: { consumer: "slack", waitSeconds: 0 }) { notifications { id attempt } } }',
    )
  ).claimNotifications.notifications;
const settle = (outcomes: object[]) =>
  ask(
    as(bot),
    'mutation ($of: [DeliveryOutcomeInput!]!) { settleNotifications(input: { consumer: "slack", outcomes: $of }) { results { id } } }',
    {
      of: outcomes,
    },
  );
const report = (input: object, who = bot) =>
  ask<{ reportDelivery: { health: Health | null; problem: object | null } }>(
    as(who),
    `mutation ($input: ReportDeliveryInput!) { reportDelivery(input: $input) { health { ${fields} } problem { __typename ... on InvalidInput { field } } } }`,
    { input: { consumer: 'slack', waiting: 0, givenUp: 0, ...input } },
  );
const tell = () =>
  write(database.db, tx =>
    append(tx, system('test'), {
      ...{ action: 'something.happened', subjectId: 'asg_1', modelId: null, summary: 'happened', notify: true },
    }),
  );

it('says what waits, what was delivered, and how often the other side asked to wait', async () => {
  expect(await health()).toEqual([]);
  for (let i = 0; i < 3; i++) await tell();
  const claimed = await claim();
  expect(await health()).toMatchObject([{ consumer: 'slack', due: 0, oldestDueAt: null, lagSeconds: 0, dead: 0 }]);
  const [first, second, third] = claimed.map(({ id, attempt }) => ({ id, attempt }));
  await settle([
    { ...first, delivered: true, rateLimited: 2 },
    { ...second, delivered: false, reason: 'Slack is down', retryAfterSeconds: 60 },
    { ...third, attempt: 9, delivered: true },
  ]);
  const [now] = await health();
  expect(now).toMatchObject({ due: 1, deliveredLastHour: 1, retriedLastHour: 1, rateLimitedLastHour: 2 });
  expect(now?.lagSeconds).toBeGreaterThan(0);
});

it('counts what a deliverer took over and gave up, as long as it says so', async () => {
  await rows(database.db, "UPDATE event.notification SET state = 'DELIVERED'");
  await rows(
    database.db,
    "UPDATE event.notification SET state = 'DEAD' WHERE id = (SELECT min(id) FROM event.notification)",
  );
  const oldestWaitingAt = new Date(Date.now() - 90_000).toISOString();
  const said = await report({ waiting: 4, oldestWaitingAt, givenUp: 2, rateLimited: 3 });
  expect(said.reportDelivery).toMatchObject({
    health: { due: 4, oldestDueAt: oldestWaitingAt, dead: 3, rateLimitedLastHour: 5 },
    problem: null,
  });
  expect(said.reportDelivery.health?.lagSeconds).toBeGreaterThanOrEqual(90);
  await rows(database.db, "UPDATE event.consumer SET reported_at = now() - interval '11 minutes'");
  expect(await health()).toMatchObject([{ due: 0, oldestDueAt: null, lagSeconds: 0, dead: 3 }]);
});

it('is reported by deliverers alone, in numbers that make sense', async () => {
  expect((await report({}, ana)).reportDelivery.problem).toMatchObject({ __typename: 'NotAllowed' });
  expect((await report({ waiting: -1 })).reportDelivery.problem).toMatchObject({ field: 'waiting' });
  expect((await report({ consumer: 'Slack!' })).reportDelivery.problem).toMatchObject({ field: 'consumer' });
});
