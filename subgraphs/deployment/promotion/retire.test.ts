import { rows } from '@handoff/kit/database/database';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { describe, expect, it } from 'vitest';
import { officeForEach } from '../testing/each.ts';
import { type Changed, type Dealings, type Office, of } from '../testing/office.ts';

let database: TestDatabase;
let office: Office;
let deal: Dealings;
officeForEach(of => {
  ({ database, office, deal } = of);
});

interface Retired extends Changed {
  deployment: { id: string; state: string; endedAt: string | null } | null;
}
const asked = `promotion { id kind state evidenceDigest missingApprovals { role } replaces { id } rollbackTarget { id }
  checks { kind passed } rollout { waitingFor executor } moves }
  deployment { id state endedAt } problem { __typename message ... on NotAllowed { rule whoCan { id } } ... on WrongState { state } ... on InvalidInput { field } }`;
async function retire(deploymentId: string | undefined, as = office.asker, reason = 'Nobody calls it any more') {
  const source = `mutation ($input: RetireDeploymentInput!) { retireDeployment(input: $input) { ${asked} } }`;
  const input = { deploymentId, reason };
  return (await office.ask<{ retireDeployment: Retired }>(as, source, { input })).retireDeployment;
}
const running = async (environment = 'production') => {
  const sql = `SELECT d.id, d.version_id AS version FROM deployment.deployment d JOIN deployment.environment e
    ON e.id = d.environment_id WHERE d.model_id = $1 AND e.name = $2 AND d.state = 'LIVE'`;
  return rows<{ id: string; version: string }>(database.db, sql, [office.modelId, environment]);
};
const stateOf = async ({ promotion }: Changed) =>
  (
    await rows<{ state: string }>(database.db, 'SELECT state FROM deployment.promotion WHERE id = $1', [promotion?.id])
  )[0]?.state;
const actions = async (id: string | undefined) =>
  (
    await rows<{ action: string }>(
      database.db,
      'SELECT action FROM event.entry WHERE subject_id = $1 AND NOT refused ORDER BY id',
      [id],
    )
  ).map(({ action }) => action);
/** Version 1 runs in production, and its retirement is approved. */
async function approvedRetirement(): Promise<{ live: Changed; retirement: Retired }> {
  const live = await deal.live('1');
  const retirement = await retire((await running())[0]?.id);
  await deal.decide(office.scientist, retirement);
  await deal.decide(office.ops, retirement);
  return { live, retirement };
}

describe('retiring what runs in production', () => {
  it('is decided like promoting it, and ends what ran', async () => {
    const live = await deal.live('1');
    const [run] = await running();
    const retirement = await retire(run?.id);
    expect(retirement).toMatchObject({
      problem: null,
      deployment: { id: run?.id, state: 'LIVE' },
      promotion: {
        ...{ kind: 'RETIRE', state: 'PENDING', replaces: null, rollbackTarget: { id: office.first.id } },
        missingApprovals: [{ role: 'data-scientist' }, { role: 'it-ops' }],
        checks: [{ kind: 'NOT_FROZEN', passed: true }],
        rollout: { executor: 'MANUAL' },
      },
    });
    expect((await deal.decide(office.asker, retirement)).problem).toMatchObject({ rule: 'four-eyes' });
    await deal.decide(office.scientist, retirement);
    expect((await deal.decide(office.ops, retirement)).promotion).toMatchObject({
      state: 'APPROVED',
      rollout: { waitingFor: expect.stringContaining('take it out of service') },
    });
    expect((await deal.start(retirement)).promotion).toMatchObject({ state: 'ROLLING_OUT', deployments: [] });
    expect(await running()).toHaveLength(1);
    expect((await deal.report(retirement)).promotion).toMatchObject({ state: 'LIVE', moves: ['ROLL_BACK'] });
    expect(await running()).toEqual([]);
    expect(await stateOf(live)).toBe('SUPERSEDED');
    expect(await actions(retirement.promotion?.id)).toEqual([
      ...['promotion.requested', 'promotion.approval_given', 'promotion.approved'],
      ...['promotion.rollout_started', 'promotion.retired'],
    ]);
  });

  it('is rolled back without a new decision, until something else runs there', async () => {
    const { retirement } = await approvedRetirement();
    await deal.start(retirement);
    await deal.report(retirement);
    const back = await office.change(office.ops, 'rollBack', { ...of(retirement), reason: 'Somebody calls it' });
    expect(back.promotion).toMatchObject({ state: 'ROLLED_BACK' });
    expect(await running()).toMatchObject([{ version: office.first.id }]);
    const again = await retire((await running())[0]?.id);
    await deal.decide(office.scientist, again);
    await deal.decide(office.ops, again);
    await deal.start(again);
    await deal.report(again);
    await deal.live('2');
    expect(await stateOf(again)).toBe('SUPERSEDED');
  });

  it('changes nothing when it failed, or was rolled back before it was confirmed', async () => {
    const { live, retirement } = await approvedRetirement();
    await deal.start(retirement);
    expect((await deal.report(retirement, { succeeded: false })).promotion).toMatchObject({ state: 'FAILED' });
    const second = await retire((await running())[0]?.id);
    await deal.decide(office.scientist, second);
    await deal.decide(office.ops, second);
    await deal.start(second);
    await office.change(office.ops, 'rollBack', { ...of(second), reason: 'Not now' });
    expect([await stateOf(live), await running()]).toMatchObject(['LIVE', [{ version: office.first.id }]]);
  });

  it('comes to nothing when another version goes live, or what it is about is rolled back', async () => {
    const { retirement } = await approvedRetirement();
    const next = await deal.live('2');
    expect(await stateOf(retirement)).toBe('SUPERSEDED');
    const second = await retire((await running())[0]?.id);
    await office.change(office.ops, 'rollBack', { ...of(next), reason: 'Too slow' });
    expect(await stateOf(second)).toBe('SUPERSEDED');
    expect((await deal.start(second)).problem).toMatchObject({ __typename: 'WrongState', state: 'SUPERSEDED' });
  });

  it('is held up by a freeze, and by nothing else that a promotion is held to', async () => {
    await deal.live('1');
    office.first.card.missing = ['limitations'];
    office.first.model.alerts = { nodes: [{ title: 'Too slow', severity: 'CRITICAL' }] };
    const [run] = await running();
    await rows(
      database.db,
      `INSERT INTO deployment.freeze (id, environment_id, reason, from_at, to_at, except_roles)
       SELECT 'frz_retire', id, 'End of the year', now() - interval '1 hour', now() + interval '1 hour', '{}'
       FROM deployment.environment WHERE name = 'production'`,
    );
    try {
      expect((await retire(run?.id)).promotion).toMatchObject({
        state: 'BLOCKED',
        checks: [{ kind: 'NOT_FROZEN', passed: false }],
      });
    } finally {
      await rows(database.db, "DELETE FROM deployment.freeze WHERE id = 'frz_retire'");
    }
  });

  it('is refused with who to turn to, where there is nothing to retire, and when it was asked for', async () => {
    await deal.live('1');
    const [run] = await running();
    const stranger = await retire(run?.id, office.stranger);
    expect(stranger).toMatchObject({ promotion: null, problem: { rule: 'promotion-request' } });
    expect(stranger.problem?.whoCan?.length).toBeGreaterThan(0);
    expect((await retire(run?.id, office.asker, ' ')).problem).toMatchObject({ field: 'reason' });
    expect((await retire('dep_none')).problem).toMatchObject({ __typename: 'NotFound' });
    const first = await retire(run?.id);
    const twice = await retire(run?.id);
    expect(twice.problem).toMatchObject({ __typename: 'WrongState', state: 'PENDING' });
    expect(twice.problem?.message).toContain(first.promotion?.id);
    await deal.live('2');
    expect((await retire(run?.id)).problem).toMatchObject({ __typename: 'WrongState', state: 'RETIRED' });
    await rows(database.db, "UPDATE access.model SET visibility = 'RESTRICTED' WHERE id = $1", [office.modelId]);
    expect(await retire(run?.id, office.stranger)).toMatchObject({
      deployment: null,
      problem: { __typename: 'NotFound' },
    });
  });

  it('is one of two that ask at once', async () => {
    await deal.live('1');
    const [run] = await running();
    const both = await Promise.all([retire(run?.id), retire(run?.id)]);
    expect(both.map(({ problem }) => problem?.__typename ?? null).toSorted()).toEqual(['WrongState', null]);
  });
});

it('ends at once outside production, for who deploys', async () => {
  const promotion = await deal.request({ environment: 'dev' });
  await deal.start(promotion);
  await deal.report(promotion);
  const [run] = await running('dev');
  expect((await retire(run?.id, office.risk)).problem).toMatchObject({ rule: 'deploy' });
  expect(await retire(run?.id, office.ops)).toMatchObject({
    ...{ problem: null, promotion: null },
    deployment: { id: run?.id, state: 'RETIRED', endedAt: expect.any(String) },
  });
  expect([await running('dev'), await stateOf(promotion)]).toEqual([[], 'SUPERSEDED']);
  expect(await actions(run?.id)).toEqual(['deployment.retired']);
});

describe('a newer promotion of the same model to the same environment', () => {
  it('takes the place of one that waits, which says so', async () => {
    const older = await deal.request({ version: '1' });
    await deal.decide(office.scientist, older);
    const newer = await deal.request({ version: '2' });
    expect([newer.promotion?.state, await stateOf(older)]).toEqual(['PENDING', 'SUPERSEDED']);
    const late = await deal.decide(office.ops, older);
    expect(late.problem).toMatchObject({ __typename: 'WrongState', state: 'SUPERSEDED' });
    expect(late.problem?.message).toMatch(/^Something newer took its place\. Last moved by asker-\w+ at \d{4}-/);
    expect(late.promotion).toMatchObject({ moves: [] });
  });

  it('takes the place of one that is blocked, and of a retirement; not of what is approved, elsewhere, or of others', async () => {
    office.first.card.missing = ['limitations'];
    const blocked = await deal.request({ version: '1' });
    const elsewhere = await deal.request({ version: '1', environment: 'staging' });
    const approved = await deal.approved('2');
    expect([blocked.promotion?.state, await stateOf(blocked)]).toEqual(['BLOCKED', 'SUPERSEDED']);
    office.first.card.missing = [];
    await deal.request({ version: '1' });
    expect([await stateOf(approved), elsewhere.promotion?.state]).toEqual(['APPROVED', await stateOf(elsewhere)]);
    await deal.start(approved);
    await deal.report(approved);
    const retirement = await retire((await running())[0]?.id);
    const newer = await deal.request({ version: '1' });
    expect([await stateOf(retirement), newer.problem]).toEqual(['SUPERSEDED', null]);
  });

  it('meets those who decide at the same moment: one of both holds', async () => {
    office.first.model.riskTier = 'LIMITED';
    for (let i = 0; i < 5; i++) {
      const older = await deal.request({ version: '1' });
      const [decided, newer] = await Promise.all([
        deal.decide(office.scientist, older),
        deal.request({ version: '2' }),
      ]);
      expect(newer.problem).toBeNull();
      const state = await stateOf(older);
      expect(decided.problem === null ? 'APPROVED' : 'SUPERSEDED').toBe(state);
      for (const each of [older, newer]) await office.change(office.asker, 'withdrawPromotion', of(each));
    }
  });
});
