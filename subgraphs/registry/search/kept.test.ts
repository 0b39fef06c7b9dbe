import { type Db, rows } from '@handoff/kit/database/database';
import { ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue, type Thing } from '../model/testing/catalogue.ts';

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await Catalogue.open();
});
afterAll(() => catalogue.database.drop());

async function found(search: string, by = catalogue.admin): Promise<string[]> {
  const source = 'query ($search: String) { models(search: $search, filter: { archived: null }) { nodes { name } } }';
  const { models } = await ask<{ models: { nodes: Thing[] } }>(catalogue.as(by), source, { search });
  return models.nodes.map(({ name }) => name);
}

it('finds a model by what was changed of it, and no longer by what it was', async () => {
  const { revision } = await catalogue.register('platypus', { title: 'Echidna' });
  await catalogue.run('updateModel', catalogue.admin, {
    model: 'platypus',
    revision,
    name: 'kangaroo',
    title: 'Bilby',
  });
  expect(await found('kangaroo')).toEqual(['kangaroo']);
  expect(await found('bilby')).toEqual(['kangaroo']);
  expect(await found('platypus')).toEqual([]);
  expect(await found('echidna')).toEqual([]);
  await catalogue.run('tagModel', catalogue.admin, { model: 'kangaroo', add: ['dingo'] });
  expect(await found('dingo')).toEqual(['kangaroo']);
});

it('finds it by its versions that are ready, their data sets and documents, as they stand', async () => {
  const { db } = catalogue.database;
  await catalogue.register('emu');
  await catalogue.version('emu', {
    algorithm: 'cassowary',
    trainingData: [{ dataset: { name: 'galah' }, purpose: 'TRAINING' }],
    documents: [{ title: 'Notes', kind: 'notes', body: 'About the lorikeet' }],
  });
  for (const word of ['cassowary', 'galah', 'lorikeet']) expect(await found(word)).toEqual(['emu']);
  await rows(db, "UPDATE registry.dataset SET name = 'brolga' WHERE name = 'galah'");
  expect([await found('brolga'), await found('galah')]).toEqual([['emu'], []]);
  await rows(db, "UPDATE registry.document SET removed_at = now() WHERE body LIKE '%lorikeet%'");
  expect(await found('lorikeet')).toEqual([]);
  await rows(db, "UPDATE registry.version SET state = 'ARCHIVED' WHERE algorithm = 'cassowary'");
  expect(await found('cassowary')).toEqual([]);
});

it('hides and shows it with its visibility and team, in the moment of the change', async () => {
  const stranger = await addPerson(catalogue.database.db, 'Stan');
  const { revision } = await catalogue.register('quoll');
  expect(await found('quoll', stranger)).toEqual(['quoll']);
  await catalogue.run('updateModel', catalogue.admin, { model: 'quoll', revision, visibility: 'RESTRICTED' });
  expect(await found('quoll', stranger)).toEqual([]);
  const team = await addTeam(catalogue.database.db, 'marsupials');
  await rows(
    catalogue.database.db,
    "UPDATE access.model SET team_id = $1, visibility = 'INTERNAL' WHERE id IN (SELECT id FROM registry.model WHERE name = 'quoll')",
    [team],
  );
  const source =
    '{ models(search: "quoll", filter: { team: "marsupials" }) { facets { field values { value } } nodes { name } } }';
  const { models } = await ask<{ models: object }>(catalogue.as(stranger), source);
  expect(models).toMatchObject({
    nodes: [{ name: 'quoll' }],
    facets: expect.arrayContaining([{ field: 'team', values: [{ value: 'marsupials' }] }]),
  });
});

it('knows the source of an imported model, and takes texts of any length and kind', async () => {
  const source = `mutation ($input: ImportModelsInput!) { importModels(input: $input) { results { outcome problem { message } } problem { message } } }`;
  const body = `numbat ${'x'.repeat(5000)} ${'word '.repeat(30_000)} 1.5e10 <b>bold</b> a.b/c-d_e ${'é'.repeat(100)}`;
  const records = [
    {
      name: 'numbat-1',
      source: { system: 'MLFLOW', externalId: 'n1' },
      documents: [{ title: 'T', kind: 'card', body }],
    },
  ];
  const { importModels } = await ask<{ importModels: { results: object[] } }>(catalogue.as(catalogue.admin), source, {
    input: { records },
  });
  expect(importModels.results).toMatchObject([{ outcome: 'CREATED' }]);
  const look = '{ models(search: "bold") { nodes { name } facets { field values { value count } } } }';
  const { models } = await ask<{ models: object }>(catalogue.as(catalogue.admin), look);
  expect(models).toMatchObject({ nodes: [] });
  const again = '{ models(search: "numbat") { nodes { name } facets { field values { value count } } } }';
  const { models: other } = await ask<{ models: object }>(catalogue.as(catalogue.admin), again);
  expect(other).toMatchObject({
    nodes: [{ name: 'numbat-1' }],
    facets: expect.arrayContaining([{ field: 'source', values: [{ value: 'MLFLOW', count: 1 }] }]),
  });
});

it('writes the row once in a transaction, however much that changes', async () => {
  const { db } = catalogue.database;
  const written = () =>
    rows<{ made: string }>(db, "SELECT made_in::text AS made FROM registry.search WHERE name = 'dunnart'");
  await catalogue.register('dunnart');
  const before = await written();
  await catalogue.run('setAlias', catalogue.admin, { model: 'dunnart', name: 'champion' });
  expect(await written()).toEqual(before);
  await catalogue.version('dunnart', { documents: [{ title: 'A', kind: 'a', body: 'b' }] });
  expect(await written()).not.toEqual(before);
});

it('keeps both of two changes of one model that meet', async () => {
  const { db } = catalogue.database;
  await catalogue.register('bandicoot');
  const tell = "UPDATE registry.model SET tags = ARRAY['potoroo'] WHERE name = 'bandicoot'";
  const write = `INSERT INTO registry.document (id, model_id, title, kind, body, updated_at, updated_by_id)
    SELECT 'doc_meeting', id, 'T', 'notes', 'wallaroo', now(), 'x' FROM registry.model WHERE name = 'bandicoot'`;
  const [one, other] = [db.createQueryRunner(), db.createQueryRunner()];
  try {
    for (const runner of [one, other]) await runner.query('BEGIN');
    await one.query(tell);
    await other.query(write);
    // What is done at the end is done now: the first holds the row while the second comes to it.
    await one.query('SET CONSTRAINTS ALL IMMEDIATE');
    const waiting = other.query('COMMIT');
    await blocked(db);
    await one.query('COMMIT');
    await waiting;
  } finally {
    for (const runner of [one, other]) await runner.release();
  }
  for (const word of ['potoroo', 'wallaroo']) expect(await found(word)).toEqual(['bandicoot']);
});

/** Waits until a transaction waits for another one. */
async function blocked(db: Db): Promise<void> {
  const sql =
    'SELECT FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0';
  while ((await rows(db, sql)).length === 0) await new Promise(resolve => setTimeout(resolve, 5));
}

it('knows who may see it from the assignments of the moment, and counts for them alone', async () => {
  const { db } = catalogue.database;
  const viewer = await addPerson(db, 'Vera');
  const model = await catalogue.register('wombat', { visibility: 'RESTRICTED', tags: ['burrow'] });
  const look = '{ models(search: "womba") { totalCount edges { highlights } facets { field values { value } } } }';
  const seen = () => ask(catalogue.as(viewer), look);
  const nothing = { models: { totalCount: 0, edges: [], facets: [] } };
  expect(await seen()).toEqual(nothing);
  const assignment = await giveRole(db, { to: viewer, role: 'viewer', model: model.id });
  expect(await seen()).toMatchObject({
    models: {
      totalCount: 1,
      edges: [{ highlights: ['name: **wombat**'] }],
      facets: expect.arrayContaining([{ field: 'tag', values: [{ value: 'burrow' }] }]),
    },
  });
  await rows(db, "UPDATE access.assignment SET until = now() - interval '1 minute' WHERE id = $1", [assignment]);
  expect(await seen()).toEqual(nothing);
});

it('is put away and brought back in searches with the model', async () => {
  const look =
    'query ($archived: Boolean) { models(search: "potoroos", filter: { archived: $archived }) { totalCount } }';
  const counts = async () => {
    const asked = [false, true, null].map(archived =>
      ask<{ models: { totalCount: number } }>(catalogue.as(catalogue.admin), look, { archived }),
    );
    return (await Promise.all(asked)).map(({ models }) => models.totalCount);
  };
  await catalogue.register('bettong', { purpose: 'Counts potoroos', tags: ['potoroo'] });
  const before = await counts();
  await catalogue.run('archiveModel', catalogue.admin, { model: 'bettong', reason: 'over' });
  expect(await counts()).toEqual([(before[0] ?? 0) - 1, (before[1] ?? 0) + 1, before[2]]);
  await catalogue.run('archiveModel', catalogue.admin, { model: 'bettong', reason: 'again', undo: true });
  expect(await counts()).toEqual(before);
});
