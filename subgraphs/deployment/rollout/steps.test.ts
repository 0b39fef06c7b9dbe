import { rows } from '@handoff/kit/database/database';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { ground } from '@handoff/kit/testing/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { officeForEach } from '../testing/each.ts';
import { type Changed, type Dealings, dealings, type Office, of } from '../testing/office.ts';
import { watchRollouts } from './watch.ts';

let database: TestDatabase;
let office: Office;
let deal: Dealings;
let another: () => Promise<Office>;
officeForEach(of => {
  ({ database, office, deal, another } = of);
});

const canary = { strategy: 'CANARY', steps: [{ percent: 10 }, { percent: 50 }, { percent: 100 }] };
const advance = (promotion: Changed, fromStep: number, as = office.ops) =>
  office.change(as, 'advanceRollout', { ...of(promotion), fromStep });
const back = (promotion: Changed) => office.change(office.ops, 'rollBack', { ...of(promotion), reason: 'No good' });

interface Share {
  version: string;
  kind: string;
  from: Date;
  to: Date | null;
  percent: number;
}
const shares = () =>
  rows<Share>(
    database.db,
    `SELECT d.version_id AS version, d.kind, t.from_at AS "from", t.to_at AS "to", t.percent
     FROM deployment.traffic t JOIN deployment.deployment d ON d.id = t.deployment_id
     WHERE d.model_id = $1 ORDER BY t.from_at, t.percent`,
    [office.modelId],
  );
/** What has a share now: which of the two versions, as what, and how much. */
const now = async () =>
  (await shares())
    .filter(({ to }) => to === null)
    .map(({ version, kind, percent }) => [version === office.first.id ? 1 : 2, kind, percent] as const)
    .toSorted(([a], [b]) => a - b);
const minutesAgo = (promotion: Changed, minutes: number) =>
  rows(
    database.db,
    `UPDATE deployment.promotion SET step_started_at = step_started_at - $2 * interval '1 minute' WHERE id = $1`,
    [promotion.promotion?.id, minutes],
  );

describe('a canary by hand', () => {
  it('takes more and more of the traffic, and all of it in the end', async () => {
    await deal.live('1');
    const promotion = await deal.approved('2', canary);
    expect((await deal.start(promotion)).promotion).toMatchObject({
      state: 'ROLLING_OUT',
      moves: ['ADVANCE', 'ROLL_BACK'],
      deployments: [{ state: 'LIVE', kind: 'CANARY' }],
      rollout: {
        step: 0,
        waitingFor: expect.stringContaining('10 % of the traffic'),
        steps: [{ percent: 10 }, {}, {}],
      },
    });
    expect(await now()).toEqual([
      [1, 'PRIMARY', 90],
      [2, 'CANARY', 10],
    ]);
    expect((await advance(promotion, 0)).promotion).toMatchObject({ state: 'ROLLING_OUT', rollout: { step: 1 } });
    expect(await now()).toEqual([
      [1, 'PRIMARY', 50],
      [2, 'CANARY', 50],
    ]);
    const live = await advance(promotion, 1);
    expect(live.promotion).toMatchObject({ state: 'LIVE', rollout: { step: 2 }, moves: ['ROLL_BACK'] });
    expect(await now()).toEqual([[2, 'PRIMARY', 100]]);
    expect(live.promotion).toMatchObject({
      rollout: { steps: [{ startedAt: expect.any(String) }, { startedAt: expect.any(String) }, {}] },
    });
  });

  it('is taken on by one of two, and by nobody who saw it elsewhere or may not', async () => {
    const promotion = await deal.approved('1', canary);
    await deal.start(promotion);
    expect((await advance(promotion, 1)).problem).toMatchObject({ __typename: 'Conflict', reason: 'STALE_REVISION' });
    expect((await advance(promotion, 0, office.risk)).problem).toMatchObject({ rule: 'deploy' });
    const both = await Promise.all([advance(promotion, 0), advance(promotion, 0)]);
    expect(both.map(({ problem }) => problem?.__typename ?? null).toSorted()).toEqual(['Conflict', null]);
    expect(both.every(each => each.promotion?.state === 'ROLLING_OUT')).toBe(true);
    const last = await Promise.all([advance(promotion, 1), advance(promotion, 1)]);
    expect(last.map(({ problem }) => problem?.__typename ?? null).toSorted()).toEqual(['Conflict', null]);
    expect((await advance(promotion, 2)).problem).toMatchObject({ __typename: 'WrongState', state: 'LIVE' });
  });

  it('is rolled back to what it was to replace', async () => {
    await deal.live('1');
    const promotion = await deal.approved('2', canary);
    await deal.start(promotion);
    await advance(promotion, 0);
    expect((await back(promotion)).promotion).toMatchObject({ state: 'ROLLED_BACK', moves: [] });
    expect(await now()).toEqual([[1, 'PRIMARY', 100]]);
  });

  it('cannot skip its steps by a report, but fails by one', async () => {
    await deal.live('1');
    const promotion = await deal.approved('2', canary);
    await deal.start(promotion);
    expect((await deal.report(promotion)).problem?.message).toContain('advance it');
    expect((await deal.report(promotion, { succeeded: false, detail: 'Slow' })).promotion).toMatchObject({
      state: 'FAILED',
      deployments: [{ state: 'FAILED' }],
    });
    expect(await now()).toEqual([[1, 'PRIMARY', 100]]);
  });

  it('is rolled back before what serves beside it', async () => {
    const first = await deal.live('1');
    const second = await deal.approved('2', canary);
    await deal.start(second);
    expect((await back(first)).problem?.message).toContain('roll back that one first');
    await back(second);
    expect((await back(first)).promotion).toMatchObject({ state: 'ROLLED_BACK' });
    expect(await now()).toEqual([]);
  });

  it('waits as long as its steps ask, the last one too', async () => {
    const steps = [
      { percent: 10, minMinutes: 30, minPredictions: 500 },
      { percent: 100, minMinutes: 60 },
    ];
    await deal.live('1');
    const promotion = await deal.approved('2', { ...canary, steps });
    await deal.start(promotion);
    expect((await advance(promotion, 0)).problem?.message).toContain('holds until');
    await minutesAgo(promotion, 31);
    office.second.metric = { points: [{ value: 100, n: 4 }] };
    expect((await advance(promotion, 0)).problem?.message).toContain('400 of the 500 predictions');
    office.second.metric = {
      points: [
        { value: 100, n: 4 },
        { value: 60, n: 2 },
      ],
    };
    expect((await advance(promotion, 0)).promotion).toMatchObject({ state: 'ROLLING_OUT', rollout: { step: 1 } });
    expect(await now()).toEqual([
      [1, 'PRIMARY', 0],
      [2, 'CANARY', 100],
    ]);
    expect((await advance(promotion, 1)).problem?.message).toContain('holds until');
    await minutesAgo(promotion, 61);
    expect((await advance(promotion, 1)).promotion).toMatchObject({ state: 'LIVE' });
    expect(await now()).toEqual([[2, 'PRIMARY', 100]]);
  });
});

describe('what monitors find', () => {
  const alert = (changes: object) => ({
    ...{ title: 'Errors above 5 %', severity: 'CRITICAL', environment: null, deployment: null },
    ...{ firedAt: new Date(Date.now() + 1000).toISOString(), ...changes },
  });
  const look = () => watchRollouts(ground(database.db, office.registry));

  it('stops a rollout, says so and offers the way back, until it is over', async () => {
    const promotion = await deal.approved('1', canary);
    const started = await deal.start(promotion);
    const { alerts } = office.first.model;
    await look();
    const [own] = (started.promotion as unknown as { deployments: { id: string }[] }).deployments;
    alerts?.nodes.push(alert({ deployment: own }));
    expect((await advance(promotion, 0)).problem).toMatchObject({
      __typename: 'WrongState',
      allowed: ['ROLL_BACK'],
      message: expect.stringContaining('Errors above 5 %'),
    });
    await look();
    await look();
    const query = `query ($id: ID!) { promotion(id: $id) { rollout { waitingFor } moves history { move note } } }`;
    const shown = () => office.ask<object>(office.ops, query, { id: promotion.promotion?.id });
    const moves = async () =>
      ((await shown()) as { promotion: { history: { move: string }[] } }).promotion.history.map(({ move }) => move);
    expect(await shown()).toMatchObject({
      promotion: { rollout: { waitingFor: expect.stringContaining('roll back, or see to it') } },
    });
    expect((await moves()).slice(-2)).toEqual(['START', 'STOP']);
    alerts?.nodes.splice(0);
    await look();
    expect((await moves()).slice(-2)).toEqual(['STOP', 'RESUME']);
    expect((await advance(promotion, 0)).problem).toBeNull();
  });

  it.each<[string, object, boolean]>([
    ['a warning', { severity: 'WARNING' }, false],
    ['another deployment', { deployment: { id: 'dep_other' } }, false],
    ['another environment', { environment: 'staging' }, false],
    ['the time before', { firedAt: new Date(0).toISOString() }, false],
    ['this environment since', { environment: 'production' }, true],
    ['no environment, since', {}, true],
  ])('looks at an alert of %s', async (_, changes, stops) => {
    const promotion = await deal.approved('1', canary);
    await deal.start(promotion);
    office.first.model.alerts?.nodes.push(alert(changes));
    expect((await advance(promotion, 0)).problem !== null).toBe(stops);
  });

  it('does not go on while monitoring cannot be asked', async () => {
    const promotion = await deal.approved('1', canary);
    await deal.start(promotion);
    office.first.model.alerts = null;
    expect((await advance(promotion, 0)).problem?.message).toContain('could not be asked');
  });
});

it('listens first as a shadow, and stands ready first as green', async () => {
  await deal.live('1');
  const shadow = await deal.approved('2', { strategy: 'SHADOW' });
  await deal.start(shadow);
  expect(await now()).toEqual([
    [1, 'PRIMARY', 100],
    [2, 'SHADOW', 0],
  ]);
  await back(shadow);
  const green = await deal.approved('2', { strategy: 'BLUE_GREEN' });
  await deal.start(green);
  expect(await now()).toEqual([
    [1, 'PRIMARY', 100],
    [2, 'CANARY', 0],
  ]);
  expect((await advance(green, 0)).promotion).toMatchObject({ state: 'LIVE' });
  expect(await now()).toEqual([[2, 'PRIMARY', 100]]);
});

it('refuses a plan that leads nowhere, and a target of another environment', async () => {
  const asked = await deal.request({ strategy: 'CANARY', steps: [{ percent: 10 }, { percent: 90 }] });
  expect(asked.problem).toMatchObject({ __typename: 'InvalidInput', field: 'steps[1].percent' });
  expect((await deal.request({ targetId: 'tgt_nowhere' })).problem).toMatchObject({ field: 'targetId' });
});

it('leaves neither a gap nor an overlap in the traffic, whatever is done', async () => {
  const moves = fc.array(fc.constantFrom('advance', 'back', 'fail', 'next'), { minLength: 1, maxLength: 8 });
  const one = async (done: string[]) => {
    office = await another();
    deal = dealings(office);
    await deal.live('1');
    let [version, step] = [2, 0];
    let promotion = await deal.approved('2', canary);
    await deal.start(promotion);
    for (const each of done) {
      if (each === 'advance') await advance(promotion, step++);
      if (each === 'back') await back(promotion);
      if (each === 'fail') await deal.report(promotion, { succeeded: false });
      if (each !== 'next') continue;
      [version, step] = [version === 2 ? 1 : 2, 0];
      const asked = await deal.request({ version: String(version), ...canary });
      if (asked.promotion === null || asked.problem !== null) continue;
      promotion = asked;
      for (const who of [office.scientist, office.ops]) await deal.decide(who, promotion);
      await deal.start(promotion);
    }
    expectWhole(await shares());
  };
  await fc.assert(fc.asyncProperty(moves, one), { numRuns: 8 });
});

/** From the first instant on, at every instant at which anything changes, the shares are all of the traffic. */
function expectWhole(all: Share[]): void {
  const instants = [...new Set(all.flatMap(({ from, to }) => [from.getTime(), ...(to ? [to.getTime()] : [])]))];
  for (const at of instants) {
    const held = all.filter(({ from, to }) => from.getTime() <= at && (to === null || to.getTime() > at));
    expect(held.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
    expect(new Set(held.map(({ version }) => version)).size).toBe(held.length);
  }
}
