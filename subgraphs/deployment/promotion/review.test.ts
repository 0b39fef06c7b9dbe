import { rows } from '@handoff/kit/database/database';
import { followDue } from '@handoff/kit/event/follow';
import { sealDue } from '@handoff/kit/event/seal';
import { newId } from '@handoff/kit/id';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { ground } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { HandoverFacts } from '../check/review.ts';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { type Changed, type Dealings, dealings, easePolicy, type Office, of, openOffice } from '../testing/office.ts';
import { evidenceFollower } from './reactions.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let office: Office;
let deal: Dealings;

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
  await easePolicy(database.db);
  await rows(
    database.db,
    `UPDATE deployment.promotion_policy SET checks = checks || '{REVIEWED,FEATURES_AVAILABLE}' WHERE environment_id LIKE '%production'`,
  );
});
afterAll(() => database.drop());
beforeEach(async () => {
  office = await openOffice(database.db, subgraph);
  deal = dealings(office);
});

function handover(changes: Partial<HandoverFacts> = {}): HandoverFacts {
  const to = { id: office.ops, name: 'Ops' };
  const given = { id: 'hov_1', state: 'ACCEPTED', stands: true, digest: 'seen', to, answeredBy: to } as const;
  return { ...given, ...changes };
}

/** Something happens of which the trail tells, and what follows it does its work. */
async function happens(action: string, of: { modelId: string | null; detail?: object }): Promise<void> {
  const follower = evidenceFollower(ground(database.db, office.registry));
  await rows(
    database.db,
    `INSERT INTO event.entry (id, at, via, action, subject_id, model_id, summary, refused, changes, detail, request_id)
     VALUES ($1, now(), 'GRAPHQL', $2, 'x', $3, 'did', false, '[]', $4, 'test')`,
    [newId('evt'), action, of.modelId, JSON.stringify(of.detail ?? {})],
  );
  await sealDue(database.db);
  while ((await followDue(database.db, follower)) > 0);
}

interface Found {
  state: string;
  evidenceDigest: string;
  checks: { kind: string; passed: boolean; detail: string; whoCanClear: { id: string }[] }[];
}

/** How a promotion stands, and one check of it. */
async function found(asked: Changed, kind: string) {
  const source =
    'query ($id: ID!) { promotion(id: $id) { state evidenceDigest checks { kind passed detail whoCanClear { id } } } }';
  const { promotion } = await office.ask<{ promotion: Found }>(office.ops, source, { id: asked.promotion?.id });
  const check = promotion.checks.find(each => each.kind === kind);
  return { state: promotion.state, digest: promotion.evidenceDigest, ...check };
}

it('waits for a review, says whom it waits for, and goes on once it is accepted', async () => {
  await followDue(database.db, evidenceFollower(ground(database.db, office.registry)));
  const asked = await deal.request();
  const nobody = await found(asked, 'REVIEWED');
  expect(nobody).toMatchObject({ state: 'BLOCKED', passed: false, detail: expect.stringContaining('offer it') });
  expect(nobody.whoCanClear).toEqual([office.asker, office.trainer, office.scientist].toSorted().map(id => ({ id })));
  office.first.handovers = [handover({ state: 'OFFERED', answeredBy: null })];
  await happens('handover.offered', { modelId: office.modelId });
  expect(await found(asked, 'REVIEWED')).toMatchObject({
    state: 'BLOCKED',
    detail: 'No review of this version was accepted. Ops was offered it and has not accepted it yet.',
    whoCanClear: [{ id: office.ops }],
  });
  office.first.handovers = [handover()];
  await happens('handover.accepted', { modelId: office.modelId });
  expect(await found(asked, 'REVIEWED')).toMatchObject({ state: 'PENDING', passed: true, whoCanClear: [] });
});

it('draws the evidence anew when a review falls, and refuses who decides on what they saw before', async () => {
  office.first.handovers = [handover()];
  const asked = await deal.request();
  await deal.decide(office.scientist, asked);
  office.first.handovers = [handover({ stands: false })];
  const refused = await deal.decide(office.ops, asked);
  expect(refused.problem).toMatchObject({ __typename: 'WrongState', state: 'BLOCKED' });
  expect(refused.promotion?.approvals).toMatchObject([{ stands: false }]);
  office.first.handovers = [handover({ id: 'hov_2', digest: 'seen anew' }), handover({ stands: false })];
  await happens('handover.accepted', { modelId: office.modelId });
  expect(await found(asked, 'REVIEWED')).toMatchObject({ state: 'PENDING', passed: true });
  const late = await deal.decide(office.ops, asked);
  expect(late.problem).toMatchObject({ __typename: 'Conflict', reason: 'EVIDENCE_CHANGED' });
  expect(late.promotion?.evidenceDigest).not.toBe(asked.promotion?.evidenceDigest);
  expect((await deal.decide(office.ops, late)).promotion).toMatchObject({ missingApprovals: [{ count: 1 }] });
});

it('is other evidence when another review takes the place of one that fell unseen', async () => {
  office.first.handovers = [handover()];
  const asked = await deal.request();
  office.first.handovers = [handover({ digest: 'seen anew' })];
  const late = await deal.decide(office.ops, asked);
  expect(late.problem?.message).toContain('It was reviewed anew.');
});

it('looks anew at features when somebody reports what can be read, or changes what they are', async () => {
  const admin = await addPerson(database.db, `admin-${office.asker}`);
  await giveRole(database.db, { to: admin, role: 'admin' });
  office.first.handovers = [handover()];
  const income = { name: 'income', availability: [{ environment: 'production', available: false, dtype: 'double' }] };
  office.first.features = [{ name: 'income', dtype: 'double', definition: income }];
  await followDue(database.db, evidenceFollower(ground(database.db, office.registry)));
  const asked = await deal.request();
  const missing = await found(asked, 'FEATURES_AVAILABLE');
  expect(missing).toMatchObject({ state: 'BLOCKED', detail: expect.stringContaining('income') });
  expect(missing.whoCanClear).toContainEqual({ id: admin });
  expect(missing.whoCanClear).not.toContainEqual({ id: office.asker });
  const there = { environment: 'production', available: true };
  income.availability = [{ ...there, dtype: 'float64' }];
  await happens('availability.reported', { modelId: null, detail: { environment: 'production' } });
  expect(await found(asked, 'FEATURES_AVAILABLE')).toMatchObject({ state: 'PENDING', passed: true });
  income.availability = [{ ...there, dtype: 'string' }];
  await happens('feature.changed', { modelId: null });
  expect(await found(asked, 'FEATURES_AVAILABLE')).toMatchObject({ state: 'BLOCKED', passed: false });
});

it('lets a waiver hold while a review goes on, and asks again when it comes to an end', async () => {
  office.first.handovers = [handover({ state: 'OFFERED', answeredBy: null })];
  const asked = await deal.request();
  const input = { ...of(asked), check: 'REVIEWED', reason: 'Reviewed in the wiki' };
  expect((await office.change(office.risk, 'waiveCheck', input)).promotion?.state).toBe('PENDING');
  const states: (string | undefined)[] = [];
  for (const state of ['IN_REVIEW', 'RETURNED'] as const) {
    office.first.handovers = [handover({ state })];
    states.push((await office.change(office.asker, 'recheckPromotion', of(asked))).promotion?.state);
  }
  expect(states).toEqual(['PENDING', 'BLOCKED']);
});
