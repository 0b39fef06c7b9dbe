import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { system } from '../actor.ts';
import { rows } from '../database/database.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { actor } from '../testing/graph.ts';
import { type Permission, permissions } from './permission.ts';
import { type Grant, mayEverywhere, mayInTeam, permissionsOn, reachOf, rolesOn, sees, visibleSql } from './reach.ts';
import type { AccessModelRow } from './table.ts';

const open: AccessModelRow = { id: 'mdl_open', teamId: 'tea_a', visibility: 'INTERNAL' };
const closed: AccessModelRow = { id: 'mdl_closed', teamId: 'tea_a', visibility: 'RESTRICTED' };
const orphan: AccessModelRow = { id: 'mdl_orphan', teamId: null, visibility: 'RESTRICTED' };
const models = [open, closed, orphan];

const grant = (scope: Grant['scope'], target: string | null, given: Permission[]): Grant => ({
  role: 'role',
  scope,
  modelId: scope === 'MODEL' ? target : null,
  teamId: scope === 'TEAM' ? target : null,
  permissions: given,
  accepted: true,
});
const proposed = (of: Grant): Grant => ({ ...of, accepted: false });
const limited = (...limitedTo: Permission[]) => actor('per_ana', { limitedTo });
const ana = actor('per_ana');
const may = (reach: ReturnType<typeof reachOf>) =>
  Object.fromEntries(
    models.filter(model => sees(reach, model)).map(model => [model.id, [...permissionsOn(reach, model)]]),
  );

const everyModel = (given: Permission[]) => ({ mdl_open: given, mdl_closed: given, mdl_orphan: given });
const deploy: Permission[] = ['DEPLOY'];

it.each([
  ['no grant', ana, [], { mdl_open: ['READ'] }],
  [
    'a grant on a model',
    ana,
    [grant('MODEL', 'mdl_orphan', deploy)],
    { mdl_open: ['READ'], mdl_orphan: ['READ', 'DEPLOY'] },
  ],
  [
    'a grant on a team',
    ana,
    [grant('TEAM', 'tea_a', deploy)],
    { mdl_open: ['READ', 'DEPLOY'], mdl_closed: ['READ', 'DEPLOY'] },
  ],
  ['a grant on another team', ana, [grant('TEAM', 'tea_b', deploy)], { mdl_open: ['READ'] }],
  ['a grant on everything', ana, [grant('EVERYTHING', null, deploy)], everyModel(['READ', 'DEPLOY'])],
  [
    'a proposal on a model',
    ana,
    [proposed(grant('MODEL', 'mdl_closed', deploy))],
    { mdl_open: ['READ'], mdl_closed: ['READ'] },
  ],
  [
    'a proposal on a team',
    ana,
    [proposed(grant('TEAM', 'tea_a', deploy))],
    { mdl_open: ['READ'], mdl_closed: ['READ'] },
  ],
  ['a proposal on everything', ana, [proposed(grant('EVERYTHING', null, deploy))], { mdl_open: ['READ'] }],
  [
    'a team and a model together',
    ana,
    [grant('TEAM', 'tea_a', deploy), grant('MODEL', 'mdl_closed', ['ASSIGN'])],
    { mdl_open: ['READ', 'DEPLOY'], mdl_closed: ['READ', 'DEPLOY', 'ASSIGN'] },
  ],
  ['a token without READ', limited('DEPLOY'), [grant('EVERYTHING', null, deploy)], {}],
  ['a token of nothing', limited(), [grant('MODEL', 'mdl_open', deploy)], {}],
  ['a token with READ alone', limited('READ'), [grant('EVERYTHING', null, deploy)], everyModel(['READ'])],
  [
    'a token with READ, on a model',
    limited('READ'),
    [grant('MODEL', 'mdl_closed', deploy)],
    { mdl_open: ['READ'], mdl_closed: ['READ'] },
  ],
  ['a token that allows what was not given', limited('READ', 'DEPLOY'), [], { mdl_open: ['READ'] }],
  ['who delivers', ana, [grant('EVERYTHING', null, ['DELIVER'])], everyModel(['READ', 'DELIVER'])],
  [
    'who delivers by a token for that alone',
    limited('DELIVER'),
    [grant('EVERYTHING', null, ['DELIVER'])],
    everyModel(['READ', 'DELIVER']),
  ],
  [
    'who audits by a token for that alone',
    limited('AUDIT_READ'),
    [grant('EVERYTHING', null, ['AUDIT_READ'])],
    everyModel(['READ', 'AUDIT_READ']),
  ],
  ['who delivers for one team only', limited('DELIVER'), [grant('TEAM', 'tea_a', ['DELIVER'])], {}],
  ['the system', system('test'), [], everyModel([...permissions])],
] as const)('%s reaches what it should', (...[, who, grants, expected]) => {
  const found = may(reachOf(who, grants));
  const sorted = (of: object) => Object.fromEntries(Object.entries(of).map(([id, list]) => [id, [...list].sort()]));
  expect(sorted(found)).toEqual(sorted(expected));
});

it('tells what may be done everywhere and in a team', () => {
  const reach = reachOf(ana, [grant('TEAM', 'tea_a', ['ASSIGN']), grant('EVERYTHING', null, deploy)]);
  expect(mayEverywhere(reach, 'DEPLOY')).toBe(true);
  expect(mayEverywhere(reach, 'ASSIGN')).toBe(false);
  expect([mayInTeam(reach, 'tea_a', 'ASSIGN'), mayInTeam(reach, 'tea_a', 'DEPLOY')]).toEqual([true, true]);
  expect([mayInTeam(reach, 'tea_b', 'ASSIGN'), mayInTeam(reach, null, 'ASSIGN')]).toEqual([false, false]);
  expect(mayInTeam(reach, null, 'DEPLOY')).toBe(true);
});

const team = fc.constantFrom('tea_a', 'tea_b', 'tea_c');
const modelIds = ['mdl_1', 'mdl_2', 'mdl_3', 'mdl_4', 'mdl_5'];
const someModels = fc.tuple(
  ...modelIds.map(id =>
    fc.record({ id: fc.constant(id), teamId: fc.option(team), visibility: fc.constantFrom('INTERNAL', 'RESTRICTED') }),
  ),
) as fc.Arbitrary<AccessModelRow[]>;
const somePermissions = fc.subarray(['READ', 'DEPLOY', 'DELIVER', 'AUDIT_READ', 'ASSIGN'] as Permission[]);
const someGrants = fc.array(
  fc
    .tuple(
      fc.constantFrom('MODEL', 'TEAM', 'EVERYTHING'),
      fc.constantFrom(...modelIds),
      team,
      somePermissions,
      fc.boolean(),
    )
    .map(([scope, model, of, given, accepted]) => ({
      ...grant(scope as Grant['scope'], scope === 'TEAM' ? of : model, given),
      accepted,
    })),
  { maxLength: 4 },
);
const someActor = fc.oneof(
  { weight: 9, arbitrary: fc.option(somePermissions).map(limitedTo => actor('per_ana', { limitedTo })) },
  { weight: 1, arbitrary: fc.constant(system('test')) },
);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
  for (const id of ['tea_a', 'tea_b', 'tea_c'])
    await rows(database.db, 'INSERT INTO access.team (id, name, title) VALUES ($1, $1, $1)', [id]);
});
afterAll(() => database.drop());

it('filters in PostgreSQL exactly the models that it sees, and gives permissions on no other', async () => {
  await fc.assert(
    fc.asyncProperty(someModels, someGrants, someActor, async (stored, grants, who) => {
      await rows(database.db, 'DELETE FROM access.model');
      await rows(
        database.db,
        'INSERT INTO access.model (id, team_id, visibility) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])',
        [stored.map(m => m.id), stored.map(m => m.teamId), stored.map(m => m.visibility)],
      );
      const reach = reachOf(who, grants);
      const visible = visibleSql(reach, 'm', 2);
      const sql = `SELECT m.id FROM access.model m WHERE m.id <> $1 AND ${visible.sql} ORDER BY m.id`;
      const found = await rows<{ id: string }>(database.db, sql, ['mdl_5', ...visible.parameters]);
      const expected = stored.filter(model => model.id !== 'mdl_5' && sees(reach, model)).map(model => model.id);
      expect(found.map(row => row.id)).toEqual(expected);
      for (const model of stored) expect(permissionsOn(reach, model).size > 0).toBe(sees(reach, model));
    }),
    { numRuns: 300 },
  );
});

it('gives with a token never more than without', () => {
  fc.assert(
    fc.property(someModels, someGrants, somePermissions, (stored, grants, limitedTo) => {
      const whole = reachOf(ana, grants);
      const part = reachOf(limited(...limitedTo), grants);
      for (const model of stored) {
        expect(permissionsOn(whole, model)).toEqual(
          new Set([...permissionsOn(whole, model), ...permissionsOn(part, model)]),
        );
      }
    }),
  );
});

it('names the roles held on a model that give a permission, whatever a token leaves of it', () => {
  const held = (role: string, of: Grant): Grant => ({ ...of, role });
  const reach = reachOf(limited('READ'), [
    held('shipper', grant('MODEL', 'mdl_closed', deploy)),
    held('builder', grant('TEAM', 'tea_a', deploy)),
    held('builder', grant('EVERYTHING', null, deploy)),
    held('asked', proposed(grant('MODEL', 'mdl_closed', deploy))),
    held('reader', grant('MODEL', 'mdl_closed', ['READ'])),
    held('elsewhere', grant('MODEL', 'mdl_open', deploy)),
    held('others', grant('TEAM', 'tea_b', deploy)),
    held('teamless', grant('TEAM', null, deploy)),
  ]);
  expect([rolesOn(reach, closed, 'DEPLOY'), rolesOn(reach, orphan, 'DEPLOY')]).toEqual([
    ['builder', 'shipper'],
    ['builder'],
  ]);
});
