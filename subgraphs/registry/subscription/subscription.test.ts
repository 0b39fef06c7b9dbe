import { system } from '@handoff/kit/actor';
import { rows, write } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { addModel } from '../testing/models.ts';
import { type ChatFilter, type FilteredNews, letsThrough } from './subscription.ts';

const all: ChatFilter = { modelId: null, teamId: null, tag: null, kinds: null, severity: null, environment: null };
const fired: FilteredNews = {
  ...{ kind: 'alert.fired', modelId: 'mdl_1', teamId: 'tea_1', tags: ['ops'] },
  ...{ severity: 'WARNING', environment: 'production' },
};

describe('a filter', () => {
  it.each<[Partial<ChatFilter>, Partial<FilteredNews>, boolean]>([
    [{}, {}, true],
    [{ modelId: 'mdl_1', teamId: 'tea_1', tag: 'ops', environment: 'production' }, {}, true],
    [{ modelId: 'mdl_2' }, {}, false],
    [{ teamId: 'tea_2' }, {}, false],
    [{ tag: 'op' }, {}, false],
    [{ kinds: ['alert'] }, {}, true],
    [{ kinds: ['promotion', 'alert.fired'] }, {}, true],
    [{ kinds: ['alert.resolved'] }, {}, false],
    [{ severity: 'INFO' }, {}, true],
    [{ severity: 'WARNING' }, {}, true],
    [{ severity: 'CRITICAL' }, {}, false],
    [{ severity: 'INFO' }, { severity: null }, false],
    [{ environment: 'staging' }, {}, false],
    [{ modelId: 'mdl_1' }, { modelId: null }, false],
  ])('%j lets %j through: %s', (filter, news, through) => {
    expect(letsThrough({ ...all, ...filter }, { ...fired, ...news })).toBe(through);
  });
});

let database: TestDatabase;
let subgraph: Subgraph;
const ids: Record<string, string> = {};
const id = (name: string) => ids[name] ?? '';

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  const { db } = database;
  for (const name of ['Bot', 'Ana', 'Bo', 'Cy', 'Ada']) ids[name.toLowerCase()] = await addPerson(db, name);
  await giveRole(db, { to: id('bot'), role: 'deliverer' });
  await giveRole(db, { to: id('ada'), role: 'admin' });
  ids.growth = await addTeam(db, 'growth', [id('ana')]);
  ids.churn = await addModel(db, { name: 'churn', team: id('growth'), visibility: 'INTERNAL' });
  ids.secret = await addModel(db, { name: 'secret', team: id('growth'), visibility: 'RESTRICTED' });
  await giveRole(db, { to: id('ana'), role: 'ml-engineer', model: id('secret') });
  await rows(db, "UPDATE registry.model SET tags = '{ops}' WHERE id = $1", [id('churn')]);
});
afterAll(() => database.drop());
beforeEach(() => rows(database.db, 'UPDATE registry.chat_subscription SET ended_at = now() WHERE ended_at IS NULL'));

const as = (name: string, of: Parameters<typeof actor>[1] = {}) => ({
  ...{ subgraph, db: database.db },
  as: actor(id(name) || name, of),
});
interface Subscribed {
  subscription: { id: string; channel: string | null; person: object | null } | null;
  problem: { __typename: string; field?: string; rule?: string } | null;
}
const problemAsked = 'problem { __typename message ... on InvalidInput { field } ... on NotAllowed { rule } }';
const subscribe = async (by: string, input: object, of: Parameters<typeof actor>[1] = {}) =>
  (
    await ask<{ subscribeChat: Subscribed }>(
      as(by, of),
      `mutation ($input: SubscribeChatInput!) { subscribeChat(input: $input) {
        subscription { id channel person { name } filter { model { name } team { name } tag kinds severity environment } createdBy { name } } ${problemAsked} } }`,
      { input },
    )
  ).subscribeChat;
const unsubscribe = async (by: string, sub: string) =>
  (
    await ask<{ unsubscribeChat: Subscribed }>(
      as(by),
      `mutation ($input: UnsubscribeChatInput!) { unsubscribeChat(input: $input) { subscription { id } ${problemAsked} } }`,
      { input: { id: sub } },
    )
  ).unsubscribeChat;
const listed = async (by: string, of: Record<string, unknown> = {}) =>
  (
    await ask<{ chatSubscriptions: { id: string }[] }>(
      as(by),
      'query ($channel: String, $personId: ID) { chatSubscriptions(channel: $channel, personId: $personId) { id } }',
      of,
    )
  ).chatSubscriptions.map(one => one.id);

it('subscribes a channel once, tells of it in the trail, and ends it', async () => {
  const filter = { team: 'growth', tag: 'ops', kinds: ['alert'], severity: 'WARNING', environment: 'production' };
  const first = await subscribe('bo', { channel: '#ops', filter });
  expect(first).toMatchObject({
    subscription: { channel: '#ops', person: null, filter: { model: null, ...filter, team: { name: 'growth' } } },
    problem: null,
  });
  const again = await subscribe('ana', { channel: '#ops', filter });
  expect(again.subscription?.id).toBe(first.subscription?.id);
  expect(await listed('ana', { channel: '#ops' })).toEqual([first.subscription?.id]);
  expect(await listed('ana', { channel: '#other' })).toEqual([]);
  const sub = first.subscription?.id ?? '';
  expect((await unsubscribe('cy', sub)).problem).toMatchObject({ __typename: 'NotAllowed', rule: 'own-subscription' });
  expect((await unsubscribe('bo', sub)).problem).toBeNull();
  expect((await unsubscribe('bo', sub)).problem).toMatchObject({ __typename: 'NotFound' });
  const trail = await rows(database.db, 'SELECT action, summary FROM event.entry WHERE subject_id = $1 ORDER BY id', [
    sub,
  ]);
  expect(trail).toMatchObject([
    { action: 'chat.subscribed', summary: expect.stringContaining('#ops to team growth, tag ops, alert') },
    { action: 'unsubscribeChat.refused' },
    { action: 'chat.unsubscribed' },
  ]);
});

it('lets a team end what its channel is subscribed to, and who manages access end anything', async () => {
  const one = await subscribe('bo', { channel: '#growth' });
  const other = await subscribe('bo', { channel: '#elsewhere' });
  expect((await unsubscribe('ana', one.subscription?.id ?? '')).problem).toBeNull();
  expect((await unsubscribe('ana', other.subscription?.id ?? '')).problem).toMatchObject({ __typename: 'NotAllowed' });
  expect((await unsubscribe('ada', other.subscription?.id ?? '')).problem).toBeNull();
});

it.each<[string, object, object]>([
  ['an unknown model', { filter: { model: 'nowhere' } }, { __typename: 'NotFound' }],
  ['a model that may not be seen', { filter: { model: 'secret' } }, { __typename: 'NotFound' }],
  ['an unknown team', { filter: { team: 'nowhere' } }, { __typename: 'NotFound' }],
  ['a channel with spaces', { channel: '# ops' }, { field: 'channel' }],
  ['an empty tag', { filter: { tag: ' ' } }, { field: 'filter.tag' }],
  ['no kinds at all', { filter: { kinds: [] } }, { field: 'filter.kinds' }],
  ['a kind that is none', { filter: { kinds: ['alert', 'Alert Fired'] } }, { field: 'filter.kinds[1]' }],
])('refuses %s', async (_, input, problem) => {
  expect((await subscribe('bo', input)).problem).toMatchObject(problem);
});

it('is for who may read, and directly for people alone', async () => {
  expect((await subscribe('bo', {}, { limitedTo: ['INGEST'] })).problem).toMatchObject({ rule: 'read-permission' });
  expect((await subscribe('svc_x', {}, { kind: 'service' })).problem).toMatchObject({ rule: 'own-subscription' });
});

it('shows people’s own to themselves, and none of a model that may not be seen', async () => {
  const own = (await subscribe('bo', {})).subscription?.id ?? '';
  const secret = (await subscribe('ana', { channel: '#growth', filter: { model: 'secret' } })).subscription?.id ?? '';
  expect(await listed('bo')).toEqual([own]);
  expect(await listed('cy')).toEqual([]);
  expect(await listed('ana')).toEqual([secret]);
  expect((await unsubscribe('cy', own)).problem).toMatchObject({ __typename: 'NotFound' });
  expect(await listed('ada')).toEqual([own, secret].toSorted());
});

const claimSource = `mutation { claimNotifications(input: { consumer: "slack", waitSeconds: 0 }) {
  notifications { id recipients { to { name } channel because explanation notBefore } } } }`;
interface Claimed {
  claimNotifications: { notifications: { id: string; recipients: { because: string; to: object | null }[] }[] };
}
const claim = () => countStatements(() => ask<Claimed>(as('bot'), claimSource));
const alert = (model: string, detail: object = {}) =>
  write(database.db, tx =>
    append(tx, system('test'), {
      ...{ action: 'alert.fired', subjectId: newId('alr'), modelId: id(model), summary: 'fired', notify: true },
      detail: { severity: 'WARNING', environment: 'production', responsibleId: null, escalation: 0, ...detail },
    }),
  );
const subscribers = async () =>
  (await claim()).result.claimNotifications.notifications.map(({ recipients }) =>
    recipients.filter(({ because }) => because === 'SUBSCRIBED'),
  );

it('tells who subscribed, of what their filter lets through', async () => {
  await subscribe('bo', { channel: '#ops', filter: { tag: 'ops', severity: 'WARNING' } });
  await subscribe('cy', { filter: { model: 'churn' } });
  await subscribe('cy', { channel: '#staging', filter: { environment: 'staging' } });
  await alert('churn');
  await alert('churn', { severity: 'INFO' });
  expect(await subscribers()).toMatchObject([
    [
      { to: null, channel: '#ops', explanation: 'This channel is subscribed to tag ops, severity warning or worse.' },
      { to: { name: 'Cy' }, channel: null },
    ],
    [{ to: { name: 'Cy' } }],
  ]);
});

it('tells of a restricted model who may see it, and a channel only when that was meant', async () => {
  await subscribe('ana', {});
  await subscribe('bo', {});
  await subscribe('ana', { channel: '#wide' });
  await subscribe('ana', { channel: '#meant', filter: { model: 'secret' } });
  await subscribe('bo', { channel: '#team', filter: { team: 'growth' } });
  await alert('secret');
  expect(await subscribers()).toMatchObject([[{ to: { name: 'Ana' } }, { to: null, channel: '#meant' }]]);
});

it('reads as many statements for many news as for one', async () => {
  await subscribe('ana', { channel: '#wide', filter: { tag: 'ops' } });
  await subscribe('cy', {});
  await alert('churn');
  const one = await claim();
  for (let i = 0; i < 7; i++) await alert('churn');
  const many = await claim();
  expect(many.result.claimNotifications.notifications).toHaveLength(7);
  expect(many.statements.length).toBe(one.statements.length);
});

it('says later who was told, as it was decided then, to who may see it', async () => {
  await subscribe('cy', { channel: '#before' });
  await alert('churn');
  const [claimed] = (await claim()).result.claimNotifications.notifications;
  await rows(database.db, 'UPDATE registry.chat_subscription SET ended_at = now()');
  const source = `query ($to: ID) { notifications(first: 1, recipientId: $to) { totalCount nodes { id state recipients { channel because } } pageInfo { hasNextPage } } }`;
  interface Listed {
    notifications: { totalCount: number; nodes: { id: string; recipients: { channel: string }[] }[] };
  }
  const { notifications } = await ask<Listed>(as('bo'), source);
  expect(notifications.nodes[0]).toMatchObject({ id: claimed?.id, state: 'LEASED' });
  expect(notifications.nodes[0]?.recipients.map(({ channel }) => channel)).toContain('#before');
  const toGrowth = (await ask<Listed>(as('bo'), source, { to: id('growth') })).notifications;
  expect(toGrowth.totalCount).toBeGreaterThan(0);
  expect((await ask<Listed>(as('bo'), source, { to: id('cy') })).notifications.nodes[0]?.id).not.toBe(claimed?.id);
  await alert('secret');
  const due = (await ask<Listed>(as('bo'), source)).notifications;
  expect(due.nodes[0]?.id).toBe(claimed?.id);
  const seen = (await ask<Listed>(as('ana'), source)).notifications;
  expect(seen.nodes[0]?.id).not.toBe(claimed?.id);
  expect(seen.totalCount).toBeGreaterThan(due.totalCount);
});

it('holds what a person is told in their quiet hours, and nothing that is critical', async () => {
  await claim();
  const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  const quiet = 'UPDATE access.person SET quiet_from = $2, quiet_to = $3 WHERE id = $1';
  await rows(database.db, quiet, [id('cy'), clock(-1), clock(1)]);
  await subscribe('cy', {});
  await alert('churn');
  await alert('churn', { severity: 'CRITICAL' });
  const [held, critical] = await subscribers();
  expect(held).toMatchObject([{ notBefore: expect.stringMatching(/:00.000Z$/) }]);
  expect(critical).toMatchObject([{ notBefore: null }]);
});
