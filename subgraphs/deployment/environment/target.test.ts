import { rows } from '@handoff/kit/database/database';
import { isId } from '@handoff/kit/id';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, addRole, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { configProblem } from './target.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
let deployer: string;
let ana: string;

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
  admin = await addPerson(database.db, 'Admin');
  deployer = await addPerson(database.db, 'Deployer');
  ana = await addPerson(database.db, 'Ana');
  await giveRole(database.db, { to: admin, role: 'admin' });
  await giveRole(database.db, { to: deployer, role: await addRole(database.db, 'deployer', ['DEPLOY']) });
});
afterAll(() => database.drop());

const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });
const save = `mutation ($input: SaveTargetInput!) { saveTarget(input: $input) {
  target { id name kind executor config environment { name } }
  problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on InvalidInput { field } ... on Conflict { reason } } } }`;
interface Saved {
  saveTarget: { target: Record<string, unknown> | null; problem: Record<string, unknown> | null };
}
const input = { environment: 'staging', name: 'cluster', kind: 'KUBERNETES', config: { namespace: 'models' } };

it.each([
  [null, null],
  [{}, null],
  [{ namespace: 'models', replicas: 3, gpu: true }, null],
  [{ tokenSetting: 'MLFLOW_TOKEN', registry: { passwordSetting: 'REGISTRY_PASSWORD' } }, null],
  [{ usesToken: true, apiKey: null }, null],
  [{ url: 'https://mlflow.example.org:5000/a@b' }, null],
  [['a'], 'config'],
  ['text', 'config'],
  [{ token: 'abc' }, 'config.token'],
  [{ API_KEY: 'abc' }, 'config.API_KEY'],
  [{ auth: { clientSecret: 'abc' } }, 'config.auth.clientSecret'],
  [{ servers: [{}, { Password: 1 }] }, 'config.servers[1].Password'],
  [{ secrets: { db: 'abc' } }, 'config.secrets'],
  [{ tokenSetting: 'hunter2' }, 'config.tokenSetting'],
  [{ tokenSetting: ['MLFLOW_TOKEN'] }, 'config.tokenSetting'],
  [{ url: 'postgres://me:hunter2@db.example.org/x' }, 'config.url'],
  [{ note: 'a\u0000b' }, 'config.note'],
  [{ 'a\u0000b': 1 }, 'config'],
  [{ note: 'x'.repeat(20_001) }, 'config'],
  [JSON.parse(`${'{"a":'.repeat(12)}1${'}'.repeat(12)}`), `config${'.a'.repeat(11)}`],
])('judges the configuration %j', (config, field) => {
  const problem = configProblem(config);
  expect(problem?.kind === 'InvalidInput' ? problem.field : null).toBe(field);
});

it('says how to write a secret that it refuses', () => {
  expect(configProblem({ token: 'abc' })?.message).toContain('"tokenSetting"');
});

it('makes a target, changes it by id, and keeps its configuration when none is sent', async () => {
  const made = await ask<Saved>(as(admin), save, { input });
  expect(made.saveTarget).toMatchObject({
    target: { name: 'cluster', executor: 'MANUAL', config: { namespace: 'models' }, environment: { name: 'staging' } },
    problem: null,
  });
  const { id } = made.saveTarget.target as { id: string };
  expect(isId('tgt', id)).toBe(true);
  const { config, ...rest } = input;
  const changed = await ask<Saved>(as(admin), save, { input: { ...rest, id, kind: 'CONTAINER' } });
  expect(changed.saveTarget.target).toMatchObject({ id, kind: 'CONTAINER', config });
  const cleared = await ask<Saved>(as(admin), save, { input: { ...rest, id, config: null } });
  expect(cleared.saveTarget.target).toMatchObject({ id, config: null });
  const events = await rows<{ action: string; detail: { configChanged: boolean } }>(
    database.db,
    'SELECT action, detail FROM event.entry WHERE subject_id = $1 ORDER BY at, id',
    [id],
  );
  expect(events.map(({ action, detail }) => [action, detail.configChanged])).toEqual([
    ['target.made', true],
    ['target.changed', false],
    ['target.changed', true],
  ]);
});

it('shows the configuration to who may deploy everywhere, and to nobody else', async () => {
  await ask<Saved>(as(admin), save, { input: { ...input, name: 'guarded' } });
  const query = '{ environment(name: "staging") { targets { name config } } }';
  interface Found {
    environment: { targets: { name: string; config: unknown }[] };
  }
  const configFor = async (id: string) =>
    (await ask<Found>(as(id), query)).environment.targets.find(target => target.name === 'guarded')?.config;
  expect(await configFor(deployer)).toEqual({ namespace: 'models' });
  expect(await configFor(ana)).toBeNull();
});

it('refuses who does not manage policies, and says who does', async () => {
  const refused = await ask<Saved>(as(deployer), save, { input: { ...input, name: 'mine' } });
  expect(refused.saveTarget).toMatchObject({
    target: null,
    problem: { __typename: 'NotAllowed', rule: 'policy-admin', whoCan: [{ name: 'Admin' }] },
  });
});

it.each([
  [{ environment: 'nowhere' }, { __typename: 'NotFound' }],
  [{ id: 'tgt_nobody' }, { __typename: 'NotFound' }],
  [{ name: 'taken' }, { __typename: 'Conflict', reason: 'NAME_TAKEN' }],
  [{ name: ' ' }, { __typename: 'InvalidInput', field: 'name' }],
  [{ executor: 'WEBHOOK' }, { __typename: 'InvalidInput', field: 'config.url' }],
  [
    { executor: 'WEBHOOK', config: null },
    { __typename: 'InvalidInput', field: 'config.url' },
  ],
  [{ config: { token: 'abc' } }, { __typename: 'InvalidInput', field: 'config.token' }],
])('answers %j with what to mend', async (changes, expected) => {
  await ask<Saved>(as(admin), save, { input: { ...input, name: 'taken' } });
  const answer = await ask<Saved>(as(admin), save, { input: { ...input, name: 'fresh', ...changes } });
  expect(answer.saveTarget.problem).toMatchObject(expected);
});

it('keeps a target in its environment', async () => {
  const made = await ask<Saved>(as(admin), save, { input: { ...input, name: 'settled' } });
  const moved = { ...input, name: 'settled', id: made.saveTarget.target?.id, environment: 'production' };
  expect((await ask<Saved>(as(admin), save, { input: moved })).saveTarget.problem).toMatchObject({
    __typename: 'InvalidInput',
    field: 'environment',
  });
});
