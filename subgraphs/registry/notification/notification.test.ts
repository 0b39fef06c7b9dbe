import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
  await addModel(db, { name: 'churn', team: await addTeam(db, 'growth', [ana]), visibility: 'INTERNAL' });
});
afterAll(() => database.drop());

const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });
const claimSource = `mutation ($input: ClaimNotificationsInput!) { claimNotifications(input: $input) {
  leasedUntil notifications { id kind state attempt model { name } assignment { id state } recipients { to { name } channel because } }
  problem { __typename message ... on NotAllowed { rule } ... on InvalidInput { field } } } }`;
const settleSource = `mutation ($input: SettleNotificationsInput!) { settleNotifications(input: $input) {
  results { id state problem { __typename message } } problem { __typename } } }`;

interface Claimed {
  notifications: { id: string; attempt: number; kind: string }[];
  problem: object | null;
}
const claim = async (by: string, input: object = {}) =>
  (
    await ask<{ claimNotifications: Claimed }>(as(by), claimSource, {
      input: { consumer: 'slack', waitSeconds: 0, ...input },
    })
  ).claimNotifications;
const settle = async (outcome: object) =>
  (
    await ask<{ settleNotifications: { results: object[] } }>(as(bot), settleSource, {
      input: { consumer: 'slack', outcomes: [outcome] },
    })
  ).settleNotifications.results[0];
const propose = (assigneeId: string) =>
  ask(
    as(ana),
    'mutation ($input: ProposeAssignmentInput!) { proposeAssignment(input: $input) { problem { message } } }',
    {
      input: { roleKey: 'owner', assigneeId, model: 'churn' },
    },
  );

it('is for deliverers alone', async () => {
  expect((await claim(ana)).problem).toMatchObject({ __typename: 'NotAllowed', rule: 'deliver-permission' });
});

it.each([
  [{ consumer: 'Slack!' }, 'consumer'],
  [{ max: 0 }, 'max'],
  [{ leaseSeconds: 9999 }, 'leaseSeconds'],
  [{ waitSeconds: 60 }, 'waitSeconds'],
])('answers the claim %j with what to mend', async (input, field) => {
  expect((await claim(bot, input)).problem).toMatchObject({ __typename: 'InvalidInput', field });
});

it('hands out what is due once, says whom to tell, and settles it', async () => {
  await propose(bo);
  const first = await claim(bot);
  expect(first.notifications).toMatchObject([
    {
      kind: 'assignment.proposed',
      state: 'LEASED',
      attempt: 1,
      model: { name: 'churn' },
      assignment: { state: 'PROPOSED' },
      recipients: [
        { to: { name: 'Bo' }, channel: null, because: 'ASKED_TO_ANSWER' },
        { to: { name: 'growth' }, channel: '#growth', because: 'TEAM' },
      ],
    },
  ]);
  expect((await claim(bot)).notifications).toEqual([]);
  const id = first.notifications[0]?.id;
  expect(await settle({ id, attempt: 7, delivered: true })).toMatchObject({ problem: { __typename: 'Conflict' } });
  expect(
    await settle({ id, attempt: 1, delivered: false, reason: 'Slack is down', retryAfterSeconds: 0 }),
  ).toMatchObject({ state: 'DUE' });
  expect((await claim(bot)).notifications).toMatchObject([{ id, attempt: 2 }]);
  expect(await settle({ id, attempt: 2, delivered: true })).toMatchObject({ state: 'DELIVERED', problem: null });
  expect(await settle({ id: 'ntf_none', attempt: 1, delivered: true })).toMatchObject({
    problem: { __typename: 'NotFound' },
  });
});
