import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, askRaw } from '@handoff/kit/testing/graph';
import { addPerson, addRole, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { emailProblem, personProblem, slackUserProblem, teamsProblem } from './person.ts';

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

const as = (id: string, limits = {}) => ({ subgraph, db: database.db, as: actor(id, limits) });
const problem = `problem { __typename message ... on NotAllowed { rule whoCan { name } }
  ... on InvalidInput { field } ... on Conflict { reason } }`;
const save = `mutation ($input: SavePersonInput!) { savePerson(input: $input) {
  person { id name email active teams { name } } ${problem} } }`;
interface Saved {
  savePerson: {
    person: { id: string; name: string; email: string; active: boolean; teams: { name: string }[] } | null;
    problem: Record<string, unknown> | null;
  };
}
const saved = async (who: string, input: object) => (await ask<Saved>(as(who), save, { input })).savePerson;
const actionsOf = async (id: string | undefined) => {
  const sql = 'SELECT action FROM event.entry WHERE subject_id = $1 ORDER BY id';
  return (await rows<{ action: string }>(database.db, sql, [id])).map(event => event.action);
};

it.each([
  ['Ana', 'ana@example.org', null],
  ['Ana', 'ANA+work@sub.example.org', null],
  ['Änne Ö’Neil', 'änne@bücher.example', null],
  ['  ', 'ana@example.org', 'name'],
  ['a'.repeat(129), 'ana@example.org', 'name'],
  ['An\u0000a', 'ana@example.org', 'name'],
  ['Ana', 'ana', 'email'],
  ['Ana', 'ana@', 'email'],
  ['Ana', 'a na@example.org', 'email'],
  ['Ana', 'a@b@c', 'email'],
  ['Ana', `${'a'.repeat(65)}@example.org`, 'email'],
  ['Ana', 'ana\u0000@example.org', 'email'],
])('judges the person "%s" with the e-mail "%s"', (name, email, field) => {
  const found = personProblem({ name, email });
  expect(found && 'field' in found ? found.field : null).toBe(field);
});

it('judges Slack user ids, and how many teams', () => {
  expect(slackUserProblem('U024BE7LH')).toBeNull();
  for (const id of ['', 'u024', 'C024BE7LH', 'U02 4', 'U']) expect(slackUserProblem(id)).not.toBeNull();
  expect(emailProblem('ana@example.org')).toBeNull();
  const teams = Array.from({ length: 101 }, (_, i) => `t${i}`);
  expect(teamsProblem(teams)).toMatchObject({ field: 'teams' });
  expect(teamsProblem(teams.slice(1))).toBeNull();
});

it('adds a person with teams, and changes them by id; what is left out stays', async () => {
  await addTeam(database.db, 'credit');
  const fraud = await addTeam(database.db, 'fraud');
  const made = await saved(admin, { name: ' Bea ', email: ' Bea@Example.org ', teams: ['credit', fraud, 'credit'] });
  expect(made).toMatchObject({
    person: { name: 'Bea', email: 'Bea@Example.org', active: true, teams: [{ name: 'credit' }, { name: 'fraud' }] },
    problem: null,
  });
  const id = made.person?.id;
  const renamed = await saved(admin, { id, name: 'Beatrice', email: 'bea@example.org' });
  expect(renamed.person).toMatchObject({ id, name: 'Beatrice', email: 'bea@example.org' });
  expect(renamed.person?.teams).toHaveLength(2);
  const moved = await saved(admin, { id, name: 'Beatrice', email: 'bea@example.org', teams: [] });
  expect(moved.person?.teams).toEqual([]);
  expect(await actionsOf(id)).toEqual(['person.made', 'person.changed', 'person.changed']);
});

it('refuses who does not manage access, also by a limited token, and notes who was tried', async () => {
  const input = { id: ana, name: 'Ana', email: 'other@example.org' };
  const refused = await saved(ana, input);
  expect(refused.problem).toMatchObject({
    __typename: 'NotAllowed',
    rule: 'access-admin',
    whoCan: [{ name: 'Admin' }],
  });
  const limited = await ask<Saved>(as(admin, { limitedTo: ['READ'] }), save, { input });
  expect(limited.savePerson.problem).toMatchObject({ __typename: 'NotAllowed' });
  expect(await actionsOf(ana)).toEqual(['savePerson.refused', 'savePerson.refused']);
});

it('answers a taken e-mail, a stranger and an unknown team with what to mend', async () => {
  const taken = await saved(admin, { name: 'Ana too', email: 'ANA@example.org' });
  expect(taken).toMatchObject({ person: null, problem: { __typename: 'Conflict', reason: 'NAME_TAKEN' } });
  const own = await saved(admin, { id: ana, name: 'Ana', email: 'Ana@example.org' });
  expect(own.problem).toBeNull();
  const nobody = await saved(admin, { id: 'per_no\u0000body', name: 'No', email: 'no@example.org' });
  expect(nobody.problem).toMatchObject({ __typename: 'NotFound' });
  const team = await saved(admin, { name: 'Cid', email: 'cid@example.org', teams: ['fraud', 'nowhere'] });
  expect(team.problem).toMatchObject({ __typename: 'InvalidInput', field: 'teams[1]' });
});

it('lets one of many who take the same e-mail at once have it, and tells the others', async () => {
  const race = Array.from({ length: 6 }, (_, i) => saved(admin, { name: `Racer ${i}`, email: `RACER@example.org` }));
  const outcomes = await Promise.all(race);
  expect(outcomes.filter(outcome => outcome.problem === null)).toHaveLength(1);
  const told = outcomes.filter(outcome => outcome.problem?.reason === 'NAME_TAKEN');
  expect(told).toHaveLength(5);
});

it('finds a person by id, e-mail in any case or Slack user, and needs one of them', async () => {
  await rows(database.db, "UPDATE access.person SET slack_user_id = 'UANA' WHERE id = $1", [ana]);
  const find =
    'query ($id: ID, $email: String, $slack: String) { person(id: $id, email: $email, slackUserId: $slack) { name } }';
  const by = async (given: object) => (await ask<{ person: unknown }>(as(ana), find, { ...given })).person;
  expect(await by({ id: ana })).toEqual({ name: 'Ana' });
  expect(await by({ email: 'aNa@EXAMPLE.org' })).toEqual({ name: 'Ana' });
  expect(await by({ slack: 'UANA' })).toEqual({ name: 'Ana' });
  expect(await by({ slack: 'UANA', id: admin })).toBeNull();
  expect(await by({ email: 'stranger\u0000@example.org' })).toBeNull();
  expect((await askRaw(as(ana), find)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

it('says who is signed in: a person or a service account', async () => {
  await rows(database.db, "INSERT INTO access.service_account (id, name) VALUES ('svc_ci', 'ci')");
  const me = '{ me { __typename id name } }';
  expect(await ask(as(ana), me)).toEqual({ me: { __typename: 'Person', id: ana, name: 'Ana' } });
  expect(await ask(as('svc_ci'), me)).toEqual({ me: { __typename: 'ServiceAccount', id: 'svc_ci', name: 'ci' } });
});

it('pages through people by name; search finds parts of names and e-mails, and takes signs as they are', async () => {
  for (const name of ['Zed', 'zoe', 'Yan', 'Yan2']) await addPerson(database.db, name);
  await rows(database.db, "INSERT INTO access.person (id, name, email) VALUES ('per_x', 'Yan', '100%_x@example.org')");
  const list = `query ($search: String, $first: Int, $after: String) { people(search: $search, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id name email } } }`;
  interface Page {
    people: {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; endCursor: string };
      nodes: { id: string; name: string; email: string }[];
    };
  }
  const page = async (variables: object) => (await ask<Page>(as(ana), list, { ...variables })).people;
  const all = await page({ first: 100 });
  const walked: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const part: Page['people'] = await page({ first: 2, after });
    walked.push(...part.nodes.map(node => node.id));
    more = part.pageInfo.hasNextPage;
    after = part.pageInfo.endCursor;
  }
  expect(walked).toEqual(all.nodes.map(node => node.id));
  expect(all.totalCount).toBe(walked.length);
  expect((await page({ search: 'yAN' })).nodes.map(node => node.name)).toEqual(['Yan', 'Yan', 'Yan2']);
  expect((await page({ search: '%_x@' })).nodes.map(node => node.id)).toEqual(['per_x']);
  expect((await page({ search: '%' })).totalCount).toBe(1);
});

it('reads teams and tokens of people with as many statements for two as for many', async () => {
  const list =
    'query ($first: Int) { people(first: $first) { nodes { name teams { name } tokens { name } preferences { timeZone } } } }';
  const two = await countStatements(() => ask(as(admin), list, { first: 2 }));
  const many = await countStatements(() => ask(as(admin), list, { first: 8 }));
  expect(many.statements.length).toBe(two.statements.length);
  expect((many.result as { people: { nodes: unknown[] } }).people.nodes).toHaveLength(8);
});

it('ends access: tokens revoked, roles put back to proposed, delegations taken back, in one event; then gives it again', async () => {
  const { db } = database;
  const dora = await addPerson(db, 'Dora');
  await addRole(db, 'runner', ['DEPLOY']);
  const team = await addTeam(db, 'runners');
  const held = await giveRole(db, { to: dora, role: 'runner', team });
  const lent = await giveRole(db, { to: ana, role: 'runner', team });
  await rows(
    db,
    "UPDATE access.assignment SET delegated_to_id = $2, delegated_until = now() + interval '1 day' WHERE id = $1",
    [lent, dora],
  );
  await rows(
    db,
    "INSERT INTO access.api_token (id, principal_id, prefix, name, hash) VALUES ('tok_dora', $1, 'hof_x', 'x', repeat('a', 64))",
    [dora],
  );
  const ended = await saved(admin, { id: dora, name: 'Dora', email: 'dora@example.org', active: false });
  expect(ended.person).toMatchObject({ active: false });
  const assignments = await rows<Record<string, unknown>>(
    db,
    'SELECT id, state, since, revision, delegated_to_id, ended_at IS NOT NULL AS ended FROM access.assignment WHERE team_id = $1 ORDER BY id',
    [team],
  );
  expect(assignments).toMatchObject([
    { id: held, state: 'PROPOSED', since: null, revision: 2 },
    { id: lent, state: 'ACCEPTED', delegated_to_id: null, revision: 2 },
    { state: 'ENDED', ended: true },
  ]);
  expect(
    await rows(db, 'SELECT 1 FROM access.api_token WHERE revoked_at IS NULL AND principal_id = $1', [dora]),
  ).toEqual([]);
  const events = await rows<{ action: string; detail: unknown }>(
    db,
    'SELECT action, detail FROM event.entry WHERE subject_id = $1',
    [dora],
  );
  expect(events).toMatchObject([
    {
      action: 'person.deactivated',
      detail: {
        putBack: [{ assignmentId: held, roleKey: 'runner', teamId: team }],
        revokedTokens: ['tok_dora'],
        delegationsTakenBack: [lent],
      },
    },
  ]);
  // Models that lost their owner are monitoring's to tell of; a notification of a person nobody could deliver.
  expect(await rows(db, 'SELECT 1 FROM event.notification WHERE subject_id = $1', [dora])).toEqual([]);
  const again = await saved(admin, { id: dora, name: 'Dora', email: 'dora@example.org' });
  expect(again.person?.active).toBe(true);
  expect(await actionsOf(dora)).toEqual(['person.deactivated', 'person.reactivated']);
});

it('keeps readable who answered on an earlier day, though the role is only proposed now', async () => {
  const { db } = database;
  const finn = await addPerson(db, 'Finn');
  await addRole(db, 'keeper', ['DEPLOY']);
  const held = await giveRole(db, { to: finn, role: 'keeper' });
  const since =
    "proposed_at = now() - interval '3 days', since = now() - interval '2 days', responded_at = now() - interval '2 days'";
  await rows(db, `UPDATE access.assignment SET ${since} WHERE id = $1`, [held]);
  await saved(admin, { id: finn, name: 'Finn', email: 'finn@example.org', active: false });
  const list = 'query ($at: DateTime) { assignments(role: "keeper", at: $at) { nodes { state } } }';
  const statesAt = async (daysAgo: number) => {
    const at = new Date(Date.now() - daysAgo * 24 * 3600 * 1000 + 60_000).toISOString();
    const found = await ask<{ assignments: { nodes: { state: string }[] } }>(as(admin), list, { at });
    return found.assignments.nodes.map(node => node.state).toSorted();
  };
  expect(await statesAt(1)).toEqual(['ACCEPTED']);
  expect(await statesAt(2.5)).toEqual(['PROPOSED']);
  expect(await statesAt(0)).toEqual(['ENDED', 'PROPOSED']);
});
