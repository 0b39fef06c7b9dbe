import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { type PolicyTerms, policyProblem } from './promotion-policy.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
let ana: string;

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
  admin = await addPerson(database.db, 'Admin');
  ana = await addPerson(database.db, 'Ana');
  await giveRole(database.db, { to: admin, role: 'admin' });
});
afterAll(() => database.drop());

const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });
const save = `mutation ($input: SavePolicyInput!) { savePolicy(input: $input) {
  policy { id riskTier approvals { role count } fourEyes checks expiresAfterHours approvalValidHours revision environment { name } }
  problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on InvalidInput { field } ... on Conflict { reason } } } }`;
interface Saved {
  savePolicy: {
    policy: { id: string; revision: number } | null;
    problem: Record<string, unknown> | null;
  };
}
const sound: PolicyTerms = {
  approvals: [{ role: 'it-ops', count: 1 }],
  fourEyes: true,
  checks: ['DOCUMENTED'],
  expiresAfterHours: 72,
  approvalValidHours: 168,
};
const input = {
  environment: 'dev',
  riskTier: 'HIGH',
  approvals: [{ role: 'it-ops' }],
  fourEyes: false,
  checks: ['HOSTED'],
};

it.each<[Partial<PolicyTerms>, string | null, string | null]>([
  [{}, null, null],
  [{ fourEyes: false }, null, 'fourEyes'],
  [{ approvals: [] }, null, 'approvals'],
  [{ approvals: [{ role: 'nobody', count: 1 }] }, 'approvals[0].role', 'approvals[0].role'],
  [{ approvals: [...sound.approvals, ...sound.approvals] }, 'approvals[1].role', 'approvals[1].role'],
  [{ approvals: [{ role: 'it-ops', count: 0 }] }, 'approvals[0].count', 'approvals[0].count'],
  [{ approvals: [{ role: 'it-ops', count: 11 }] }, 'approvals[0].count', 'approvals[0].count'],
  [{ approvals: Array(11).fill({ role: 'it-ops', count: 1 }) }, 'approvals', 'approvals'],
  [{ expiresAfterHours: 0 }, 'expiresAfterHours', 'expiresAfterHours'],
  [{ expiresAfterHours: 8761 }, 'expiresAfterHours', 'expiresAfterHours'],
  [{ approvalValidHours: -5 }, 'approvalValidHours', 'approvalValidHours'],
])('judges a policy with %j outside production and in it', (changes, outside, inside) => {
  const fieldIn = (production: boolean) => {
    const found = policyProblem({ ...sound, ...changes }, { riskTier: 'HIGH', production, approvers: ['it-ops'] });
    return found?.kind === 'InvalidInput' ? found.field : null;
  };
  expect([fieldIn(false), fieldIn(true)]).toEqual([outside, inside]);
});

it('names the roles to choose from when one is unknown or may not approve', async () => {
  const approvals = [{ role: 'viewer' }];
  const { savePolicy } = await ask<Saved>(as(admin), save, { input: { ...input, approvals } });
  expect(savePolicy.problem).toMatchObject({ __typename: 'InvalidInput', field: 'approvals[0].role' });
  expect(savePolicy.problem?.message).toContain('admin, data-scientist, it-ops, ml-engineer, owner, risk');
});

it('saves a policy under the next revision, with what changed in the trail', async () => {
  const saved = await ask<Saved>(as(admin), save, { input: { ...input, approvals: [{ role: 'risk', count: 2 }] } });
  expect(saved.savePolicy).toMatchObject({
    policy: {
      riskTier: 'HIGH',
      approvals: [{ role: 'risk', count: 2 }],
      checks: ['HOSTED'],
      expiresAfterHours: 72,
      approvalValidHours: 168,
      revision: 2,
      environment: { name: 'dev' },
    },
    problem: null,
  });
  const [event] = await rows<{ action: string; changes: unknown }>(
    database.db,
    "SELECT action, changes FROM event.entry WHERE subject_id = $1 AND action = 'policy.changed'",
    [saved.savePolicy.policy?.id],
  );
  expect(event?.changes).toContainEqual({ name: 'checks', change: 'CHANGED', before: '[]', after: '["HOSTED"]' });
});

it('answers a revision that is no longer true with Conflict, and one of two who save at once', async () => {
  const current = await ask<Saved>(as(admin), save, { input: { ...input, riskTier: 'LIMITED' } });
  const revision = current.savePolicy.policy?.revision;
  const next = { input: { ...input, riskTier: 'LIMITED', revision } };
  const answers = await Promise.all([ask<Saved>(as(admin), save, next), ask<Saved>(as(admin), save, next)]);
  expect(answers.map(answer => answer.savePolicy.problem?.reason ?? null).toSorted()).toEqual(['STALE_REVISION', null]);
});

it.each([
  [{ riskTier: 'UNCLASSIFIED' }, { __typename: 'InvalidInput', field: 'riskTier' }],
  [{ environment: 'nowhere' }, { __typename: 'NotFound' }],
  [{ environment: 'production' }, { __typename: 'InvalidInput', field: 'fourEyes' }],
  [
    { environment: 'production', fourEyes: true, approvals: [] },
    { __typename: 'InvalidInput', field: 'approvals' },
  ],
])('answers %j with what to mend', async (changes, expected) => {
  const answer = await ask<Saved>(as(admin), save, { input: { ...input, ...changes } });
  expect(answer.savePolicy.problem).toMatchObject(expected);
});

it('refuses who does not manage policies, says who does, and keeps that they tried', async () => {
  const refused = await ask<Saved>(as(ana), save, { input });
  expect(refused.savePolicy.problem).toMatchObject({
    __typename: 'NotAllowed',
    rule: 'policy-admin',
    whoCan: [{ name: 'Admin' }],
  });
  const tried = await rows(
    database.db,
    "SELECT FROM event.entry WHERE action = 'savePolicy.refused' AND actor_id = $1",
    [ana],
  );
  expect(tried).toHaveLength(1);
});

it.each([
  ['UPDATE deployment.promotion_policy SET four_eyes = false WHERE production'],
  ["UPDATE deployment.promotion_policy SET approvals = '[]' WHERE production"],
  ["UPDATE deployment.environment SET production = true WHERE name = 'staging'"],
])('holds production to four eyes in the database too: %s', async sql => {
  await expect(database.db.query(sql)).rejects.toThrow('policy_production');
});
