import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, askRaw } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { teamProblem } from '../team/team.ts';
import { change } from '../testing/asking.ts';
import { numbered, slugOf } from './directory.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  admin = await addPerson(database.db, 'Admin');
  await giveRole(database.db, { to: admin, role: 'admin' });
});
afterAll(() => database.drop());

const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });
interface Person {
  person: { id: string; name: string; active: boolean; directory: object | null } | null;
}
interface Team {
  team: { id: string; name: string; title: string; members: { name: string }[]; directory: object | null } | null;
}
const ofPerson = 'person { id name email active directory { userName externalId givenName familyName } }';
const ofTeam = 'team { id name title dissolvedAt members { name } directory { displayName externalId } }';
const person = (input: object, by = admin) =>
  change<Person>(as(by), 'saveDirectoryPerson', { input, select: ofPerson });
const team = (input: object, by = admin) => change<Team>(as(by), 'saveDirectoryTeam', { input, select: ofTeam });
const named = (name: string) => ({ userName: name.toLowerCase(), name, email: `${name.toLowerCase()}@example.org` });
const actionsOf = async (id: string | undefined) => {
  const sql = 'SELECT action FROM event.entry WHERE subject_id = $1 AND NOT refused ORDER BY id';
  return (await rows<{ action: string }>(database.db, sql, [id])).map(({ action }) => action);
};

describe('people of a directory', () => {
  it('are made, changed in part, and left alone by what says nothing new', async () => {
    const made = await person({ ...named('Bea'), externalId: 'x1', givenName: 'Bea', familyName: 'Berg' });
    const id = made.person?.id;
    expect(made).toMatchObject({
      person: { name: 'Bea', active: true, directory: { userName: 'bea' } },
      problem: null,
    });
    const changed = await person({ id, externalId: null, name: 'Bea Berg' });
    expect(changed.person).toMatchObject({
      name: 'Bea Berg',
      directory: { userName: 'bea', externalId: null, givenName: 'Bea', familyName: 'Berg' },
    });
    await person({ id, name: 'Bea Berg', active: true, userName: 'bea' });
    expect(await actionsOf(id)).toEqual(['person.made', 'person.changed']);
  });

  it('take over who has the e-mail already, active or not, and keep their past', async () => {
    const cy = await addPerson(database.db, 'Cy');
    await rows(database.db, 'UPDATE access.person SET active = false WHERE id = $1', [cy]);
    const found = await person({ ...named('Cy'), email: 'CY@example.org', userName: 'cy.corp' });
    expect(found.person).toMatchObject({ id: cy, active: true, directory: { userName: 'cy.corp' } });
    expect(await actionsOf(cy)).toEqual(['person.reactivated']);
  });

  it('have a userName and an e-mail of their own', async () => {
    await person(named('Dan'));
    expect((await person({ ...named('Dan'), email: 'other@example.org', userName: 'DAN' })).problem).toMatchObject({
      __typename: 'Conflict',
    });
    expect((await person({ ...named('Dan'), userName: 'dan2' })).problem).toMatchObject({ reason: 'NAME_TAKEN' });
    const eve = await person(named('Eve'));
    const id = eve.person?.id;
    for (const input of [{ userName: 'dan' }, { email: 'dan@example.org' }, { email: 'admin@example.org' }])
      expect((await person({ id, ...input })).problem).toMatchObject({ reason: 'NAME_TAKEN' });
  });

  it('are made once, however many say so at once', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => person(named('Fay'))));
    expect(all.filter(({ problem }) => problem === null)).toHaveLength(1);
    expect(all.filter(({ problem }) => problem?.reason === 'NAME_TAKEN')).toHaveLength(5);
  });

  it('lose everything when they go, and can come back', async () => {
    const { person: gil } = await person(named('Gil'));
    const id = gil?.id ?? '';
    const held = await giveRole(database.db, { to: id, role: 'auditor' });
    const gone = await change<Person>(as(admin), 'removeDirectoryPerson', { input: { id }, select: ofPerson });
    expect(gone.person).toMatchObject({ active: false, directory: null });
    expect(await rows(database.db, 'SELECT state FROM access.assignment WHERE id = $1', [held])).toEqual([
      { state: 'PROPOSED' },
    ]);
    const again = await change<Person>(as(admin), 'removeDirectoryPerson', { input: { id }, select: ofPerson });
    expect(again.problem).toMatchObject({ __typename: 'NotFound' });
    expect((await person(named('Gil'))).person).toMatchObject({ id, active: true });
    expect(await actionsOf(id)).toEqual(['person.made', 'person.deactivated', 'person.reactivated']);
  });

  it('are for who manages access, and only those of the directory', async () => {
    const stan = await addPerson(database.db, 'Stan');
    expect((await person(named('Hal'), stan)).problem).toMatchObject({ rule: 'access-admin' });
    expect((await person({ id: stan, active: false })).problem).toMatchObject({ __typename: 'NotFound' });
    const list =
      '{ directoryPeople { totalCount } directoryTeams { totalCount } person(id: "ID") { directory { userName } } }';
    const { person: bea } = await ask<{ person: { id: string } }>(
      as(admin),
      '{ person(email: "bea@example.org") { id } }',
    );
    expect((await askRaw(as(stan), list.replace('ID', bea.id))).data).toEqual({
      directoryPeople: null,
      directoryTeams: null,
      person: { directory: null },
    });
  });

  it.each([
    ['userName', { ...named('Ida'), userName: ' ' }],
    ['userName', { ...named('Ida'), userName: 'i\u0000' }],
    ['externalId', { ...named('Ida'), externalId: 'x'.repeat(256) }],
    ['familyName', { ...named('Ida'), familyName: '\u0000' }],
    ['name', { ...named('Ida'), name: '' }],
    ['email', { ...named('Ida'), email: 'ida' }],
    ['email', { userName: 'ida', name: 'Ida' }],
  ])('say what is wrong with %s', async (field, input) => {
    expect((await person(input)).problem).toMatchObject({ __typename: 'InvalidInput', field });
  });
});

describe('groups of a directory', () => {
  it('are teams, whose members come and go one by one or all at once', async () => {
    const [a, b, c] = [
      await addPerson(database.db, 'Ann'),
      await addPerson(database.db, 'Bob'),
      await addPerson(database.db, 'Cid'),
    ];
    const made = await team({ displayName: 'Credit Risk', externalId: 'g1', members: [a, a] });
    const id = made.team?.id;
    expect(made.team).toMatchObject({ name: 'credit-risk', title: 'Credit Risk', members: [{ name: 'Ann' }] });
    const names = async (input: object) => (await team({ id, ...input })).team?.members.map(({ name }) => name);
    expect(await names({ addMembers: [b, c], removeMembers: [a, 'per_nobody'] })).toEqual(['Bob', 'Cid']);
    expect(await names({ members: [a, c] })).toEqual(['Ann', 'Cid']);
    expect(await names({ addMembers: [a], externalId: 'g1' })).toEqual(['Ann', 'Cid']);
    expect(await names({ members: [] })).toEqual([]);
    expect(await actionsOf(id)).toEqual(['team.made', 'team.changed', 'team.changed', 'team.changed']);
    expect((await team({ id, addMembers: [b, 'per_nobody'] })).problem).toMatchObject({ field: 'addMembers[1]' });
  });

  it('many at once lose nobody', async () => {
    const { team: made } = await team({ displayName: 'Busy' });
    const people = await Promise.all(Array.from({ length: 8 }, (_, i) => addPerson(database.db, `Busy ${i}`)));
    await Promise.all(people.map(one => team({ id: made?.id, addMembers: [one] })));
    expect((await team({ id: made?.id })).team?.members).toHaveLength(8);
  });

  it('are made once, however many say so at once, also under names that become the same', async () => {
    const same = await Promise.all(Array.from({ length: 6 }, () => team({ displayName: 'Pricing' })));
    expect(same.filter(({ problem }) => problem === null)).toHaveLength(1);
    expect(same.filter(({ problem }) => problem?.reason === 'NAME_TAKEN')).toHaveLength(5);
    const alike = ['Claims', 'Claims!', 'Claims?'];
    const made = await Promise.all(alike.map(displayName => team({ displayName })));
    expect(made.map(({ problem }) => problem)).toEqual([null, null, null]);
    expect(new Set(made.map(one => one.team?.id)).size).toBe(3);
  });

  it('take over the team of their name, and have a name of their own', async () => {
    const fraud = await addTeam(database.db, 'fraud', [admin]);
    expect((await team({ displayName: 'Fraud' })).team).toMatchObject({
      id: fraud,
      title: 'Fraud',
      members: [{ name: 'Admin' }],
    });
    expect((await team({ displayName: 'FRAUD' })).problem).toMatchObject({ reason: 'NAME_TAKEN' });
    expect((await team({ displayName: 'Fraud!' })).team?.name).toBe(numbered('fraud', 'Fraud!'));
    const renamed = await team({ id: fraud, displayName: 'Fraud and abuse' });
    expect(renamed.team).toMatchObject({ name: 'fraud', title: 'Fraud and abuse' });
  });

  it('end with their team, whose roles end with it; the same name makes it anew', async () => {
    const { team: made } = await team({ displayName: 'Lending', members: [admin] });
    const id = made?.id ?? '';
    const held = await giveRole(database.db, { to: id, role: 'viewer' });
    const gone = await change<Team>(as(admin), 'removeDirectoryTeam', { input: { id }, select: ofTeam });
    expect(gone.team).toMatchObject({ dissolvedAt: expect.any(String), members: [], directory: null });
    expect(await rows(database.db, 'SELECT state FROM access.assignment WHERE id = $1', [held])).toEqual([
      { state: 'ENDED' },
    ]);
    const shown = await ask(
      as(admin),
      '{ team(name: "lending") { id } directoryTeams(displayName: "Lending") { totalCount } }',
    );
    expect(shown).toEqual({ team: null, directoryTeams: { totalCount: 0 } });
    expect((await team({ id, members: [] })).problem).toMatchObject({ __typename: 'NotFound' });
    expect((await team({ displayName: 'Lending' })).team).toMatchObject({ id, dissolvedAt: null, members: [] });
    expect(await actionsOf(id)).toEqual(['team.made', 'team.dissolved', 'team.changed']);
  });

  it('a team is dissolved and made anew by hand, too', async () => {
    const id = await addTeam(database.db, 'by-hand', [admin]);
    const input = { input: { id }, select: ofTeam };
    expect((await change<Team>(as(await addPerson(database.db, 'Stu')), 'dissolveTeam', input)).problem).toMatchObject({
      rule: 'access-admin',
    });
    expect((await change<Team>(as(admin), 'dissolveTeam', input)).team).toMatchObject({ members: [] });
    expect((await change<Team>(as(admin), 'dissolveTeam', input)).problem).toMatchObject({ __typename: 'NotFound' });
    const made = await change<Team>(as(admin), 'saveTeam', {
      input: { name: 'by-hand', title: 'Anew' },
      select: ofTeam,
    });
    expect(made.team).toMatchObject({ id, title: 'Anew', dissolvedAt: null });
  });

  it('get a name that a team can have, whatever they are called', () => {
    expect(['Credit Risk', 'ÄRZTE & Co.', '--a--'].map(slugOf)).toEqual(['credit-risk', 'arzte-co', 'a']);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), name => {
        for (const slug of [slugOf(name), numbered(slugOf(name), name)])
          expect(teamProblem({ name: slug, title: 'x' })).toBeNull();
      }),
    );
  });
});

it('lists parts by position with a true total, with as many statements for many as for one', async () => {
  for (let i = 0; i < 9; i++) await person({ ...named(`Zed${i}`), externalId: 'zed' });
  const source = `query ($skip: Int, $first: Int, $userName: String, $externalId: String) {
    directoryPeople(skip: $skip, first: $first, userName: $userName, externalId: $externalId) {
      totalCount nodes { name directory { userName } teams { name directory { displayName } } } } }`;
  interface Listed {
    directoryPeople: { totalCount: number; nodes: { name: string }[] };
  }
  const list = async (variables: Record<string, unknown>) => {
    const { result, statements } = await countStatements(() => ask<Listed>(as(admin), source, variables));
    const { totalCount, nodes } = result.directoryPeople;
    return { totalCount, names: nodes.map(({ name }) => name), statements: statements.length };
  };
  const [one, many] = [await list({ externalId: 'zed', first: 1 }), await list({ externalId: 'zed', first: 9 })];
  expect([one.totalCount, one.statements]).toEqual([9, many.statements]);
  expect((await list({ externalId: 'zed', skip: 7, first: 5 })).names).toEqual(['Zed7', 'Zed8']);
  expect(await list({ externalId: 'zed', first: 0 })).toMatchObject({ totalCount: 9, names: [] });
  expect((await list({ userName: 'ZED3' })).names).toEqual(['Zed3']);
  expect((await askRaw(as(admin), source, { first: 201 })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});
