import { countStatements } from '@handoff/kit/database/statements';
import { expect, it } from 'vitest';
import { officeForEach } from '../testing/each.ts';
import { type Dealings, type Office, of } from '../testing/office.ts';

let office: Office;
let deal: Dealings;
let another: () => Promise<Office>;
officeForEach(of => {
  ({ office, deal, another } = of);
});

interface Live {
  version: { id: string };
  trafficPercent: number;
}
async function liveAt(at: Date | null = null, as = office.asker): Promise<Live[] | null | undefined> {
  const source = `query ($of: [_Any!]!, $at: DateTime) { _entities(representations: $of) { ... on Model {
    live(environment: "production", at: $at) { version { id } trafficPercent environment { name } } } } }`;
  const variables = { of: [{ __typename: 'Model', id: office.modelId }], at: at?.toISOString() };
  return (await office.ask<{ _entities: ({ live: Live[] } | null)[] }>(as, source, variables))._entities[0]?.live;
}
const runs = (...versions: { id: string }[]) => versions.map(({ id }) => ({ version: { id }, trafficPercent: 100 }));

it('goes from approved over rolling out to live, and says what it waits for', async () => {
  const promotion = await deal.approved('1');
  expect(promotion.promotion).toMatchObject({ rollout: { waitingFor: expect.stringContaining('begins') } });
  expect((await deal.start(promotion, office.risk)).problem).toMatchObject({
    __typename: 'NotAllowed',
    rule: 'deploy',
  });
  expect((await deal.start(promotion)).promotion).toMatchObject({
    state: 'ROLLING_OUT',
    expiresAt: null,
    deployments: [{ state: 'PENDING', kind: 'PRIMARY' }],
    rollout: { waitingFor: expect.stringContaining('confirms'), executor: 'MANUAL' },
  });
  expect(await liveAt()).toEqual([]);
  expect((await deal.report(promotion)).promotion).toMatchObject({ state: 'LIVE', deployments: [{ state: 'LIVE' }] });
  expect(await liveAt()).toMatchObject(runs(office.first));
});

it('replaces what ran, and rolls back to it without a new decision', async () => {
  const first = await deal.live('1');
  const between = new Date();
  await new Promise(resolve => setTimeout(resolve, 5));
  const second = await deal.live('2');
  expect(second.promotion).toMatchObject({
    replaces: { id: office.first.id },
    rollbackTarget: { id: office.first.id },
  });
  expect(await liveAt()).toMatchObject(runs(office.second));
  const replaced = await office.ask(
    office.ops,
    'query ($id: ID!) { promotion(id: $id) { state history { move to note } } }',
    {
      id: first.promotion?.id,
    },
  );
  expect(replaced).toMatchObject({ promotion: { state: 'SUPERSEDED' } });
  const back = { ...of(second), reason: 'Wrong for pensioners' };
  expect((await office.change(office.risk, 'rollBack', back)).problem).toMatchObject({ rule: 'deploy' });
  expect((await office.change(office.ops, 'rollBack', { ...back, reason: ' ' })).problem).toMatchObject({
    field: 'reason',
  });
  const rolled = await office.change(office.ops, 'rollBack', back);
  expect(rolled.promotion).toMatchObject({ state: 'ROLLED_BACK', moves: [] });
  expect(await liveAt()).toMatchObject(runs(office.first));
  expect(await liveAt(between)).toMatchObject(runs(office.first));
  expect(await liveAt(new Date(0))).toEqual([]);
  expect((await office.change(office.ops, 'rollBack', back)).problem).toMatchObject({
    __typename: 'WrongState',
    state: 'ROLLED_BACK',
  });
});

it('leaves nothing live when the first version is rolled back, and what ran when a rollout failed', async () => {
  const first = await deal.live('1');
  const second = await deal.approved('2');
  await deal.start(second);
  expect((await deal.report(second, { succeeded: false, detail: 'No memory' })).promotion).toMatchObject({
    state: 'FAILED',
    deployments: [{ state: 'FAILED' }],
  });
  expect(await liveAt()).toMatchObject(runs(office.first));
  await office.change(office.ops, 'rollBack', { ...of(first), reason: 'Not needed' });
  expect(await liveAt()).toEqual([]);
});

it.each<[object, string]>([
  [{ externalUrl: 'javascript:alert(1)' }, 'externalUrl'],
  [{ detail: 'x'.repeat(5000) }, 'detail'],
])('refuses the report %j', async (changes, field) => {
  const promotion = await deal.approved('1');
  await deal.start(promotion);
  expect(await deal.report(promotion, changes)).toMatchObject({
    problem: { field },
    promotion: { state: 'ROLLING_OUT' },
  });
});

it('rolls out one version at a time, and nothing whose evidence has changed since the approval', async () => {
  const first = await deal.approved('1');
  const second = await deal.approved('2');
  await deal.start(first);
  expect((await deal.start(second)).problem?.message).toContain('is being rolled out there');
  await deal.report(first);
  const stale = await deal.start(second);
  expect(stale).toMatchObject({
    problem: { __typename: 'WrongState', state: 'PENDING' },
    promotion: { approvals: [{ stands: false }, { stands: false }] },
  });
});

it('takes one of two who confirm at once', async () => {
  const promotion = await deal.approved('1');
  await deal.start(promotion);
  const both = await Promise.all([deal.report(promotion), deal.report(promotion)]);
  expect(both.map(({ problem }) => problem?.__typename ?? null).toSorted()).toEqual(['WrongState', null]);
  expect(await liveAt()).toMatchObject(runs(office.first));
});

it('lists what runs with as many statements for many models as for one', async () => {
  await deal.live('1');
  await deal.live('2');
  const other = await another();
  const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Model {
    live(environment: "production") { id environment { name } target { id } promotion { id state } }
    deployments(first: 5) { totalCount nodes { id version { id } } } promotions(first: 5) { totalCount nodes { id } } } } }`;
  const ask = (...ids: string[]) =>
    countStatements(() => office.ask(office.ops, source, { of: ids.map(id => ({ __typename: 'Model', id })) }));
  const one = await ask(office.modelId);
  const two = await ask(office.modelId, other.modelId);
  expect(two.statements.length).toBe(one.statements.length);
});
