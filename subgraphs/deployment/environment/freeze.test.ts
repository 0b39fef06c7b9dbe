import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { freezeProblem, freezeState } from './freeze.ts';

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
const answer = `freeze { id reason from to exceptRoles }
  problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on InvalidInput { field } ... on WrongState { state allowed } }`;
const save = `mutation ($input: FreezeInput!) { freeze(input: $input) { ${answer} } }`;
const end = `mutation ($input: EndFreezeInput!) { endFreeze(input: $input) { ${answer} } }`;
interface Frozen {
  id: string;
  reason: string;
  from: string;
  to: string;
  exceptRoles: string[];
}
type Answered = Record<string, { freeze: Frozen | null; problem: Record<string, unknown> | null }>;

const hour = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * hour).toISOString();
const input = (from = -1, to = 24) => ({
  environment: 'staging',
  reason: 'Year end',
  from: inHours(from),
  to: inHours(to),
});

async function begin(...span: number[]): Promise<Frozen> {
  const made = await ask<Answered>(as(admin), save, { input: input(...span) });
  if (!made.freeze?.freeze) throw new Error(JSON.stringify(made));
  return made.freeze.freeze;
}

async function listed(active?: boolean): Promise<string[]> {
  const query = 'query ($active: Boolean) { environment(name: "staging") { freezes(active: $active) { id } } }';
  const found = await ask<{ environment: { freezes: { id: string }[] } }>(as(ana), query, { active });
  return found.environment.freezes.map(({ id }) => id);
}

const at = (text: string) => new Date(`2026-12-${text}Z`);
it.each([
  ['09T23:59:59.999', 'PLANNED'],
  ['10T00:00:00.000', 'ACTIVE'],
  ['19T23:59:59.999', 'ACTIVE'],
  ['20T00:00:00.000', 'OVER'],
])('knows at %s that a freeze from the 10th to the 20th is %s', (now, state) => {
  expect(freezeState({ from: at('10T00:00'), to: at('20T00:00') }, at(now))).toBe(state);
});

it('knows that a freeze without length never holds', () => {
  expect(freezeState({ from: at('10T00:00'), to: at('10T00:00') }, at('01T00:00'))).toBe('OVER');
});

it.each([
  [{}, null],
  [{ to: at('10T00:00') }, 'to'],
  [{ to: at('09T00:00') }, 'to'],
  [{ from: at('01T00:00'), to: at('04T00:00') }, 'to'],
  [{ exceptRoles: ['it-ops', 'nobody'] }, 'exceptRoles[1]'],
  [{ reason: ' ' }, 'reason'],
  [{ reason: 'x'.repeat(20_001) }, 'reason'],
])('judges a freeze with %j', (changes, field) => {
  const freeze = { reason: 'Year end', from: at('10T00:00'), to: at('20T00:00'), exceptRoles: ['it-ops'], ...changes };
  const problem = freezeProblem(freeze, { now: at('05T00:00'), roles: ['it-ops'] });
  expect(problem?.kind === 'InvalidInput' ? problem.field : null).toBe(field);
});

it('freezes an environment, changes that freeze by id, and ends it early', async () => {
  const { id } = await begin();
  expect(await listed(true)).toContain(id);
  const changes = { ...input(-1, 48), id, reason: 'Longer', exceptRoles: ['it-ops'] };
  const changed = await ask<Answered>(as(admin), save, { input: changes });
  expect(changed.freeze).toMatchObject({ freeze: { id, reason: 'Longer', exceptRoles: ['it-ops'] }, problem: null });
  const ended = await ask<Answered>(as(admin), end, { input: { id, reason: 'All done' } });
  expect(Date.parse(ended.endFreeze?.freeze?.to ?? '')).toBeLessThanOrEqual(Date.now());
  expect(await listed(true)).not.toContain(id);
  expect(await listed(false)).toContain(id);
  const sql = 'SELECT action FROM event.entry WHERE subject_id = $1 ORDER BY at, id';
  const events = await rows<{ action: string }>(database.db, sql, [id]);
  expect(events.map(event => event.action)).toEqual(['freeze.made', 'freeze.changed', 'freeze.ended']);
});

it('ends one that has not begun where it would have begun, so that it never holds', async () => {
  const planned = await begin(10, 20);
  expect(await listed(true)).not.toContain(planned.id);
  const ended = await ask<Answered>(as(admin), end, { input: { id: planned.id, reason: 'Not needed' } });
  expect(ended.endFreeze?.freeze).toMatchObject({ from: planned.from, to: planned.from });
});

it('keeps the roles that are excepted when a change does not name them', async () => {
  const made = await ask<Answered>(as(admin), save, { input: { ...input(), exceptRoles: ['risk'] } });
  const changed = await ask<Answered>(as(admin), save, { input: { ...input(), id: made.freeze?.freeze?.id } });
  expect(changed.freeze?.freeze?.exceptRoles).toEqual(['risk']);
});

it('leaves what is over as it was: the first of two who end it does, the other is told', async () => {
  const { id } = await begin();
  const ending = () => ask<Answered>(as(admin), end, { input: { id, reason: 'Done' } });
  const answers = await Promise.all([ending(), ending()]);
  const problems = answers.map(one => one.endFreeze?.problem ?? null);
  expect(problems.filter(problem => problem === null)).toHaveLength(1);
  const over = { __typename: 'WrongState', state: 'OVER', allowed: [] };
  expect(problems).toContainEqual(expect.objectContaining(over));
  const changed = await ask<Answered>(as(admin), save, { input: { ...input(), id } });
  expect(changed.freeze?.problem).toMatchObject(over);
});

it.each([
  [{ environment: 'nowhere' }, { __typename: 'NotFound' }],
  [{ id: 'frz_nobody' }, { __typename: 'NotFound' }],
  [{ exceptRoles: ['nobody'] }, { __typename: 'InvalidInput', field: 'exceptRoles[0]' }],
  [{ reason: '' }, { __typename: 'InvalidInput', field: 'reason' }],
])('answers %j with what to mend', async (changes, expected) => {
  const refused = await ask<Answered>(as(admin), save, { input: { ...input(), ...changes } });
  expect(refused.freeze?.problem).toMatchObject(expected);
});

it('keeps a freeze with its environment', async () => {
  const { id } = await begin();
  const moved = await ask<Answered>(as(admin), save, { input: { ...input(), id, environment: 'production' } });
  expect(moved.freeze?.problem).toMatchObject({ __typename: 'InvalidInput', field: 'environment' });
});

it('refuses who does not manage policies, for beginning and for ending', async () => {
  const { id } = await begin();
  const refusal = { __typename: 'NotAllowed', rule: 'policy-admin', whoCan: [{ name: 'Admin' }] };
  const begun = await ask<Answered>(as(ana), save, { input: input() });
  expect(begun.freeze?.problem).toMatchObject(refusal);
  const ended = await ask<Answered>(as(ana), end, { input: { id, reason: 'Let me in' } });
  expect(ended.endFreeze?.problem).toMatchObject(refusal);
  expect(await listed(true)).toContain(id);
});
