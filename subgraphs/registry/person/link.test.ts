import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
const bot = 'svc_bot';

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  admin = await addPerson(database.db, 'Admin');
  await giveRole(database.db, { to: admin, role: 'admin' });
  await rows(database.db, 'INSERT INTO access.service_account (id, name) VALUES ($1, $1)', [bot]);
  await giveRole(database.db, { to: bot, role: 'deliverer' });
});
afterAll(() => database.drop());

const source = `mutation ($input: LinkSlackUserInput!) { linkSlackUser(input: $input) {
  person { id slackUserId } problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on InvalidInput { field } } } }`;
interface Linked {
  linkSlackUser: { person: { id: string; slackUserId: string } | null; problem: Record<string, unknown> | null };
}
const link = async (who: string, email: string, slackUserId: string) => {
  const of = { subgraph, db: database.db, as: actor(who) };
  return (await ask<Linked>(of, source, { input: { email, slackUserId } })).linkSlackUser;
};
const holderOf = async (slackUserId: string) => {
  const sql = 'SELECT id FROM access.person WHERE slack_user_id = $1';
  return (await rows<{ id: string }>(database.db, sql, [slackUserId])).map(row => row.id);
};

it('refuses who does not deliver, whatever else is right', async () => {
  const eva = await addPerson(database.db, 'Eva');
  const refused = await link(eva, 'eva@example.org', 'UEVA');
  expect(refused).toMatchObject({ person: null, problem: { __typename: 'NotAllowed', rule: 'deliver' } });
  expect(refused.problem?.whoCan).toEqual([{ name: 'Admin' }]);
  const tried = "SELECT FROM event.entry WHERE refused AND actor_id = $1 AND action = 'linkSlackUser.refused'";
  expect(await rows(database.db, tried, [eva])).toHaveLength(1);
  expect(await holderOf('UEVA')).toEqual([]);
});

it('links by the verified e-mail, in any case, and a second time changes nothing', async () => {
  const fay = await addPerson(database.db, 'Fay');
  expect(await link(bot, 'FAY@example.org', 'UFAY')).toEqual({
    person: { id: fay, slackUserId: 'UFAY' },
    problem: null,
  });
  expect(await link(bot, 'fay@example.org', 'UFAY')).toMatchObject({ person: { id: fay }, problem: null });
  const events = await rows(database.db, 'SELECT action, summary FROM event.entry WHERE subject_id = $1', [fay]);
  expect(events).toEqual([{ action: 'person.slack-linked', summary: 'linked Fay to the Slack user UFAY' }]);
});

it('lets the verified e-mail win over an earlier link, and names both in the event', async () => {
  const gus = await addPerson(database.db, 'Gus');
  const hal = await addPerson(database.db, 'Hal');
  await link(bot, 'gus@example.org', 'UMOVED');
  await link(bot, 'hal@example.org', 'UMOVED');
  expect(await holderOf('UMOVED')).toEqual([hal]);
  const events = await rows(database.db, 'SELECT summary, detail FROM event.entry WHERE subject_id = $1', [hal]);
  expect(events).toEqual([
    {
      summary: 'linked Hal to the Slack user UMOVED, and took it away from Gus',
      detail: { slackUserId: 'UMOVED', takenFrom: gus },
    },
  ]);
});

it('tells a stranger the same, whether an e-mail is unknown or its person inactive', async () => {
  const ida = await addPerson(database.db, 'Ida');
  await rows(database.db, 'UPDATE access.person SET active = false WHERE id = $1', [ida]);
  const inactive = await link(bot, 'ida@example.org', 'UIDA');
  const unknown = await link(bot, 'nobody@example.org', 'UIDA');
  expect(inactive).toEqual(unknown);
  expect(unknown).toMatchObject({ person: null, problem: { __typename: 'NotFound' } });
  expect(unknown.problem?.message).not.toContain('nobody@example.org');
  expect(await holderOf('UIDA')).toEqual([]);
});

it.each([
  ['no-address', 'UFINE', 'email'],
  ['fay@example.org', 'fay', 'slackUserId'],
  ['fay@example.org', 'U\u0000', 'slackUserId'],
])('says what is wrong with %s and %s', async (email, slackUserId, field) => {
  expect((await link(bot, email, slackUserId)).problem).toMatchObject({ __typename: 'InvalidInput', field });
});

it('gives one of many at once the Slack user, and nobody an error', async () => {
  const names = ['Jan', 'Kim', 'Lea', 'Mia'];
  for (const name of names) await addPerson(database.db, name);
  const outcomes = await Promise.all(names.map(name => link(bot, `${name}@example.org`, 'URACE')));
  expect(outcomes.map(outcome => outcome.problem)).toEqual(names.map(() => null));
  expect(await holderOf('URACE')).toHaveLength(1);
});
