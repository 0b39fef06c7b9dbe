import { rows } from '@handoff/kit/database/database';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { expect, it } from 'vitest';
import { officeForEach } from '../testing/each.ts';
import { type Changed, type Dealings, type Office, of } from '../testing/office.ts';

let database: TestDatabase;
let office: Office;
let deal: Dealings;
officeForEach(of => {
  ({ database, office, deal } = of);
});

const canary = { strategy: 'CANARY', steps: [{ percent: 10 }, { percent: 100 }] };
const back = (promotion: Changed) => office.change(office.ops, 'rollBack', { ...of(promotion), reason: 'No good' });
const live = async () => {
  const sql = `SELECT id, version_id AS version, traffic_percent AS percent FROM deployment.deployment
    WHERE model_id = $1 AND state = 'LIVE' ORDER BY kind DESC`;
  return rows<{ id: string; version: string; percent: number }>(database.db, sql, [office.modelId]);
};
const stateOf = async ({ promotion }: Changed) => {
  const sql = 'SELECT state FROM deployment.promotion WHERE id = $1';
  return (await rows<{ state: string }>(database.db, sql, [promotion?.id]))[0]?.state;
};
async function retire(deploymentId: string | undefined, as = office.asker): Promise<Changed> {
  const source = `mutation ($input: RetireDeploymentInput!) { retireDeployment(input: $input) {
    promotion { id state evidenceDigest } problem { __typename message } } }`;
  const input = { deploymentId, reason: 'Nobody calls it any more' };
  return (await office.ask<{ retireDeployment: Changed }>(as, source, { input })).retireDeployment;
}
/** The retirement of what runs as the primary in production, approved. */
async function approvedRetirement(): Promise<Changed> {
  const retirement = await retire((await live())[0]?.id);
  await deal.decide(office.scientist, retirement);
  await deal.decide(office.ops, retirement);
  return retirement;
}

it('what serves beside a canary is not taken out of service before that is through', async () => {
  const first = await deal.request({ environment: 'dev' });
  await deal.start(first);
  await deal.report(first);
  const second = await deal.request({ version: '2', environment: 'dev', ...canary });
  await deal.start(second);
  const [primary, beside] = await live();
  expect([primary?.percent, beside?.percent]).toEqual([90, 10]);
  expect((await retire(primary?.id, office.ops)).problem?.message).toContain('is being rolled out beside it');
  expect((await retire(beside?.id, office.ops)).problem?.message).toContain('roll back its promotion');
  expect(await live()).toEqual([primary, beside]);
  await back(second);
  expect((await retire(primary?.id, office.ops)).problem).toBeNull();
  expect(await live()).toEqual([]);
});

it('a retirement waits for a canary, and comes to nothing when the canary goes live', async () => {
  await deal.live('1');
  const promotion = await deal.approved('2', canary);
  const retirement = await approvedRetirement();
  await deal.start(promotion);
  expect((await deal.start(retirement)).problem?.message).toContain('is being rolled out there');
  await office.change(office.ops, 'advanceRollout', { ...of(promotion), fromStep: 0 });
  const done = await office.change(office.ops, 'advanceRollout', { ...of(promotion), fromStep: 1 });
  expect([done.promotion?.state ?? 'LIVE', await stateOf(retirement)]).toEqual(['LIVE', 'SUPERSEDED']);
  expect(await live()).toMatchObject([{ version: office.second.id, percent: 100 }]);
});

it('a retirement outlasts a canary that was rolled back: what it is about still runs', async () => {
  await deal.live('1');
  const promotion = await deal.approved('2', canary);
  const retirement = await approvedRetirement();
  await deal.start(promotion);
  await back(promotion);
  expect(await stateOf(retirement)).toBe('APPROVED');
  expect((await deal.start(retirement)).problem).toBeNull();
  await deal.report(retirement);
  expect(await live()).toEqual([]);
});

it('what is being taken out of service is neither rolled back nor replaced meanwhile', async () => {
  const first = await deal.live('1');
  const next = await deal.approved('2');
  const retirement = await approvedRetirement();
  await deal.start(retirement);
  expect((await back(first)).problem?.message).toContain('is being taken out of service there');
  expect((await deal.start(next)).problem?.message).toContain('is being taken out of service there');
  const late = await deal.start(retirement);
  expect(late.problem?.message).toMatch(/^It is being taken out of service\. Last moved by asker-/);
  await back(retirement);
  expect((await back(first)).problem).toBeNull();
});

it('what an executor rolled out is retired by a person, and nothing while the executor rolls it back', async () => {
  const first = await deal.live('1');
  await rows(database.db, "UPDATE deployment.promotion SET executor = 'WEBHOOK' WHERE id = $1", [first.promotion?.id]);
  const ordered = () =>
    rows<{ id: string; kind: string }>(
      database.db,
      'SELECT o.id, o.kind FROM deployment.rollout_order o JOIN deployment.promotion p ON p.id = o.promotion_id WHERE p.model_id = $1',
      [office.modelId],
    );
  const retirement = await approvedRetirement();
  await deal.start(retirement);
  const source = 'query ($id: ID!) { promotion(id: $id) { rollout { executor waitingFor } } }';
  expect(await office.ask(office.ops, source, { id: retirement.promotion?.id })).toEqual({
    promotion: {
      rollout: {
        executor: 'MANUAL',
        waitingFor: 'Somebody who deploys this model confirms that it no longer runs.',
      },
    },
  });
  await back(retirement);
  expect(await ordered()).toEqual([]);
  const again = await approvedRetirement();
  await back(first);
  expect(await ordered()).toMatchObject([{ kind: 'BACK' }]);
  expect((await deal.start(again)).problem?.message).toContain('is being rolled back there');
  expect(await deal.report(first)).toMatchObject({ problem: null });
  expect([await stateOf(first), await stateOf(again), await live()]).toEqual(['ROLLED_BACK', 'SUPERSEDED', []]);
});
