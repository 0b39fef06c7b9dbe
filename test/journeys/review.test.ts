import { evidenceFollower } from '@handoff/deployment/promotion/reactions';
import { deploymentTables } from '@handoff/deployment/subgraph';
import { followDue } from '@handoff/kit/event/follow';
import { sealDue } from '@handoff/kit/event/seal';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ground } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { monitoringTables } from '@handoff/monitoring/subgraph';
import { reviewSections } from '@handoff/registry/handover/section';
import { registryTables } from '@handoff/registry/subgraph';
import { allSubgraphs } from 'handoff/house';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Federated, federated } from '../federated.ts';
import { asked } from '../house.ts';
import { changed } from '../people.ts';

const model = 'team/churn';
let database: TestDatabase;
let graph: Federated;
let [admin, dan, bo, sue] = ['', '', '', ''];

beforeAll(async () => {
  database = await testDatabase([...new Set([...registryTables, ...deploymentTables, ...monitoringTables])]);
  const { db } = database;
  [admin, dan] = [await addPerson(db, 'Admin'), await addPerson(db, 'Dan')];
  [bo, sue] = [await addPerson(db, 'Bo'), await addPerson(db, 'Sue')];
  await giveRole(db, { to: admin, role: 'admin' });
  graph = await federated(db, { subgraphs: await allSubgraphs(), service: actor(admin) });
  await by(admin, 'registerModel', { name: model, task: 'OTHER', riskTier: 'MINIMAL' });
  await by(admin, 'savePolicy', {
    ...{ environment: 'production', riskTier: 'MINIMAL', fourEyes: true },
    ...{ approvals: [{ role: 'data-scientist' }], checks: ['REVIEWED', 'FEATURES_AVAILABLE'] },
  });
  for (const who of [dan, sue]) await giveRole(db, { to: who, role: 'data-scientist' });
  await by(dan, 'registerVersion', {
    model,
    content: {
      features: [{ name: 'age', dtype: 'long', definition: 'customer.age' }],
      documents: [{ title: 'Card', kind: 'card', body: 'Churn' }],
    },
  });
});
afterAll(async () => {
  await graph?.close();
  await database?.drop();
});

const by = <T>(who: string, mutation: string, input: object) => changed<T>(graph.as(actor(who)), mutation, input);

/** Dan offers the version, Bo accepts every section and then all of it. */
async function handedOver(): Promise<void> {
  interface Offered {
    handover: { id: string; digest: string };
  }
  const offer = { model, version: '1', toId: bo };
  const { handover } = await by<Offered>(dan, 'offerHandover { handover { id digest } }', offer);
  for (const section of reviewSections) {
    await by(bo, 'reviewHandover', { handoverId: handover.id, section, verdict: 'ACCEPTED' });
  }
  await by(bo, 'answerHandover', { handoverId: handover.id, accept: true, digest: handover.digest });
}

/** The promotion, once what follows the trail has done its work. */
async function seen(id: string) {
  await sealDue(database.db);
  const own = ground(database.db, graph.as(actor(admin)));
  while ((await followDue(database.db, evidenceFollower(own))) > 0);
  const source = 'query ($id: ID!) { promotion(id: $id) { state evidenceDigest checks { passed detail } } }';
  interface Seen {
    promotion: { state: string; evidenceDigest: string; checks: { passed: boolean; detail: string }[] };
  }
  return (await asked<Seen>(graph.as(actor(sue)), source, { id })).promotion;
}

it('promotes what an engineer reviewed and production can read, for as long as the review stands', async () => {
  await seen('pro_none');
  const { promotion } = await by<{ promotion: { id: string } }>(dan, 'requestPromotion { promotion { id } }', {
    ...{ model, version: '1', environment: 'production', reason: 'Better' },
  });
  const promotionId = promotion.id;
  expect(await seen(promotionId)).toMatchObject({
    state: 'BLOCKED',
    checks: [
      { passed: false, detail: expect.stringContaining('Nobody has reviewed this version') },
      { passed: false, detail: expect.stringContaining('age (shared feature customer.age): nobody has reported it') },
    ],
  });
  await handedOver();
  const features = [{ name: 'customer.age', available: true, dtype: 'int64', freshnessMinutes: 5 }];
  await by(admin, 'reportAvailability', { environment: 'production', features });
  const pending = await seen(promotionId);
  expect(pending).toMatchObject({ state: 'PENDING', checks: [{ passed: true }, { passed: true }] });
  await by(dan, 'writeDocument', { model, version: '1', title: 'Note', kind: 'note', body: 'One more thing' });
  const decision = { promotionId, decision: 'APPROVE', evidenceDigest: pending.evidenceDigest };
  await expect(by(sue, 'decidePromotion', decision)).rejects.toThrow(/Checks stand in its way/);
  expect(await seen(promotionId)).toMatchObject({
    state: 'BLOCKED',
    checks: [{ passed: false, detail: expect.stringContaining('have changed since. Offer it anew.') }, {}],
  });
  await handedOver();
  const anew = await seen(promotionId);
  await expect(by(sue, 'decidePromotion', decision)).rejects.toThrow(/changed since you saw it/);
  const decided = { ...decision, evidenceDigest: anew.evidenceDigest };
  expect(await by(sue, 'decidePromotion { promotion { state } }', decided)).toMatchObject({
    promotion: { state: 'APPROVED' },
  });
});
