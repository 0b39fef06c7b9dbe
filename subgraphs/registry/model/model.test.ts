import { rows } from '@handoff/kit/database/database';
import { ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from './testing/catalogue.ts';

let catalogue: Catalogue;
let admin: string;
let member: string;
let stranger: string;
let team: string;

beforeAll(async () => {
  catalogue = await Catalogue.open();
  admin = catalogue.admin;
  member = await addPerson(catalogue.database.db, 'Mia');
  stranger = await addPerson(catalogue.database.db, 'Stan');
  team = await addTeam(catalogue.database.db, 'credit', [member]);
});
afterAll(() => catalogue.database.drop());

const told = { task: 'BINARY_CLASSIFICATION', riskTier: 'HIGH' };

it('registers a model with its event, team and everything told', async () => {
  const { model } = await catalogue.run('registerModel', member, {
    name: 'credit/pd',
    ...told,
    team: 'credit',
    tags: ['b', 'a', 'b'],
    objectives: [{ metric: 'auc', comparator: 'AT_LEAST', target: 0.8 }],
  });
  expect(model).toMatchObject({
    name: 'credit/pd',
    title: 'credit/pd',
    revision: 1,
    tags: ['a', 'b'],
    visibility: 'INTERNAL',
    team: { name: 'credit' },
    objectives: [{ metric: 'auc', target: 0.8 }],
    viewerCan: ['READ'],
  });
  const events = await rows<{ action: string }>(
    catalogue.database.db,
    'SELECT action FROM event.entry WHERE model_id = $1',
    [model?.id],
  );
  expect(events).toEqual([{ action: 'model.registered' }]);
});

it('refuses who neither belongs to the team nor may edit, and says so in the trail', async () => {
  const refused = await catalogue.run('registerModel', stranger, { name: 'mine', ...told, team: 'credit' });
  expect(refused).toMatchObject({ model: null, problem: { __typename: 'NotAllowed', rule: 'register-model' } });
  const nowhere = await catalogue.run('registerModel', member, { name: 'mine', ...told });
  expect(nowhere.problem).toMatchObject({ rule: 'register-model' });
  const unseen = await catalogue.run('registerModel', member, {
    name: 'mine',
    ...told,
    team: 'credit',
    visibility: 'RESTRICTED',
  });
  expect(unseen.problem).toMatchObject({ rule: 'restricted-unseen' });
  const tried = await rows(
    catalogue.database.db,
    "SELECT 1 FROM event.entry WHERE action = 'registerModel.refused' AND refused",
  );
  expect(tried).toHaveLength(3);
});

it('gives a name to one of two that ask for it at once', async () => {
  const both = await Promise.all([1, 2].map(() => catalogue.run('registerModel', admin, { name: 'race', ...told })));
  expect(both.filter(({ model }) => model !== null)).toHaveLength(1);
  expect(both.find(({ model }) => model === null)?.problem).toMatchObject({
    __typename: 'Conflict',
    reason: 'NAME_TAKEN',
  });
});

it('changes what is given, leaves what is not, empties what is null, and refuses a stale revision', async () => {
  const model = await catalogue.register('update-me', { description: 'old', title: 'Old' });
  const changed = await catalogue.run('updateModel', admin, { model: model.id, revision: 1, title: 'New', team });
  expect(changed.model).toMatchObject({ title: 'New', description: 'old', revision: 2, team: { name: 'credit' } });
  const emptied = await catalogue.run('updateModel', admin, {
    model: 'update-me',
    revision: 2,
    description: null,
    team: null,
  });
  expect(emptied.model).toMatchObject({ description: null, revision: 3, team: null, title: 'New' });
  const stale = await catalogue.run('updateModel', admin, { model: 'update-me', revision: 2, title: 'Late' });
  expect(stale.problem).toMatchObject({ reason: 'STALE_REVISION' });
  expect(stale.problem?.message).toMatch(
    /\(revision 3, yours is 2\): look at it again\. Admin changed model update-me \(description, teamId\) at .* UTC\.$/,
  );
  const same = await catalogue.run('updateModel', admin, { model: 'update-me', revision: 3, title: 'New' });
  expect(same.model?.revision).toBe(3);
  const forbidden = await catalogue.run('updateModel', stranger, { model: 'update-me', revision: 3, title: 'Mine' });
  expect(forbidden.problem).toMatchObject({ rule: 'model-edit' });
  await catalogue.register('update-other');
  const taken = await catalogue.run('updateModel', admin, { model: 'update-me', revision: 3, name: 'update-other' });
  expect(taken.problem).toMatchObject({ reason: 'NAME_TAKEN' });
  const nameless = await catalogue.run('updateModel', admin, { model: 'update-me', revision: 3, name: null });
  expect(nameless.problem).toMatchObject({ field: 'name' });
});

it('lets one of two changes on the same revision win', async () => {
  await catalogue.register('revise');
  const both = await Promise.all(
    ['A', 'B'].map(title => catalogue.run('updateModel', admin, { model: 'revise', revision: 1, title })),
  );
  expect(both.map(({ problem }) => problem?.reason ?? null).toSorted()).toEqual(['STALE_REVISION', null]);
});

it('tags models and versions, archives and brings back', async () => {
  await catalogue.register('shelf', { tags: ['x'] });
  await catalogue.version('shelf');
  expect((await catalogue.run('tagModel', admin, { model: 'shelf', add: ['y'], remove: ['x'] })).model?.tags).toEqual([
    'y',
  ]);
  const source = `mutation ($input: TagModelInput!) { tagModel(input: $input) { version { tags version } problem { message } } }`;
  const answer = await ask(catalogue.as(admin), source, {
    input: { model: 'shelf', version: '1', add: ['stage=gold'] },
  });
  expect(answer).toEqual({ tagModel: { version: { tags: ['stage=gold'], version: '1' }, problem: null } });
  expect(
    (await catalogue.run('archiveModel', admin, { model: 'shelf', reason: 'old' })).model?.archivedAt,
  ).not.toBeNull();
  const away = '{ models(filter: { archived: true }) { nodes { name } } }';
  expect(await ask(catalogue.as(admin), away)).toEqual({ models: { nodes: [{ name: 'shelf' }] } });
  expect(
    (await catalogue.run('archiveModel', admin, { model: 'shelf', reason: 'oops', undo: true })).model?.archivedAt,
  ).toBeNull();
});

it('puts away nothing that serves, and says where it does', async () => {
  const { id } = await catalogue.register('busy');
  await catalogue.version('busy');
  await catalogue.version('busy', { changeNote: 'more trees' });
  const { db } = catalogue.database;
  await rows(
    db,
    `INSERT INTO deployment.environment (id, name, title, rank, production)
     VALUES ('env_busy', 'busy-place', 'Busy', 7, true) ON CONFLICT DO NOTHING`,
  );
  await rows(
    db,
    `INSERT INTO deployment.deployment (id, model_id, version_id, environment_id, kind, state, traffic_percent)
     SELECT 'dep_busy', v.model_id, v.id, 'env_busy', 'PRIMARY', 'LIVE', 100
     FROM registry.version v WHERE v.model_id = $1 AND v.version = '1'`,
    [id],
  );
  const archive = async (version: string) => {
    const source =
      'mutation ($input: ArchiveVersionInput!) { archiveVersion(input: $input) { version { state } problem { __typename message } } }';
    const input = { model: 'busy', version, reason: 'old' };
    return (await ask<{ archiveVersion: unknown }>(catalogue.as(admin), source, { input })).archiveVersion;
  };
  const inUse = { __typename: 'WrongState', message: expect.stringContaining('version 1 in busy-place') };
  expect(await catalogue.run('archiveModel', admin, { model: 'busy', reason: 'old' })).toMatchObject({
    problem: inUse,
  });
  expect(await archive('1')).toMatchObject({ problem: inUse });
  expect(await archive('2')).toMatchObject({ version: { state: 'ARCHIVED' }, problem: null });
  await rows(db, "UPDATE deployment.deployment SET state = 'RETIRED' WHERE id = 'dep_busy'");
  expect(await archive('1')).toMatchObject({ version: { state: 'ARCHIVED' }, problem: null });
  expect(await catalogue.run('archiveModel', admin, { model: 'busy', reason: 'old' })).toMatchObject({ problem: null });
});

it('moves an alias in one step, whoever asks at once, and takes it away', async () => {
  await catalogue.register('aliased');
  await catalogue.version('aliased');
  await catalogue.version('aliased', { changeNote: 'more trees' });
  await Promise.all(
    ['1', '2'].map(number => catalogue.run('setAlias', admin, { model: 'aliased', name: 'champion', version: number })),
  );
  const moved = await catalogue.run('setAlias', admin, {
    model: 'aliased',
    name: 'champion',
    version: '2',
    revision: 3,
  });
  expect(moved.problem).toBeNull();
  expect(moved.model?.aliases).toEqual([{ name: 'champion', version: { version: '2' }, setBy: { name: 'Admin' } }]);
  const wrong = await catalogue.run('setAlias', admin, { model: 'aliased', name: '7', version: '2' });
  expect(wrong.problem).toMatchObject({ field: 'name' });
  expect(
    (await catalogue.run('setAlias', admin, { model: 'aliased', name: 'champion', version: '9' })).problem,
  ).toMatchObject({
    __typename: 'NotFound',
  });
  expect(
    (await catalogue.run('setAlias', admin, { model: 'aliased', name: 'champion', version: null })).model?.aliases,
  ).toEqual([]);
});
