import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { teamProblem } from './team.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
let ana: string;

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  admin = await addPerson(database.db, 'Admin');
  ana = await addPerson(database.db, 'Ana');
  await giveRole(database.db, { to: admin, role: 'admin' });
});
afterAll(() => database.drop());

const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });
const save = `mutation ($input: SaveTeamInput!) { saveTeam(input: $input) {
  team { id name slackChannel members { name } }
  problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on InvalidInput { field } } } }`;
interface Saved {
  saveTeam: {
    team: { id: string; name: string; members: { name: string }[] } | null;
    problem: Record<string, unknown> | null;
  };
}

it.each([
  ['credit-risk', 'Credit risk', null],
  ['Credit', 'Credit', 'name'],
  ['', 'Credit', 'name'],
  ['credit', '  ', 'title'],
  ['credit', 'x'.repeat(201), 'title'],
  ['credit', 'Credit\u0000', 'title'],
])('judges the team "%s" titled "%s"', (name, title, field) => {
  const problem = teamProblem({ name, title });
  expect(problem && 'field' in problem ? problem.field : null).toBe(field);
});

it.each([
  ['#credit-risk', true],
  ['C024BE7LH', true],
  ['', false],
  ['credit risk', false],
  [`#${'x'.repeat(80)}`, false],
])('judges the channel "%s"', (slackChannel, good) => {
  const problem = teamProblem({ name: 'credit', title: 'Credit', slackChannel });
  expect(problem).toEqual(good ? null : expect.objectContaining({ field: 'slackChannel' }));
});

it('makes a team once, however many say so at once', async () => {
  const input = { name: 'rushed', title: 'Rushed' };
  const all = await Promise.all(Array.from({ length: 6 }, () => ask<Saved>(as(admin), save, { input })));
  const problems = all.map(({ saveTeam }) => saveTeam.problem?.__typename ?? 'none').toSorted();
  expect(problems).toEqual([...Array<string>(5).fill('Conflict'), 'none']);
});

it('makes a team with its event, and changes it by id', async () => {
  const made = await ask<Saved>(as(admin), save, { input: { name: 'credit', title: 'Credit', members: [ana] } });
  expect(made.saveTeam).toMatchObject({ team: { name: 'credit', members: [{ name: 'Ana' }] }, problem: null });
  const id = made.saveTeam.team?.id;
  await ask<Saved>(as(admin), save, { input: { id, name: 'lending', title: 'Lending', slackChannel: '#lending' } });
  const events = await rows<{ action: string; changes: unknown }>(
    database.db,
    'SELECT action, changes FROM event.entry WHERE subject_id = $1 ORDER BY id',
    [id],
  );
  expect(events.map(event => event.action)).toEqual(['team.made', 'team.changed']);
  expect(events[1]?.changes).toContainEqual({ name: 'name', change: 'CHANGED', before: 'credit', after: 'lending' });
});

it('refuses who does not manage access, says who does, and notes the attempt', async () => {
  const refused = await ask<Saved>(as(ana), save, { input: { name: 'sneaky', title: 'Sneaky' } });
  expect(refused.saveTeam.team).toBeNull();
  expect(refused.saveTeam.problem).toMatchObject({
    __typename: 'NotAllowed',
    rule: 'access-admin',
    whoCan: [{ name: 'Admin' }],
  });
  const tried = 'SELECT refused FROM event.entry WHERE actor_id = $1 AND subject_id = $2';
  expect(await rows(database.db, tried, [ana, ana])).toEqual([{ refused: true }]);
});

it('answers a taken name and unknown members with what to mend', async () => {
  await addTeam(database.db, 'fraud');
  const taken = await ask<Saved>(as(admin), save, { input: { name: 'fraud', title: 'Fraud' } });
  expect(taken.saveTeam.problem).toMatchObject({ __typename: 'Conflict' });
  const stranger = await ask<Saved>(as(admin), save, {
    input: { name: 'ops', title: 'Ops', members: [ana, 'per_nobody'] },
  });
  expect(stranger.saveTeam.problem).toMatchObject({ __typename: 'InvalidInput', field: 'members[1]' });
});

it('applies an idempotency key once, and refuses it for another input', async () => {
  const input = { name: 'once', title: 'Once', idempotencyKey: 'k1' };
  const first = await ask<Saved>(as(admin), save, { input });
  const second = await ask<Saved>(as(admin), save, { input });
  expect(second.saveTeam.team?.id).toBe(first.saveTeam.team?.id);
  const other = await ask<Saved>(as(admin), save, { input: { ...input, title: 'Twice' } });
  expect(other.saveTeam.problem).toMatchObject({ __typename: 'Conflict' });
});

it('lists teams in pages, with as many statements for one team as for many', async () => {
  const list =
    'query ($first: Int) { teams(first: $first) { totalCount pageInfo { hasNextPage endCursor } nodes { name members { name } } } }';
  for (let i = 0; i < 12; i++) await addTeam(database.db, `page-${i}`, [ana]);
  const one = await countStatements(() => ask(as(ana), list, { first: 1 }));
  const many = await countStatements(() => ask(as(ana), list, { first: 12 }));
  expect(many.statements.length).toBe(one.statements.length);
  const page = many.result as { teams: { nodes: { name: string }[]; pageInfo: { hasNextPage: boolean } } };
  const names = page.teams.nodes.map(team => team.name);
  expect(names).toEqual(names.toSorted());
  expect(page.teams.pageInfo.hasNextPage).toBe(true);
});
