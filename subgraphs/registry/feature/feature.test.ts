import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { ask } from '@handoff/kit/testing/graph';
import { addPerson, addRole, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { change } from '../testing/asking.ts';

let catalogue: Catalogue;
let [writer, owner, stranger, team] = ['', '', '', ''];

beforeAll(async () => {
  catalogue = await Catalogue.open();
  const { db } = catalogue.database;
  [writer, owner, stranger] = [await addPerson(db, 'Wim'), await addPerson(db, 'Olga'), await addPerson(db, 'Stan')];
  team = await addTeam(db, 'data', [owner]);
  const feature = (name: string) => ({ features: [{ name: 'x', dtype: 'long', definition: name }] });
  for (const [name, visibility] of [
    ['churn', 'INTERNAL'],
    ['fraud', 'INTERNAL'],
    ['secret', 'RESTRICTED'],
  ] as const) {
    const { id } = await catalogue.register(name, { visibility });
    await catalogue.version(name, feature(name === 'secret' ? 'hidden' : 'age'));
    await catalogue.version(name, feature('age'));
    if (name === 'churn')
      await giveRole(db, { to: writer, role: await addRole(db, 'registrar', ['VERSION_REGISTER']), model: id });
  }
});
afterAll(() => catalogue.database.drop());

interface Feature {
  id: string;
  name: string;
  revision: number;
  [field: string]: unknown;
}
const save = (by: string, input: object) =>
  change<{ feature: Feature | null }>(catalogue.as(by), 'saveFeature', {
    input,
    select: 'feature { id name dtype source description revision owner { name } }',
  });

async function feature(name: string, by = catalogue.admin): Promise<Feature> {
  const source = `query ($name: String!) { feature(name: $name) { id name revision
    availability { environment available dtype freshnessMinutes source }
    usedBy { totalCount nodes { version model { name } } } } }`;
  return (await ask<{ feature: Feature }>(catalogue.as(by), source, { name })).feature;
}

it('enters a shared feature and changes what is given of it', async () => {
  const { feature: made } = await save(writer, { name: 'income', dtype: 'long', source: 'warehouse' });
  expect(made).toMatchObject({ id: expect.stringMatching(/^ftr_/), dtype: 'long', revision: 1, owner: null });
  const id = made?.id;
  const changed = await save(catalogue.admin, { id, name: 'income', dtype: 'double', ownerId: team, revision: 1 });
  expect(changed.feature).toMatchObject({ dtype: 'double', source: 'warehouse', revision: 2, owner: { name: 'data' } });
  const emptied = await save(owner, { id, name: 'income', dtype: 'double', source: null });
  expect(emptied.feature).toMatchObject({ source: null, revision: 3 });
  expect((await save(owner, { id, name: 'income', dtype: 'double' })).feature).toMatchObject({ revision: 3 });
  const events = await rows<{ action: string }>(
    catalogue.database.db,
    'SELECT action FROM event.entry WHERE subject_id = $1 AND NOT refused ORDER BY id',
    [id],
  );
  expect(events.map(({ action }) => action)).toEqual(['feature.entered', 'feature.changed', 'feature.changed']);
});

it('answers what cannot be saved as a problem', async () => {
  const age = await feature('age');
  const { id } = age;
  expect((await save(stranger, { name: 'new', dtype: 'long' })).problem).toMatchObject({ rule: 'shared-edit' });
  expect((await save(stranger, { id, name: 'age', dtype: 'long' })).problem).toMatchObject({ rule: 'shared-edit' });
  expect((await save(writer, { name: 'age', dtype: 'long' })).problem).toMatchObject({ reason: 'NAME_TAKEN' });
  expect((await save(writer, { id, name: 'age', dtype: 'long', revision: 9 })).problem).toMatchObject({
    reason: 'STALE_REVISION',
  });
  expect((await save(writer, { id, name: 'age', dtype: ' ' })).problem).toMatchObject({ field: 'dtype' });
  expect((await save(writer, { id, name: id, dtype: 'long' })).problem).toMatchObject({ field: 'name' });
  expect((await save(writer, { id, name: 'age', dtype: 'long', ownerId: 'per_none' })).problem).toMatchObject({
    field: 'ownerId',
  });
  expect((await save(writer, { id, name: 'age', dtype: 'long', description: 'In years.' })).problem).toBeNull();
  // Once somebody answers for it, using it is not enough.
  await save(catalogue.admin, { id, name: 'age', dtype: 'long', ownerId: owner });
  expect((await save(writer, { id, name: 'age', dtype: 'double' })).problem).toMatchObject({ rule: 'shared-edit' });
  expect((await save(owner, { id, name: 'age', dtype: 'double' })).feature).toMatchObject({ dtype: 'double' });
});

it('keeps what a restricted model alone knows from who may not see it', async () => {
  const { id } = await feature('hidden');
  expect((await save(writer, { id, name: 'hidden', dtype: 'long' })).problem).toMatchObject({ __typename: 'NotFound' });
  expect(await feature('hidden', stranger)).toBeNull();
});

it('says which versions read it, newest first, as far as the viewer may see them', async () => {
  const told = async (by: string) => {
    const { usedBy } = await feature('age', by);
    const { totalCount, nodes } = usedBy as {
      totalCount: number;
      nodes: { version: string; model: { name: string } }[];
    };
    return { totalCount, nodes: nodes.map(({ version, model }) => `${model.name} ${version}`) };
  };
  const open = ['fraud 2', 'fraud 1', 'churn 2', 'churn 1'];
  expect(await told(stranger)).toEqual({ totalCount: 4, nodes: open });
  expect(await told(catalogue.admin)).toEqual({ totalCount: 5, nodes: ['secret 2', ...open] });
  const found: string[] = [];
  let after: string | null = null;
  do {
    const page: {
      feature: { usedBy: { nodes: { id: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } };
    } = await ask(
      catalogue.as(catalogue.admin),
      `query ($after: String) { feature(name: "age") { usedBy(first: 2, after: $after) {
          nodes { id } pageInfo { endCursor hasNextPage } } } }`,
      { after },
    );
    const { nodes, pageInfo } = page.feature.usedBy;
    found.push(...nodes.map(({ id }) => id));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after);
  expect(new Set(found).size).toBe(5);
});

const report = (by: string, input: object) =>
  change<{ features: Feature[] | null }>(catalogue.as(by), 'reportAvailability', {
    input,
    select: 'features { name availability { environment available dtype freshnessMinutes } }',
  });

it('keeps what production can read, by environment, also of features that nobody has entered yet', async () => {
  const features = [
    { name: 'age', available: true, dtype: 'double', freshnessMinutes: 5, source: 'redis' },
    { name: 'later', available: true },
  ];
  const { features: told } = await report(catalogue.admin, { environment: 'production', features });
  expect(told).toEqual([
    {
      name: 'age',
      availability: [{ environment: 'production', available: true, dtype: 'double', freshnessMinutes: 5 }],
    },
  ]);
  await report(catalogue.admin, { environment: 'dev', features: [{ name: 'age', available: true }] });
  await report(catalogue.admin, { environment: 'production', features: [{ name: 'age', available: false }] });
  expect((await feature('age')).availability).toMatchObject([
    { environment: 'dev', available: true, source: null },
    { environment: 'production', available: false, freshnessMinutes: null },
  ]);
  await save(writer, { name: 'later', dtype: 'long' });
  expect((await feature('later')).availability).toMatchObject([{ environment: 'production', available: true }]);
  const events = await rows<{ changes: object[] }>(
    catalogue.database.db,
    "SELECT changes FROM event.entry WHERE action = 'availability.reported' ORDER BY id",
  );
  expect(events[2]?.changes).toEqual([
    { name: 'age', change: 'CHANGED', before: 'available, double, 5 minutes old at most', after: 'not available' },
  ]);
});

it.each([
  [{ environment: ' ', features: [{ name: 'a', available: true }] }, 'environment'],
  [{ environment: 'dev', features: [] }, 'features'],
  [{ environment: 'dev', features: [{ name: '', available: true }] }, 'features[0].name'],
  [
    { environment: 'dev', features: [{ name: 'a', available: true, freshnessMinutes: -1 }] },
    'features[0].freshnessMinutes',
  ],
  [
    {
      environment: 'dev',
      features: [
        { name: 'a', available: true },
        { name: 'a', available: false },
      ],
    },
    'features[1].name',
  ],
])('says what is wrong with the report %j', async (input, field) => {
  expect(await report(catalogue.admin, input)).toMatchObject({ features: null, problem: { field } });
});

it('takes reports from who may send measurements of everything alone', async () => {
  const input = { environment: 'production', features: [{ name: 'age', available: true }] };
  expect(await report(writer, input)).toMatchObject({ features: null, problem: { rule: 'ingest' } });
});

it('takes two reports at once, whatever their order', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const of = (list: string[], available: boolean) =>
    report(catalogue.admin, { environment: 'staging', features: list.map(name => ({ name, available })) });
  const answers = await Promise.all([of(names, true), of(names.toReversed(), false), of(names, true)]);
  expect(answers.map(({ problem }) => problem)).toEqual([null, null, null]);
});

it('sends as many statements for many features as for one', async () => {
  const asked = '{ totalCount nodes { availability { available } usedBy { totalCount nodes { version } } } }';
  const of = (first: number) =>
    countStatements(() => ask(catalogue.as(catalogue.admin), `{ features(first: ${first}) ${asked} }`));
  expect((await of(4)).statements.length).toBe((await of(1)).statements.length);
});
