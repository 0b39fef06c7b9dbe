import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { remindAsked } from '../assignment/keep-time.ts';
import { remindOfHandovers } from '../handover/remind.ts';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { addModel } from '../testing/models.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let [bot, ana, bo] = ['', '', ''];

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  const { db } = database;
  [bot, ana, bo] = [await addPerson(db, 'Bot'), await addPerson(db, 'Ana'), await addPerson(db, 'Bo')];
  await giveRole(db, { to: bot, role: 'deliverer' });
  const model = await addModel(db, { name: 'churn', team: await addTeam(db, 'growth', [ana]), visibility: 'INTERNAL' });
  await giveRole(db, { to: ana, role: 'data-scientist', model });
});
afterAll(() => database.drop());

const as = (who: string) => ({ subgraph, db: database.db, as: actor(who) });
interface Claimed {
  claimNotifications: { notifications: { kind: string; recipients: { notBefore: string | null }[] }[] };
}
const claim = async () =>
  (
    await ask<Claimed>(
      as(bot),
      `mutation { claimNotifications(input: { consumer: "slack", waitSeconds: 0 }) {
        notifications { kind recipients { to { name } channel because notBefore } } } }`,
    )
  ).claimNotifications.notifications;
const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day);

it('reminds who is asked, and nobody else, in their working hours, until they answer', async () => {
  await ask(
    as(ana),
    'mutation ($input: ProposeAssignmentInput!) { proposeAssignment(input: $input) { problem { message } } }',
    {
      input: { roleKey: 'owner', assigneeId: bo, model: 'churn', dueAt: inDays(10).toISOString() },
    },
  );
  await rows(database.db, "UPDATE access.person SET time_zone = 'Europe/Zurich' WHERE id = $1", [bo]);
  await claim();
  expect(await remindAsked(database.db, inDays(4))).toBe(0);
  expect(await remindAsked(database.db, inDays(6))).toBe(1);
  expect(await remindAsked(database.db, inDays(6))).toBe(0);
  const [reminded, ...others] = await claim();
  expect(others).toEqual([]);
  expect(reminded).toMatchObject({
    kind: 'assignment.reminded',
    recipients: [{ to: { name: 'Bo' }, channel: null, because: 'ASKED_TO_ANSWER' }],
  });
  const [{ notBefore } = { notBefore: null }] = reminded?.recipients ?? [];
  const at = notBefore === null ? new Date() : new Date(notBefore);
  const local = new Intl.DateTimeFormat('en', {
    timeZone: 'Europe/Zurich',
    weekday: 'short',
    hour: 'numeric',
    hourCycle: 'h23',
  });
  expect(local.format(at)).toMatch(/^(Mon|Tue|Wed|Thu|Fri) ?,? ?(09|1[0-6])/);
  await rows(
    database.db,
    "UPDATE access.assignment SET state = 'DECLINED', responded_at = now(), decline_reason = 'No.' WHERE state = 'PROPOSED'",
  );
  expect(await remindAsked(database.db, inDays(9.5))).toBe(0);
});

const change = (name: string, type: string, input: object) =>
  ask<Record<string, { problem: object | null }>>(
    as(ana),
    `mutation ($input: ${type}!) { ${name}(input: $input) { problem { message } } }`,
    { input },
  );

it('reminds of a handover, and tells the team once its day is over', async () => {
  const made = await change('registerVersion', 'RegisterVersionInput', { model: 'churn', content: {} });
  expect(made.registerVersion?.problem).toBeNull();
  const offer = { model: 'churn', version: '1', toId: bo, dueAt: inDays(10).toISOString() };
  expect((await change('offerHandover', 'OfferHandoverInput', offer)).offerHandover?.problem).toBeNull();
  await claim();
  expect(await remindOfHandovers(database.db, inDays(6))).toBe(1);
  expect(await claim()).toMatchObject([{ kind: 'handover.reminded', recipients: [{ to: { name: 'Bo' } }] }]);
  expect(await remindOfHandovers(database.db, inDays(10.1))).toBe(1);
  expect(await claim()).toMatchObject([
    {
      kind: 'handover.overdue',
      recipients: [
        { to: { name: 'Bo' }, because: 'ASKED_TO_ANSWER' },
        { to: { name: 'Ana' }, because: 'ASKED_FOR_IT' },
        { channel: '#growth', because: 'ESCALATED' },
      ],
    },
  ]);
  expect(await remindOfHandovers(database.db, inDays(12))).toBe(0);
});
