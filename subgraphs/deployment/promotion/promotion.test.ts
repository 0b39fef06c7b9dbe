import { rows } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { giveRole } from '@handoff/kit/testing/people';
import { describe, expect, it } from 'vitest';
import { officeForEach } from '../testing/each.ts';
import { type Dealings, type Office, of } from '../testing/office.ts';

let database: TestDatabase;
let office: Office;
let deal: Dealings;
let another: () => Promise<Office>;
officeForEach(of => {
  ({ database, office, deal, another } = of);
});

const trail = (id: string | undefined) =>
  rows<{ action: string }>(database.db, 'SELECT action FROM event.entry WHERE subject_id = $1 ORDER BY at, id', [id]);

describe('asking', () => {
  it('waits for the approvals of its policy, and tells who can give them', async () => {
    const { promotion, problem } = await deal.request();
    expect(problem).toBeNull();
    expect(promotion).toMatchObject({
      state: 'PENDING',
      revision: 1,
      missingApprovals: [
        { role: 'data-scientist', count: 1 },
        { role: 'it-ops', count: 1 },
      ],
      whoCanApprove: [{ id: office.scientist }, { id: office.ops }],
      moves: ['WITHDRAW', 'RECHECK'],
      policy: { fourEyes: true, environment: { name: 'production' } },
      replaces: null,
      comparison: null,
    });
    expect(promotion?.checks.filter(({ passed }) => !passed)).toEqual([]);
    const [due] = await rows<{ detail: object }>(
      database.db,
      'SELECT detail FROM event.notification WHERE subject_id = $1',
      [promotion?.id],
    );
    expect(due?.detail).toMatchObject({
      requestedById: office.asker,
      roles: ['data-scientist', 'it-ops'],
      excludedIds: [office.asker, office.trainer].toSorted(),
    });
  });

  it('is blocked by checks that fail, and goes on when they pass', async () => {
    office.first.card.missing = ['limitations'];
    const blocked = await deal.request();
    expect(blocked.promotion).toMatchObject({ state: 'BLOCKED' });
    office.first.card.missing = [];
    const again = await office.change(office.asker, 'recheckPromotion', of(blocked));
    expect(again.promotion).toMatchObject({ state: 'PENDING', revision: 2 });
    const history = (again.promotion as unknown as { history: object[] }).history;
    expect(history).toMatchObject([
      { move: 'REQUEST', from: null, to: 'BLOCKED', by: { id: office.asker } },
      { move: 'RECHECK', from: 'BLOCKED', to: 'PENDING', note: 'DOCUMENTED passes now.' },
    ]);
    const unchanged = await office.change(office.asker, 'recheckPromotion', of(blocked));
    expect(unchanged.promotion).toMatchObject({ revision: 2 });
    expect(await trail(blocked.promotion?.id)).toHaveLength(2);
  });

  it('is approved at once where nobody is asked', async () => {
    expect((await deal.request({ environment: 'dev' })).promotion).toMatchObject({ state: 'APPROVED' });
  });

  it.each<[object, object]>([
    [{ model: 'nobody' }, { __typename: 'NotFound' }],
    [{ version: '99' }, { __typename: 'NotFound' }],
    [{ environment: 'nowhere' }, { __typename: 'NotFound' }],
    [{ environment: 'a\u0000b' }, { __typename: 'NotFound' }],
    [{ reason: '  ' }, { __typename: 'InvalidInput', field: 'reason' }],
    [{ strategy: 'CANARY' }, { __typename: 'InvalidInput', field: 'steps' }],
    [{ steps: [{ percent: 100 }] }, { __typename: 'InvalidInput', field: 'steps' }],
    [{ targetId: 'tgt_none' }, { __typename: 'InvalidInput', field: 'targetId' }],
  ])('refuses %j with what to mend', async (changes, problem) => {
    expect((await deal.request(changes)).problem).toMatchObject(problem);
  });

  it('refuses an archived version, one that is live, and one that is asked for already', async () => {
    office.second.state = 'ARCHIVED';
    expect((await deal.request({ version: '2' })).problem).toMatchObject({
      __typename: 'InvalidInput',
      field: 'version',
    });
    const first = await deal.request();
    const twice = await deal.request();
    expect(twice).toMatchObject({
      promotion: { id: first.promotion?.id },
      problem: { __typename: 'WrongState', state: 'PENDING' },
    });
    await office.change(office.asker, 'withdrawPromotion', of(first));
    await deal.live('1');
    expect((await deal.request()).problem).toMatchObject({ __typename: 'WrongState', state: 'LIVE' });
  });

  it('refuses what goes down, and names the environments that there are', async () => {
    await deal.live('1');
    expect((await deal.request({ environment: 'staging' })).problem).toMatchObject({
      ...{ __typename: 'InvalidInput', field: 'environment' },
      message: expect.stringMatching(/live in production, and promotions do not go down to staging/),
    });
    expect((await deal.request({ environment: 'moon' })).problem).toMatchObject({
      ...{ __typename: 'NotFound', message: expect.stringContaining('there are dev, staging, production') },
    });
  });

  it('says who may, to who may not, and keeps that they tried', async () => {
    const { problem } = await deal.request({}, office.stranger);
    expect(problem).toMatchObject({ __typename: 'NotAllowed', rule: 'promotion-request' });
    expect(problem?.whoCan?.length).toBeGreaterThan(0);
    const tried = "SELECT FROM event.entry WHERE action = 'requestPromotion.refused' AND actor_id = $1";
    expect(await rows(database.db, tried, [office.stranger])).toHaveLength(1);
  });

  it('is one of two that ask at once', async () => {
    const both = await Promise.all([deal.request(), deal.request()]);
    expect(both.map(({ problem }) => problem?.__typename ?? null).toSorted()).toEqual(['WrongState', null]);
  });

  it('is the same answer for the same key, and breaks off clearly while registry is away', async () => {
    const once = await deal.request({ idempotencyKey: 'once' });
    office.first.card.missing = ['limitations'];
    expect(await deal.request({ idempotencyKey: 'once' })).toMatchObject({ promotion: { id: once.promotion?.id } });
    office.registry.down = true;
    await expect(deal.request({ version: '2' })).rejects.toThrow('Registry is away');
  });
});

describe('deciding', () => {
  it('takes two approvers of two roles, each once', async () => {
    const asked = await deal.request();
    const half = await deal.decide(office.scientist, asked);
    expect(half.promotion).toMatchObject({ state: 'PENDING', missingApprovals: [{ role: 'it-ops' }] });
    expect(await deal.decide(office.scientist, asked)).toMatchObject({ problem: null, promotion: { revision: 2 } });
    const whole = await deal.decide(office.ops, asked, { comment: 'Go' });
    expect(whole.promotion).toMatchObject({ state: 'APPROVED', missingApprovals: [], whoCanApprove: [] });
    expect(await trail(asked.promotion?.id)).toMatchObject([
      { action: 'promotion.requested' },
      { action: 'promotion.approval_given' },
      { action: 'promotion.approved' },
    ]);
  });

  it.each<[keyof Office, string]>([
    ['trainer', 'four-eyes'],
    ['risk', 'approver-role'],
    ['asker', 'four-eyes'],
    ['stranger', 'promotion-approve'],
  ])('refuses %s by the rule %s, and names who may', async (who, rule) => {
    const asked = await deal.request();
    const { promotion, problem } = await deal.decide(office[who] as string, asked);
    expect(problem).toMatchObject({
      __typename: 'NotAllowed',
      rule,
      whoCan: [{ id: office.scientist }, { id: office.ops }],
    });
    expect(promotion).toMatchObject({ state: 'PENDING', revision: 1 });
  });

  it('lets an imported version not be approved by its data scientist alone', async () => {
    const account = newId('svc');
    await rows(database.db, 'INSERT INTO access.service_account (id, name) VALUES ($1, $1)', [account]);
    await giveRole(database.db, { to: account, role: 'ml-engineer', model: office.modelId });
    office.first.createdBy = { id: account };
    office.first.model.riskTier = 'LIMITED';
    const asked = await deal.request({}, account);
    expect(asked.promotion).toMatchObject({ state: 'PENDING', whoCanApprove: [{ id: office.scientist }] });
    expect((await deal.decide(office.trainer, asked)).problem).toMatchObject({ rule: 'four-eyes' });
    expect((await deal.decide(account, asked)).problem).toMatchObject({ rule: 'people-decide' });
    expect((await deal.decide(office.scientist, asked)).promotion).toMatchObject({ state: 'APPROVED' });
  });

  it('takes one of two at once, and tells the other who was quicker', async () => {
    office.first.model.riskTier = 'LIMITED';
    const other = await another();
    await giveRole(database.db, { to: other.scientist, role: 'data-scientist', model: office.modelId });
    const asked = await deal.request();
    const both = await Promise.all([deal.decide(office.scientist, asked), deal.decide(other.scientist, asked)]);
    const [taken, told] = both.toSorted((a, b) => Number(a.problem !== null) - Number(b.problem !== null));
    expect(taken).toMatchObject({ problem: null, promotion: { state: 'APPROVED' } });
    expect(told?.problem).toMatchObject({ __typename: 'WrongState', state: 'APPROVED' });
    expect(told?.problem?.message).toMatch(/approved\. Last moved by scientist-\w+ at \d{4}-/);
    expect(told?.promotion?.approvals).toHaveLength(1);
  });

  it('needs a reason to reject, and ends with it', async () => {
    const asked = await deal.request();
    const silent = await deal.decide(office.ops, asked, { decision: 'REJECT' });
    expect(silent.problem).toMatchObject({ __typename: 'InvalidInput', field: 'comment' });
    const said = await deal.decide(office.ops, asked, { decision: 'REJECT', comment: 'Not on a Friday' });
    expect(said.promotion).toMatchObject({ state: 'REJECTED', moves: [], approvals: [{ decision: 'REJECT' }] });
    expect((await deal.decide(office.scientist, asked)).problem).toMatchObject({
      __typename: 'WrongState',
      state: 'REJECTED',
    });
  });

  it('is refused when the evidence changed since it was seen, and what was approved stands no more', async () => {
    const asked = await deal.request();
    await deal.decide(office.scientist, asked);
    office.first.model.alerts = { nodes: [{ title: 'Too slow', severity: 'CRITICAL' }] };
    const { promotion, problem } = await deal.decide(office.ops, asked);
    expect(problem).toMatchObject({ __typename: 'WrongState', state: 'BLOCKED' });
    expect(promotion?.approvals).toMatchObject([{ stands: false }]);
    office.first.model.alerts = { nodes: [] };
    office.first.digest = 'f'.repeat(64);
    const changed = await deal.decide(office.ops, asked);
    expect(changed.problem).toMatchObject({ __typename: 'Conflict', reason: 'EVIDENCE_CHANGED' });
    expect(changed.problem?.message).toContain('the version has other content');
    expect(changed.promotion?.evidenceDigest).not.toBe(asked.promotion?.evidenceDigest);
    expect((await deal.decide(office.ops, changed)).promotion).toMatchObject({ state: 'PENDING' });
    expect((await deal.decide(office.scientist, changed)).promotion).toMatchObject({ state: 'APPROVED' });
  });

  it('finds nothing of a restricted model for who may not see it', async () => {
    const asked = await deal.request();
    await rows(database.db, "UPDATE access.model SET visibility = 'RESTRICTED' WHERE id = $1", [office.modelId]);
    const { promotion, problem } = await deal.decide(office.stranger, asked);
    expect([promotion, problem?.__typename]).toEqual([null, 'NotFound']);
    const lists = `query ($id: ID!) { promotion(id: $id) { id } promotions(first: 100) { nodes { id } } }`;
    type Lists = { promotion: object | null; promotions: { nodes: { id: string }[] } };
    const id = asked.promotion?.id;
    const seen = await office.ask<Lists>(office.stranger, lists, { id });
    expect([seen.promotion, seen.promotions.nodes.filter(node => node.id === id)]).toEqual([null, []]);
    const owned = await office.ask<Lists>(office.ops, lists, { id });
    expect([owned.promotion, owned.promotions.nodes.filter(node => node.id === id)]).toMatchObject([{ id }, [{ id }]]);
    expect((await deal.request({}, office.stranger)).problem).toMatchObject({ __typename: 'NotFound' });
  });
});
