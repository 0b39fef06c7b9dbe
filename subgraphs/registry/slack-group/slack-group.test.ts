import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { change } from '../testing/asking.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
let ann: string;
let bob: string;
const bot = 'svc_bot';

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  [admin, ann, bob] = [
    await addPerson(database.db, 'Admin'),
    await addPerson(database.db, 'Ann'),
    await addPerson(database.db, 'Bob'),
  ];
  await giveRole(database.db, { to: admin, role: 'admin' });
  await rows(database.db, 'INSERT INTO access.service_account (id, name) VALUES ($1, $1)', [bot]);
  await giveRole(database.db, { to: bot, role: 'deliverer' });
});
afterAll(() => database.drop());

interface Team {
  team: { id: string; name: string; members: { name: string }[]; slackGroup: object | null } | null;
}
const select = `team { id name title dissolvedAt members { name }
  slackGroup { groupId handle enabled unknown followedBy { id } team { id } } }`;
const asks = (name: string) => (input: object, by: string) =>
  change<Team>({ subgraph, db: database.db, as: actor(by) }, name, { input, select });
const [followAs, keepAs, endAs] = ['followSlackGroup', 'keepSlackGroup', 'endSlackGroup'].map(asks) as [
  ReturnType<typeof asks>,
  ReturnType<typeof asks>,
  ReturnType<typeof asks>,
];
const follow = (input: object, by = admin) => followAs(input, by);
const keep = (input: object, by = bot) => keepAs({ enabled: true, members: [], ...input }, by);
const end = (groupId: string, by = admin) => endAs({ groupId }, by);

const member = (name: string) => ({
  slackUserId: `U${name.toUpperCase()}`,
  email: `${name.toUpperCase()}@example.org`,
});
const names = ({ team }: Team) => team?.members.map(({ name }) => name);
const actionsOf = async (id: string | undefined) => {
  const sql = 'SELECT action, actor_id AS by FROM event.entry WHERE subject_id = $1 AND NOT refused ORDER BY id';
  return (await rows<{ action: string; by: string }>(database.db, sql, [id])).map(({ action, by }) => [action, by]);
};

it('a group becomes a team, and holds whom it holds in Slack, as far as they are known', async () => {
  const group = { groupId: 'SRISK', handle: 'credit-risk' };
  const { team, problem } = await follow({ ...group, title: 'Credit Risk' });
  expect([problem, team]).toMatchObject([null, { name: 'credit-risk', members: [], slackGroup: { unknown: null } }]);
  await rows(database.db, "UPDATE access.person SET active = false WHERE name = 'Bob'");
  const kept = await keep({ ...group, members: [member('Ann'), member('Bob'), member('Nobody')], strangers: 1 });
  expect(names(kept)).toEqual(['Ann']);
  expect(kept.team?.slackGroup).toMatchObject({ ...group, unknown: 3, followedBy: { id: admin } });
  await rows(database.db, "UPDATE access.person SET active = true WHERE name = 'Bob'");
  expect(names(await keep({ ...group, members: [member('Bob')] }))).toEqual(['Bob']);
  expect(names(await keep({ ...group, members: [member('Bob')] }))).toEqual(['Bob']);
  expect(names(await keep({ ...group, handle: 'risk', enabled: false, members: [member('Bob')] }))).toEqual([]);
  const changed = ['team.changed', bot];
  expect(await actionsOf(team?.id)).toEqual([['team.made', admin], changed, changed, changed]);
});

it('saying so again changes nothing, also at once', async () => {
  const group = { groupId: 'STWICE', handle: 'twice', title: 'Twice' };
  const all = await Promise.all(Array.from({ length: 4 }, () => follow(group)));
  expect(new Set(all.map(({ team }) => team?.id)).size).toBe(1);
  const kept = { groupId: 'STWICE', handle: 'twice', members: [member('Ann')] };
  const [once] = await Promise.all(Array.from({ length: 4 }, () => keep(kept)));
  expect(once && names(once)).toEqual(['Ann']);
  expect(await actionsOf(all[0]?.team?.id)).toHaveLength(2);
});

it('a team that is there is followed only when it is named, and only by one', async () => {
  const id = await addTeam(database.db, 'fraud', [bob]);
  const group = { groupId: 'SFRAUD', handle: 'fraud', title: 'Fraud' };
  expect((await follow(group)).problem).toMatchObject({ reason: 'NAME_TAKEN' });
  expect((await follow({ ...group, team: 'nobody' })).problem).toMatchObject({ __typename: 'NotFound' });
  expect((await follow({ ...group, team: 'fraud' })).team).toMatchObject({ id, members: [{ name: 'Bob' }] });
  expect(names(await keep({ groupId: 'SFRAUD', handle: 'fraud', members: [member('Ann')] }))).toEqual(['Ann']);
  expect((await follow({ groupId: 'SOTHER', handle: 'other', title: 'Other', team: id })).problem).toMatchObject({
    field: 'team',
  });
  expect((await follow({ ...group, team: 'credit-risk' })).problem).toMatchObject({ field: 'groupId' });
});

it('neither takes a team from a directory, nor the directory one from it', async () => {
  const of = { subgraph, db: database.db, as: actor(admin) };
  const directory = (displayName: string) =>
    change<Team>(of, 'saveDirectoryTeam', { input: { displayName }, select: 'team { id name }' });
  expect((await directory('Lending')).team?.name).toBe('lending');
  expect((await follow({ groupId: 'SLEND', handle: 'lend', title: 'x', team: 'lending' })).problem).toMatchObject({
    message: 'Your directory decides who is in the team lending: change the group there.',
  });
  await follow({ groupId: 'SOPS', handle: 'ops', title: 'Ops' });
  expect((await directory('Ops')).team?.name).toMatch(/^ops-/);
});

it('ends with its people where they are; a team that is dissolved follows none', async () => {
  const group = { groupId: 'SEND', handle: 'end', title: 'Ending' };
  const { team } = await follow(group);
  await keep({ groupId: 'SEND', handle: 'end', members: [member('Ann')] });
  expect((await end('SEND')).team).toMatchObject({ members: [{ name: 'Ann' }], slackGroup: null });
  expect((await end('SEND')).problem).toMatchObject({ __typename: 'NotFound' });
  expect((await keep({ groupId: 'SEND', handle: 'end' })).problem).toMatchObject({ __typename: 'NotFound' });
  await follow({ ...group, team: team?.id });
  const of = { subgraph, db: database.db, as: actor(admin) };
  await change<Team>(of, 'dissolveTeam', { input: { id: team?.id }, select: 'team { id }' });
  expect((await keep({ groupId: 'SEND', handle: 'end' })).problem).toMatchObject({ __typename: 'NotFound' });
  expect((await follow(group)).team).toMatchObject({ id: team?.id, dissolvedAt: null, members: [] });
});

it.each([
  ['followSlackGroup', { title: 'x' }, 'access-admin'],
  ['endSlackGroup', {}, 'access-admin'],
  ['keepSlackGroup', { enabled: true, members: [] }, 'deliver'],
])('%s is for who may', async (name, more, rule) => {
  const input = { groupId: 'SRISK', ...(name === 'endSlackGroup' ? {} : { handle: 'x' }), ...more };
  expect((await asks(name)(input, ann)).problem).toMatchObject({ rule });
});

it.each([
  ['groupId', { groupId: 'fraud', handle: 'x', title: 'x' }],
  ['handle', { groupId: 'SBAD', handle: ' ', title: 'x' }],
  ['handle', { groupId: 'SBAD', handle: 'x'.repeat(101), title: 'x' }],
  ['title', { groupId: 'SBAD', handle: 'x', title: '' }],
])('says what is wrong with %s', async (field, input) => {
  expect((await follow(input)).problem).toMatchObject({ __typename: 'InvalidInput', field });
});

it('is listed for everybody who is signed in', async () => {
  const source = '{ slackGroups { groupId handle team { name } followedBy { id } } }';
  const { slackGroups } = await ask<{ slackGroups: { handle: string }[] }>(
    { subgraph, db: database.db, as: actor(ann) },
    source,
  );
  expect(slackGroups.map(({ handle }) => handle)).toEqual(['end', 'fraud', 'ops', 'risk', 'twice']);
});
