import { afterAll, beforeAll, expect, it } from 'vitest';
import { system } from '../actor.ts';
import { newContext } from '../context.ts';
import { rows } from '../database/database.ts';
import { countStatements } from '../database/statements.ts';
import { newId } from '../id.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { actor, ground } from '../testing/graph.ts';
import { addPerson, addRole, addTeam, giveRole } from '../testing/people.ts';
import { holderOfToken } from './identity.ts';
import { permissions } from './permission.ts';
import { accessModel, knownModels, readReach, viewerReach, visibleModel, visibleModelSoon, whoCan } from './queries.ts';
import { permissionsOn, sees } from './reach.ts';
import { type AccessModelRow, accessTables } from './table.ts';

let database: TestDatabase;
let [ana, bo, cleo, team] = ['', '', '', ''];
const model = 'mdl_closed';
beforeAll(async () => {
  database = await testDatabase(accessTables);
  const { db } = database;
  [ana, bo, cleo] = [await addPerson(db, 'Ana'), await addPerson(db, 'Bo'), await addPerson(db, 'Cleo')];
  team = await addTeam(db, 'credit', [ana]);
  await rows(db, "INSERT INTO access.model VALUES ($1, $2, 'RESTRICTED'), ('mdl_other', NULL, 'RESTRICTED')", [
    model,
    team,
  ]);
  await addRole(db, 'shipper', ['DEPLOY']);
});
afterAll(() => database.drop());

const where = {
  id: model,
  get teamId() {
    return team;
  },
  visibility: 'RESTRICTED',
} as const;
async function mayOf(person: string): Promise<string[]> {
  return [...permissionsOn(await readReach(database.db, actor(person)), where)].sort();
}
/** Makes one assignment, runs a piece of work, and takes it away again. */
async function during<T>(role: Parameters<typeof giveRole>[1], change: string, work: () => Promise<T>): Promise<T> {
  const id = await giveRole(database.db, role);
  if (change) await rows(database.db, `UPDATE access.assignment SET ${change} WHERE id = $1`, [id]);
  return work().finally(() => rows(database.db, 'DELETE FROM access.assignment WHERE id = $1', [id]));
}

it.each([
  ['accepted', '', ['DEPLOY', 'READ']],
  ['proposed', "state = 'PROPOSED'", ['READ']],
  ['declined', "state = 'DECLINED'", []],
  ['ended', "state = 'ENDED', ended_at = now()", []],
  ['until tomorrow', "until = now() + interval '1 day'", ['DEPLOY', 'READ']],
  ['until a second ago', "until = now() - interval '1 second'", []],
  ['proposed until a second ago', "state = 'PROPOSED', until = now() - interval '1 second'", []],
])('counts an assignment that is %s', async (_, change, expected) => {
  expect(await during({ to: bo, role: 'shipper', model }, change, () => mayOf(bo))).toEqual(expected);
});

it.each([
  ['until tomorrow', "delegated_until = now() + interval '1 day'", ['DEPLOY', 'READ']],
  ['until a second ago', "delegated_until = now() - interval '1 second'", []],
  ['of an assignment only proposed', "delegated_until = now() + interval '1 day', state = 'PROPOSED'", []],
  [
    'of an assignment past its end',
    "delegated_until = now() + interval '1 day', until = now() - interval '1 second'",
    [],
  ],
])('counts a delegation %s', async (_, change, expected) => {
  const delegated = `delegated_to_id = '${cleo}', ${change}`;
  expect(await during({ to: bo, role: 'shipper', model }, delegated, () => mayOf(cleo))).toEqual(expected);
});

it('leaves who delegated what they had', async () => {
  const delegated = `delegated_to_id = '${cleo}', delegated_until = now() + interval '1 day'`;
  expect(await during({ to: bo, role: 'shipper', model }, delegated, () => mayOf(bo))).toEqual(['DEPLOY', 'READ']);
});

it('counts what a team holds for its members, for as long as they are members', async () => {
  await during({ to: team, role: 'shipper', team }, '', async () => {
    expect(await mayOf(ana)).toEqual(['DEPLOY', 'READ']);
    expect(await mayOf(bo)).toEqual([]);
  });
});

it('counts nothing for who is not active any more, not even what their team holds', async () => {
  await during({ to: team, role: 'shipper', team }, '', async () => {
    await rows(database.db, 'UPDATE access.person SET active = false WHERE id = $1', [ana]);
    expect(await mayOf(ana)).toEqual([]);
    await rows(database.db, 'UPDATE access.person SET active = true WHERE id = $1', [ana]);
    expect(await mayOf(ana)).toEqual(['DEPLOY', 'READ']);
  });
});

it('asks the database nothing about the system, and once per request about a viewer', async () => {
  const nobody = await countStatements(() => readReach(database.db, system('test')));
  expect([nobody.result.seesAll, nobody.statements]).toEqual([true, []]);
  const context = newContext(ground(database.db), actor(bo));
  const asked = await countStatements(() => Promise.all([viewerReach(context), viewerReach(context)]));
  expect(asked.statements).toHaveLength(1);
});

it('shows a model to who may see it, as if it were not there to everybody else', async () => {
  const seen = (person: string) => visibleModel(newContext(ground(database.db), actor(person)), model);
  expect(await seen(bo)).toBeNull();
  expect(await during({ to: bo, role: 'shipper', model }, '', () => seen(bo))).toEqual({ ...where });
  expect(await visibleModel(newContext(ground(database.db), system('test')), 'mdl_nowhere')).toBeNull();
});

it('tells at once whether a model may be seen when it and the reach of the viewer were read', async () => {
  const soon = async (person: string) => {
    const context = newContext(ground(database.db), actor(person));
    const before = visibleModelSoon(context, model);
    knownModels(context, [where as AccessModelRow]);
    const without = visibleModelSoon(context, model);
    await viewerReach(context);
    expect([before, without].every(each => each instanceof Promise)).toBe(true);
    expect(visibleModelSoon(context, 'mdl_nowhere')).toBeInstanceOf(Promise);
    return [visibleModelSoon(context, model), await before, await without];
  };
  expect(await soon(bo)).toEqual([null, null, null]);
  const seen = await during({ to: bo, role: 'shipper', model }, '', () => soon(bo));
  expect(seen).toEqual([{ ...where }, { ...where }, { ...where }]);
});

it('reads a model for a command, locked against change', async () => {
  const locked = await database.db.transaction(async tx => {
    const found = await accessModel(tx, model);
    const change = rows(database.db, "SET lock_timeout = '100ms'; UPDATE access.model SET visibility = 'INTERNAL'");
    return [
      found,
      await change.then(
        () => 'changed',
        () => 'refused',
      ),
    ];
  });
  expect(locked).toEqual([{ ...where }, 'refused']);
  expect(sees(await readReach(database.db, actor(bo)), where)).toBe(false);
});

it('names who can, nearest first, and leaves out who only could', async () => {
  const { db } = database;
  const dora = await addPerson(db, 'Dora');
  const robot = newId('svc');
  await rows(db, 'INSERT INTO access.service_account (id, name) VALUES ($1, $1)', [robot]);
  const given = [
    await giveRole(db, { to: cleo, role: 'shipper' }),
    await giveRole(db, { to: team, role: 'shipper', team }),
    await giveRole(db, { to: bo, role: 'shipper', model }),
    await giveRole(db, { to: bo, role: 'shipper' }),
    await giveRole(db, { to: robot, role: 'shipper' }),
    await giveRole(db, { to: ana, role: 'shipper', model: 'mdl_other' }),
    await giveRole(db, { to: ana, role: 'viewer', model }),
    await giveRole(db, { to: dora, role: 'shipper', model }),
  ];
  expect(await whoCan(db, 'DEPLOY', model)).toEqual([bo, dora, team, cleo]);
  expect(await whoCan(db, 'DEPLOY', null)).toEqual([bo, cleo].sort());
  expect(await whoCan(db, 'POLICY_ADMIN', model)).toEqual([]);
  await rows(db, "UPDATE access.assignment SET until = now() - interval '1 second' WHERE assignee_id = $1", [dora]);
  await rows(db, "UPDATE access.assignment SET state = 'PROPOSED' WHERE assignee_id = $1 AND scope = 'MODEL'", [bo]);
  expect(await whoCan(db, 'DEPLOY', model)).toEqual([team, ...[bo, cleo].sort()]);
  await rows(db, 'DELETE FROM access.assignment WHERE id = ANY($1::text[])', [given]);
});

it('names nobody who has left', async () => {
  const { db } = database;
  const eva = await addPerson(db, 'Eva');
  await rows(db, 'UPDATE access.person SET active = false WHERE id = $1', [eva]);
  const found = await during({ to: eva, role: 'shipper', model }, '', () => whoCan(db, 'DEPLOY', model));
  expect(found).toEqual([]);
});

it('names ten at most', async () => {
  const { db } = database;
  for (let n = 0; n < 12; n++) await giveRole(db, { to: await addPerson(db, `Helper${n}`), role: 'shipper' });
  expect(await whoCan(db, 'DEPLOY', null)).toHaveLength(10);
});

it.each([
  ['accepted', '', [true, true]],
  ['past its end', "until = now() - interval '1 second'", [false, false]],
  ['only proposed', "state = 'PROPOSED'", [false, false]],
])("lets a token deliver whose holder's role is %s", async (_, change, expected) => {
  const { db } = database;
  await rows(
    db,
    `INSERT INTO access.api_token (id, principal_id, prefix, name, hash, permissions) VALUES
      ('tok_all', $1, 'hof_1', 'all', $2, NULL), ('tok_some', $1, 'hof_2', 'some', $3, '{DELIVER}'), ('tok_read', $1, 'hof_3', 'read', $4, '{READ}')
     ON CONFLICT DO NOTHING`,
    [bo, 'a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)],
  );
  const holders = await during({ to: bo, role: 'deliverer' }, change, () =>
    Promise.all(['a', 'b', 'c'].map(letter => holderOfToken(db, letter.repeat(64)))),
  );
  expect(holders.map(holder => holder?.delivers)).toEqual([...expected, false]);
  expect(holders[1]).toMatchObject({ kind: 'person', id: bo, name: 'Bo', limitedTo: ['DELIVER'], active: true });
  expect(await holderOfToken(db, 'd'.repeat(64))).toBeNull();
});

it('knows every permission that the seeded roles give', async () => {
  const found = await rows<{ key: string; given: string[] }>(
    database.db,
    'SELECT key, permissions AS given FROM access.role',
  );
  for (const role of found) expect(permissions).toEqual(expect.arrayContaining(role.given));
});
