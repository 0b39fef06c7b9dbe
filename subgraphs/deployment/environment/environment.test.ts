import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { environmentProblem } from './environment.ts';
import { governedTiers, startingTerms } from './promotion-policy.ts';

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
const problem = `problem { __typename message ... on NotAllowed { rule whoCan { name } }
  ... on InvalidInput { field } ... on Conflict { reason } ... on WrongState { state } }`;
const terms = 'approvals { role count } fourEyes checks expiresAfterHours approvalValidHours';
const save = `mutation ($input: SaveEnvironmentInput!) { saveEnvironment(input: $input) {
  environment { id name title rank production policy(riskTier: HIGH) { ${terms} } } ${problem} } }`;
interface Saved {
  saveEnvironment: { environment: { id: string } | null; problem: Record<string, unknown> | null };
}

async function trail(subjectId: string | undefined): Promise<string[]> {
  const sql = 'SELECT action FROM event.entry WHERE subject_id = $1 ORDER BY at, id';
  return (await rows<{ action: string }>(database.db, sql, [subjectId])).map(entry => entry.action);
}

it.each([
  [{}, null],
  [{ name: 'Staging' }, 'name'],
  [{ name: '' }, 'name'],
  [{ name: 'a'.repeat(64) }, 'name'],
  [{ title: '  ' }, 'title'],
  [{ title: 'x'.repeat(201) }, 'title'],
  [{ title: 'Stag\u0000ing' }, 'title'],
  [{ rank: 0 }, 'rank'],
  [{ rank: 1001 }, 'rank'],
])('judges an environment with %j', (changes, field) => {
  const environment = { name: 'staging-eu', title: 'Staging', rank: 20, production: false, ...changes };
  const problem = environmentProblem(environment);
  expect(problem?.kind === 'InvalidInput' ? problem.field : null).toBe(field);
});

describe('what a fresh installation has', () => {
  const tiers = governedTiers.map(tier => `${tier}: policy(riskTier: ${tier}) { riskTier ${terms} }`).join(' ');
  interface Seeded {
    environments: ({ name: string; production: boolean } & Record<string, unknown>)[];
  }
  const read = () =>
    ask<Seeded>(as(ana), `{ environments { name rank production targets { id } freezes { id } ${tiers} } }`);

  it('is dev, staging and production, by rank', async () => {
    const { environments } = await read();
    expect(environments).toMatchObject([
      { name: 'dev', rank: 10, production: false, targets: [], freezes: [] },
      { name: 'staging', rank: 20, production: false },
      { name: 'production', rank: 30, production: true },
    ]);
  });

  it('asks nothing in dev, and in staging and production what every new environment begins with', async () => {
    const [dev, ...others] = (await read()).environments;
    for (const riskTier of governedTiers) {
      expect(dev?.[riskTier]).toMatchObject({ riskTier, approvals: [], checks: [], fourEyes: false });
      for (const one of others) expect(one[riskTier]).toEqual({ riskTier, ...startingTerms(riskTier, one.production) });
    }
  });

  it.each([
    ['MINIMAL', ['data-scientist'], false],
    ['LIMITED', ['data-scientist'], false],
    ['HIGH', ['data-scientist', 'it-ops'], false],
    ['CRITICAL', ['data-scientist', 'it-ops', 'risk'], true],
    ['UNCLASSIFIED', ['data-scientist', 'it-ops', 'risk'], true],
  ])('asks for a %s model in production the yes of %j', async (tier, approvers, reviewed) => {
    const query = `{ environment(name: "production") { policy(riskTier: ${tier}) { riskTier ${terms} } } }`;
    const { environment } = await ask<{ environment: { policy: Record<string, unknown> } }>(as(ana), query);
    expect(environment.policy).toMatchObject({
      riskTier: tier === 'UNCLASSIFIED' ? 'CRITICAL' : tier,
      approvals: approvers.map(role => ({ role, count: 1 })),
      fourEyes: true,
      expiresAfterHours: 72,
      approvalValidHours: 168,
    });
    const always = ['DOCUMENTED', 'ACCOUNTABLE', 'COMPATIBLE_SIGNATURE', 'OBJECTIVES_MET', 'NO_OPEN_ALERTS'];
    const extra = reviewed ? ['EXPERIMENT_WON', 'REVIEWED'] : [];
    expect(environment.policy.checks).toEqual([...always, 'NOT_FROZEN', 'HOSTED', ...extra]);
  });

  it('is found by id and by name, and nothing else is', async () => {
    const query = 'query ($id: ID, $name: String) { environment(id: $id, name: $name) { id name } }';
    const byName = await ask<{ environment: { id: string } }>(as(ana), query, { name: 'staging' });
    expect(await ask(as(ana), query, { id: byName.environment.id })).toEqual(byName);
    expect(await ask(as(ana), query, { name: 'nowhere' })).toEqual({ environment: null });
    expect(await ask(as(ana), query)).toEqual({ environment: null });
  });

  it('takes as many statements for one environment as for all', async () => {
    const fields =
      '{ name targets { name environment { name } } freezes { id } policy(riskTier: HIGH) { id environment { name } } }';
    const one = await countStatements(() => ask(as(ana), `{ environment(name: "dev") ${fields} }`));
    const all = await countStatements(() => ask(as(ana), `{ environments ${fields} }`));
    expect(all.statements.length).toBe(one.statements.length);
  });

  it('is known to other subgraphs by id and by name', async () => {
    const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Environment { name rank } } }`;
    const of = [
      { __typename: 'Environment', name: 'staging' },
      { __typename: 'Environment', id: `env_${'dev'.padStart(26, '0')}` },
      { __typename: 'Environment', name: 'nowhere' },
    ];
    const found = [{ name: 'staging', rank: 20 }, { name: 'dev', rank: 10 }, null];
    expect(await ask(as(ana), query, { of })).toEqual({ _entities: found });
  });
});

describe('saving environments', () => {
  it('makes one with a policy for every tier, changes it by id, and keeps both in the trail', async () => {
    const input = { name: 'canary', title: 'Canary', rank: 25, production: false };
    const made = await ask<Saved>(as(admin), save, { input });
    expect(made.saveEnvironment).toMatchObject({
      environment: { ...input, policy: startingTerms('HIGH', false) },
      problem: null,
    });
    const id = made.saveEnvironment.environment?.id;
    const changed = await ask<Saved>(as(admin), save, { input: { ...input, id, name: 'canaries' } });
    expect(changed.saveEnvironment.environment).toMatchObject({ id, name: 'canaries' });
    expect(await trail(id)).toEqual(['environment.made', 'environment.changed']);
  });

  it('refuses who does not manage policies, says who does, and keeps that they tried', async () => {
    const { environment } = await ask<{ environment: { id: string } }>(as(ana), '{ environment(name: "dev") { id } }');
    const input = { id: environment.id, name: 'dev', title: 'Mine', rank: 10, production: false };
    const refused = await ask<Saved>(as(ana), save, { input });
    expect(refused.saveEnvironment.problem).toMatchObject({
      __typename: 'NotAllowed',
      rule: 'policy-admin',
      whoCan: [{ name: 'Admin' }],
    });
    expect(refused.saveEnvironment.environment).toMatchObject({ title: 'Development' });
    expect(await trail(environment.id)).toEqual(['saveEnvironment.refused']);
  });

  it.each([
    [{ name: 'staging' }, { __typename: 'Conflict', reason: 'NAME_TAKEN' }],
    [{ name: 'Bad Name' }, { __typename: 'InvalidInput', field: 'name' }],
    [{ rank: -1 }, { __typename: 'InvalidInput', field: 'rank' }],
    [{ id: 'env_nobody' }, { __typename: 'NotFound' }],
  ])('answers %j with what to mend', async (changes, expected) => {
    const input = { name: 'fresh', title: 'Fresh', rank: 15, production: false, ...changes };
    const answer = await ask<Saved>(as(admin), save, { input });
    expect(answer.saveEnvironment.problem).toMatchObject(expected);
  });

  it('makes one of two that are made at once, and tells the other', async () => {
    const input = { name: 'twins', title: 'Twins', rank: 15, production: false };
    const answers = await Promise.all([1, 2].map(() => ask<Saved>(as(admin), save, { input })));
    const problems = answers.map(answer => answer.saveEnvironment.problem?.reason ?? null);
    expect(problems.toSorted()).toEqual(['NAME_TAKEN', null]);
  });

  it('makes nothing production whose policies are too weak for it', async () => {
    const input = { name: 'pilot', title: 'Pilot', rank: 28, production: false };
    const made = await ask<Saved>(as(admin), save, { input });
    const id = made.saveEnvironment.environment?.id;
    const early = await ask<Saved>(as(admin), save, { input: { ...input, id, production: true } });
    expect(early.saveEnvironment.problem).toMatchObject({ field: 'production' });
    const savePolicy = 'mutation ($input: SavePolicyInput!) { savePolicy(input: $input) { problem { message } } }';
    for (const riskTier of governedTiers) {
      const approvals = [{ role: 'risk' }];
      const policy = { environment: 'pilot', riskTier, approvals, fourEyes: true, checks: [] };
      expect(await ask(as(admin), savePolicy, { input: policy })).toEqual({ savePolicy: { problem: null } });
    }
    const late = await ask<Saved>(as(admin), save, { input: { ...input, id, production: true } });
    expect(late.saveEnvironment).toMatchObject({ environment: { production: true }, problem: null });
  });

  it('applies an idempotency key once', async () => {
    const input = { name: 'once', title: 'Once', rank: 15, production: false, idempotencyKey: 'k1' };
    const first = await ask<Saved>(as(admin), save, { input });
    expect(await ask<Saved>(as(admin), save, { input })).toEqual(first);
    expect(await trail(first.saveEnvironment.environment?.id)).toEqual(['environment.made']);
  });
});

it('has a rule for every field of the graph', () => {
  expect([...subgraph.rules].filter(([, rule]) => rule === undefined)).toEqual([]);
});
