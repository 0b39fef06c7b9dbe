import { noteIdentityUse, personOfIdentity } from '@handoff/kit/access/identity';
import { wantedDigest } from '@handoff/kit/access/wanted';
import { system } from '@handoff/kit/actor';
import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { change } from '../testing/asking.ts';
import { meanwhile } from '../testing/meanwhile.ts';
import { addModel, serve } from '../testing/models.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
const issuer = 'https://id.example.org';

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  admin = await addPerson(database.db, 'Admin');
  await giveRole(database.db, { to: admin, role: 'admin' });
});
afterAll(() => database.drop());

interface Signed {
  person: { id: string; name: string; email: string; teams: { name: string }[] } | null;
}
const select = 'person { id name email teams { name } }';
const as = (who = system('sign-in')) => ({ subgraph, db: database.db, as: who });
const signIn = (subject: string, input: object = {}, who = system('sign-in')) => {
  const all = { issuer, subject, issuedAt: new Date().toISOString(), teams: [], roles: [], ...input };
  return change<Signed>(as(who), 'signIn', { input: all, select });
};
const named = (name: string) => ({ name, email: `${name.toLowerCase()}@example.org` });
const actionsOf = async (id: string | undefined) => {
  const sql = 'SELECT action FROM event.entry WHERE subject_id = $1 ORDER BY id';
  return (await rows<{ action: string }>(database.db, sql, [id])).map(({ action }) => action);
};
const rolesOf = (id: string | undefined) =>
  rows<{ role: string; state: string }>(
    database.db,
    'SELECT role_key AS role, state FROM access.assignment WHERE assignee_id = $1 ORDER BY role_key, id',
    [id],
  );

describe('signing in', () => {
  it('makes somebody new from what was verified, once, however many tokens come at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => signIn('bea-1', named('Bea'))));
    expect(new Set(all.map(({ person }) => person?.id)).size).toBe(1);
    expect(all[0]?.person).toMatchObject({ name: 'Bea', email: 'bea@example.org' });
    expect(await actionsOf(all[0]?.person?.id)).toEqual(['person.made']);
  });

  it('finds whoever is known by e-mail the first time, and by the account from then on', async () => {
    const cy = await addPerson(database.db, 'Cy');
    expect((await signIn('cy-1', { ...named('Cyril'), email: 'CY@example.org' })).person).toMatchObject({
      id: cy,
      name: 'Cy',
    });
    expect((await signIn('cy-1', { email: null })).person?.id).toBe(cy);
    expect(await actionsOf(cy)).toEqual(['person.sign-in-linked']);
  });

  it('an e-mail that changes later leads to nobody else', async () => {
    const [dan, eve] = [await addPerson(database.db, 'Dan'), await addPerson(database.db, 'Eve')];
    await signIn('dan-1', named('Dan'));
    expect((await signIn('dan-1', named('Eve'))).person?.id).toBe(dan);
    expect(await actionsOf(eve)).toEqual([]);
  });

  it('another account with the e-mail of somebody who signs in already is refused until that is released', async () => {
    const first = await signIn('fay-1', named('Fay'));
    const second = await signIn('fay-2', named('Fay'));
    expect(second).toMatchObject({ person: null, problem: { __typename: 'Conflict', message: /unlinkSignIn/ } });
    const input = { personId: first.person?.id };
    const stranger = await change(as(actor(await addPerson(database.db, 'Stan'))), 'unlinkSignIn', { input, select });
    expect(stranger.problem).toMatchObject({ __typename: 'NotAllowed' });
    await change(as(actor(admin)), 'unlinkSignIn', { input, select });
    expect((await signIn('fay-2', named('Fay'))).person?.id).toBe(first.person?.id);
    expect((await signIn('fay-1', named('Fay'))).problem).toMatchObject({ __typename: 'Conflict' });
  });

  it.each([
    ['no verified e-mail', { email: null }, 'InvalidInput', /email_verified/],
    ['an e-mail that is none', { email: 'nobody' }, 'InvalidInput', /no e-mail address/],
    ['an e-mail with a NUL', { email: 'a\u0000@example.org' }, 'InvalidInput', /no e-mail address/],
    ['a subject without end', { subject: 's'.repeat(501), ...named('Zoe') }, 'InvalidInput', /500/],
    ['a subject with a NUL', { subject: 's\u0000', ...named('Zoe') }, 'InvalidInput', /NUL/],
  ])('refuses %s', async (...[, input, __typename, message]) => {
    expect(await signIn('new', input)).toMatchObject({ person: null, problem: { __typename, message } });
  });

  it('is for the door alone: not even who manages access may say who somebody is', async () => {
    const refused = await signIn('gil-1', named('Gil'), actor(admin));
    expect(refused).toMatchObject({ person: null, problem: { __typename: 'NotAllowed' } });
    expect(await rows(database.db, "SELECT 1 FROM access.person WHERE email = 'gil@example.org'")).toEqual([]);
  });

  it('refuses whoever was deactivated, linked or not', async () => {
    const hal = await addPerson(database.db, 'Hal');
    await signIn('hal-1', named('Hal'));
    await rows(database.db, 'UPDATE access.person SET active = false WHERE id = $1', [hal]);
    expect((await signIn('hal-1')).problem).toMatchObject({ message: /no longer active/ });
    expect((await signIn('hal-2', named('Hal'))).problem).toMatchObject({ message: /no longer active/ });
    expect(await personOfIdentity(database.db, issuer, 'hal-1')).toMatchObject({ id: hal, active: false });
  });

  it('a name that nobody can read becomes one that people can', async () => {
    expect((await signIn('i-1', { name: ' \u0007 ', email: 'ida@example.org' })).person?.name).toBe('ida');
    expect((await signIn('j-1', { name: 'J'.repeat(500), email: 'jo@example.org' })).person?.name).toHaveLength(128);
  });
});

describe('groups', () => {
  const role = (key: string, place: { team?: string; model?: string } = {}) => ({ role: key, ...place });

  it('give teams and granted roles at once, and ask for the accountable ones', async () => {
    await addTeam(database.db, 'credit');
    const { person } = await signIn('kim-1', {
      ...named('Kim'),
      teams: ['credit'],
      roles: [role('auditor'), role('data-scientist', { team: 'credit' })],
    });
    expect(person?.teams).toEqual([{ name: 'credit' }]);
    expect(await rolesOf(person?.id)).toEqual([
      { role: 'auditor', state: 'ACCEPTED' },
      { role: 'data-scientist', state: 'PROPOSED' },
    ]);
    const told = await rows<{ kind: string }>(
      database.db,
      `SELECT n.kind FROM event.notification n JOIN access.assignment a ON a.id = n.subject_id WHERE a.assignee_id = $1 ORDER BY n.id`,
      [person?.id],
    );
    expect(told.map(({ kind }) => kind)).toEqual(['assignment.granted', 'assignment.proposed']);
  });

  it('take back what they gave, and only that', async () => {
    const [fraud, lending] = [await addTeam(database.db, 'fraud'), await addTeam(database.db, 'lending')];
    const lea = await addPerson(database.db, 'Lea');
    await rows(database.db, 'INSERT INTO access.team_member VALUES ($1, $2)', [lending, lea]);
    await giveRole(database.db, { to: lea, role: 'viewer' });
    await signIn('lea-1', { ...named('Lea'), teams: ['fraud', 'lending'], roles: [role('admin'), role('viewer')] });
    expect((await rolesOf(lea)).filter(({ state }) => state === 'ACCEPTED')).toHaveLength(2);
    const left = await signIn('lea-1');
    expect(left.person?.teams).toEqual([{ name: 'lending' }]);
    expect(await rolesOf(lea)).toEqual([
      { role: 'admin', state: 'ENDED' },
      { role: 'viewer', state: 'ACCEPTED' },
    ]);
    expect(await rows(database.db, 'SELECT 1 FROM access.team_member WHERE team_id = $1', [fraud])).toEqual([]);
  });

  it('go in when somebody else makes them a member at the same moment', async () => {
    const team = await addTeam(database.db, 'busy');
    const { person } = await signIn('pia-1', named('Pia'));
    const signed = await meanwhile(
      database.db,
      tx => rows(tx, 'INSERT INTO access.team_member VALUES ($1, $2)', [team, person?.id]),
      () => signIn('pia-1', { teams: ['busy'] }),
    );
    expect(signed).toMatchObject({ problem: null, person: { teams: [{ name: 'busy' }] } });
  });

  it('keep the last owner of what serves, say so, and try again later', async () => {
    const team = await addTeam(database.db, 'serving', [await addPerson(database.db, 'Vi')]);
    const model = await addModel(database.db, { name: 'served', team });
    await serve(database.db, model);
    const { person } = await signIn('rex-1', { ...named('Rex'), roles: [role('owner', { model: 'served' })] });
    const sql = "UPDATE access.assignment SET state = 'ACCEPTED', since = now() WHERE assignee_id = $1";
    await rows(database.db, sql, [person?.id]);
    await signIn('rex-1');
    expect(await rolesOf(person?.id)).toEqual([{ role: 'owner', state: 'ACCEPTED' }]);
    const [told] = await rows<{ detail: object }>(
      database.db,
      "SELECT detail FROM event.entry WHERE subject_id = $1 AND action = 'person.groups-applied' ORDER BY id DESC",
      [person?.id],
    );
    expect(told?.detail).toMatchObject({ taken: [], skipped: [expect.stringMatching(/owner of served.*nobody else/)] });
    await giveRole(database.db, { to: team, role: 'owner', team });
    await signIn('rex-1');
    expect(await rolesOf(person?.id)).toEqual([{ role: 'owner', state: 'ENDED' }]);
  });

  it('what people changed since stays: a declined role is not asked again, an ended one not given again', async () => {
    const wanted = { roles: [role('viewer'), role('developer')] };
    const { person } = await signIn('mia-1', { ...named('Mia'), ...wanted });
    await rows(
      database.db,
      `UPDATE access.assignment SET state = CASE role_key WHEN 'viewer' THEN 'ENDED' ELSE 'DECLINED' END,
         ended_at = CASE role_key WHEN 'viewer' THEN now() END WHERE assignee_id = $1`,
      [person?.id],
    );
    await signIn('mia-1', { ...wanted, roles: [...wanted.roles, role('auditor')] });
    expect(await rolesOf(person?.id)).toEqual([
      { role: 'auditor', state: 'ACCEPTED' },
      { role: 'developer', state: 'DECLINED' },
      { role: 'viewer', state: 'ENDED' },
    ]);
  });

  it('are those of the newest token: an older one brings nothing back', async () => {
    const at = (seconds: number) => new Date(Date.UTC(2026, 10, 30, 0, 0, seconds));
    const wanted = { ...named('Oda'), roles: [role('auditor')] };
    const { person } = await signIn('oda-1', { ...wanted, issuedAt: at(10).toISOString() });
    await signIn('oda-1', { issuedAt: at(20).toISOString() });
    await signIn('oda-1', { ...wanted, issuedAt: at(10).toISOString() });
    expect(await rolesOf(person?.id)).toEqual([{ role: 'auditor', state: 'ENDED' }]);
    await noteIdentityUse(database.db, { issuer, subject: 'oda-1', at: at(40) });
    await noteIdentityUse(database.db, { issuer, subject: 'oda-1', at: at(30) });
    expect((await personOfIdentity(database.db, issuer, 'oda-1'))?.toldAt).toEqual(at(40));
    await signIn('oda-1', { ...wanted, issuedAt: at(35).toISOString() });
    expect(await rolesOf(person?.id)).toHaveLength(1);
  });

  it('say in the trail what they could not give, and try again later', async () => {
    const wanted = { teams: ['not-yet'], roles: [role('no-such-role'), role('owner', { model: 'not-yet' })] };
    const { person, problem } = await signIn('noa-1', { ...named('Noa'), ...wanted });
    expect(problem).toBeNull();
    const trail = await rows<{ detail: { skipped: string[] } }>(
      database.db,
      "SELECT detail FROM event.entry WHERE subject_id = $1 AND action = 'person.groups-applied'",
      [person?.id],
    );
    expect(trail[0]?.detail.skipped).toEqual([
      'team not-yet: there is none',
      expect.stringContaining('role no-such-role of everything: There is no role'),
      expect.stringContaining('role owner of not-yet: There is no model'),
    ]);
    const known = { teams: wanted.teams, roles: wanted.roles.map(one => ({ team: null, model: null, ...one })) };
    expect(await personOfIdentity(database.db, issuer, 'noa-1')).toMatchObject({
      wantedDigest: wantedDigest(known),
      retryDue: false,
    });
    await rows(database.db, "UPDATE access.identity SET retry_at = now() - interval '1 s' WHERE subject = 'noa-1'");
    expect(await personOfIdentity(database.db, issuer, 'noa-1')).toMatchObject({ retryDue: true });
    await addTeam(database.db, 'not-yet');
    expect((await signIn('noa-1', wanted)).person?.teams).toEqual([{ name: 'not-yet' }]);
  });
});
