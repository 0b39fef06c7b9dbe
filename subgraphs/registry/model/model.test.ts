import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, askRaw } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { modelName } from './fields.ts';
import { likeText } from './search.ts';
import { retagged } from './tag.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
let member: string;
let stranger: string;
let team: string;

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  admin = await addPerson(database.db, 'Admin');
  member = await addPerson(database.db, 'Mia');
  stranger = await addPerson(database.db, 'Stan');
  team = await addTeam(database.db, 'credit', [member]);
  await giveRole(database.db, { to: admin, role: 'admin' });
});
afterAll(() => database.drop());

const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });
const problem =
  'problem { __typename message ... on Conflict { reason } ... on InvalidInput { field } ... on NotAllowed { rule } }';
interface Thing {
  id: string;
  name: string;
  revision: number;
  [field: string]: unknown;
}
type Answer = Record<string, { model: Thing | null; problem: Record<string, unknown> | null }>;

const change = (name: string) => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { model { id name title revision description tags visibility archivedAt team { name } objectives { metric target } aliases { name version { version } setBy { name } } viewerCan } ${problem} } }`;
};

async function run(name: string, by: string, input: object) {
  const answer = await ask<Answer>(as(by), change(name), { input });
  return answer[name] ?? { model: null, problem: null };
}

const told = { task: 'BINARY_CLASSIFICATION', riskTier: 'HIGH' };

async function register(name: string, more: object = {}): Promise<Thing> {
  const { model } = await run('registerModel', admin, { name, ...told, ...more });
  if (!model) throw new Error(`${name} was not registered`);
  return model;
}

async function version(model: string, content: object = {}): Promise<void> {
  const source = `mutation ($input: RegisterVersionInput!) { registerVersion(input: $input) { version { id } ${problem} } }`;
  const answer = await ask<Record<string, { problem: unknown }>>(as(admin), source, { input: { model, content } });
  expect(answer.registerVersion?.problem).toBeNull();
}

it.each([
  ['churn', true],
  ['team/churn', true],
  ['catalog.schema.churn-2', true],
  ['9lives', true],
  ['Churn', false],
  ['-churn', false],
  ['', false],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
  ['churn model', false],
  ['churn\n', false],
])('judges the name %j', (name, good) => {
  expect(modelName.safeParse(name).success).toBe(good);
});

it.each([
  { tags: ['b'], add: ['a'], remove: [], expected: ['a', 'b'] },
  { tags: ['b'], add: ['b'], remove: ['b'], expected: [] },
  { tags: [], add: [], remove: ['x'], expected: [] },
])('retags $tags with $add without $remove', ({ tags, add, remove, expected }) => {
  expect(retagged(tags, { add, remove })).toEqual(expected);
});

it.each([
  ['50%_a\\b', '%50\\%\\_a\\\\b%'],
  ['  ', null],
  [null, null],
])('takes %j literally in a search', (search, pattern) => {
  expect(likeText(search)).toBe(pattern);
});

it('registers a model with its event, team and everything told', async () => {
  const { model } = await run('registerModel', member, {
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
  const events = await rows<{ action: string }>(database.db, 'SELECT action FROM event.entry WHERE model_id = $1', [
    model?.id,
  ]);
  expect(events).toEqual([{ action: 'model.registered' }]);
});

it('refuses who neither belongs to the team nor may edit, and says so in the trail', async () => {
  const refused = await run('registerModel', stranger, { name: 'mine', ...told, team: 'credit' });
  expect(refused).toMatchObject({ model: null, problem: { __typename: 'NotAllowed', rule: 'register-model' } });
  const nowhere = await run('registerModel', member, { name: 'mine', ...told });
  expect(nowhere.problem).toMatchObject({ rule: 'register-model' });
  const unseen = await run('registerModel', member, {
    name: 'mine',
    ...told,
    team: 'credit',
    visibility: 'RESTRICTED',
  });
  expect(unseen.problem).toMatchObject({ rule: 'restricted-unseen' });
  const tried = await rows(database.db, "SELECT 1 FROM event.entry WHERE action = 'registerModel.refused' AND refused");
  expect(tried).toHaveLength(3);
});

it('gives a name to one of two that ask for it at once', async () => {
  const both = await Promise.all([1, 2].map(() => run('registerModel', admin, { name: 'race', ...told })));
  expect(both.filter(({ model }) => model !== null)).toHaveLength(1);
  expect(both.find(({ model }) => model === null)?.problem).toMatchObject({
    __typename: 'Conflict',
    reason: 'NAME_TAKEN',
  });
});

it('changes what is given, leaves what is not, empties what is null, and refuses a stale revision', async () => {
  const model = await register('update-me', { description: 'old', title: 'Old' });
  const changed = await run('updateModel', admin, { model: model.id, revision: 1, title: 'New', team });
  expect(changed.model).toMatchObject({ title: 'New', description: 'old', revision: 2, team: { name: 'credit' } });
  const emptied = await run('updateModel', admin, { model: 'update-me', revision: 2, description: null, team: null });
  expect(emptied.model).toMatchObject({ description: null, revision: 3, team: null, title: 'New' });
  const stale = await run('updateModel', admin, { model: 'update-me', revision: 2, title: 'Late' });
  expect(stale.problem).toMatchObject({ reason: 'STALE_REVISION' });
  const same = await run('updateModel', admin, { model: 'update-me', revision: 3, title: 'New' });
  expect(same.model?.revision).toBe(3);
  const forbidden = await run('updateModel', stranger, { model: 'update-me', revision: 3, title: 'Mine' });
  expect(forbidden.problem).toMatchObject({ rule: 'model-edit' });
  await register('update-other');
  const taken = await run('updateModel', admin, { model: 'update-me', revision: 3, name: 'update-other' });
  expect(taken.problem).toMatchObject({ reason: 'NAME_TAKEN' });
  const nameless = await run('updateModel', admin, { model: 'update-me', revision: 3, name: null });
  expect(nameless.problem).toMatchObject({ field: 'name' });
});

it('lets one of two changes on the same revision win', async () => {
  await register('revise');
  const both = await Promise.all(
    ['A', 'B'].map(title => run('updateModel', admin, { model: 'revise', revision: 1, title })),
  );
  expect(both.map(({ problem }) => problem?.reason ?? null).toSorted()).toEqual(['STALE_REVISION', null]);
});

it('tags models and versions, archives and brings back', async () => {
  await register('shelf', { tags: ['x'] });
  await version('shelf');
  expect((await run('tagModel', admin, { model: 'shelf', add: ['y'], remove: ['x'] })).model?.tags).toEqual(['y']);
  const source = `mutation ($input: TagModelInput!) { tagModel(input: $input) { version { tags version } problem { message } } }`;
  const answer = await ask(as(admin), source, { input: { model: 'shelf', version: '1', add: ['stage=gold'] } });
  expect(answer).toEqual({ tagModel: { version: { tags: ['stage=gold'], version: '1' }, problem: null } });
  expect((await run('archiveModel', admin, { model: 'shelf', reason: 'old' })).model?.archivedAt).not.toBeNull();
  expect(await names('{ archived: true }')).toEqual(['shelf']);
  expect(
    (await run('archiveModel', admin, { model: 'shelf', reason: 'oops', undo: true })).model?.archivedAt,
  ).toBeNull();
});

it('moves an alias in one step, whoever asks at once, and takes it away', async () => {
  await register('aliased');
  await version('aliased');
  await version('aliased', { changeNote: 'more trees' });
  await Promise.all(
    ['1', '2'].map(number => run('setAlias', admin, { model: 'aliased', name: 'champion', version: number })),
  );
  const moved = await run('setAlias', admin, { model: 'aliased', name: 'champion', version: '2', revision: 3 });
  expect(moved.problem).toBeNull();
  expect(moved.model?.aliases).toEqual([{ name: 'champion', version: { version: '2' }, setBy: { name: 'Admin' } }]);
  const wrong = await run('setAlias', admin, { model: 'aliased', name: '7', version: '2' });
  expect(wrong.problem).toMatchObject({ field: 'name' });
  expect((await run('setAlias', admin, { model: 'aliased', name: 'champion', version: '9' })).problem).toMatchObject({
    __typename: 'NotFound',
  });
  expect((await run('setAlias', admin, { model: 'aliased', name: 'champion', version: null })).model?.aliases).toEqual(
    [],
  );
});

async function names(filter: string, more = '', by = admin): Promise<string[]> {
  const source = `{ models(filter: ${filter}${more}) { nodes { name } totalCount } }`;
  const { models } = await ask<{ models: { nodes: Thing[]; totalCount: number } }>(as(by), source);
  expect(models.totalCount).toBe(models.nodes.length);
  return models.nodes.map(({ name }) => name);
}

it('keeps a restricted model from who may not see it: alone, in lists, totals and by version', async () => {
  await register('secret', { visibility: 'RESTRICTED', tags: ['hush'] });
  await version('secret', { trainingData: [{ dataset: { name: 'secret-data' }, purpose: 'TRAINING' }] });
  const look =
    '{ model(name: "secret") { id } models(filter: { tags: ["hush"] }) { totalCount nodes { id } } modelVersion(model: "secret", version: "1") { id } dataset(name: "secret-data") { id } }';
  expect(await ask(as(stranger), look)).toEqual({
    model: null,
    models: { totalCount: 0, nodes: [] },
    modelVersion: null,
    dataset: null,
  });
  const seen = await ask<Record<string, unknown>>(as(admin), look);
  expect(seen).toMatchObject({ model: {}, models: { totalCount: 1 }, modelVersion: {}, dataset: {} });
  const edit = await run('updateModel', stranger, { model: 'secret', revision: 1, title: 'x' });
  expect(edit.problem).toMatchObject({ __typename: 'NotFound' });
});

it('filters by what is asked for, combined', async () => {
  await register('f-one', { tags: ['f', 'one'], task: 'RANKING' });
  await register('f-two', { tags: ['f', 'two'], riskTier: 'MINIMAL', team: 'credit' });
  await register('f-three', { tags: ['f'] });
  await version('f-one', {
    features: [{ name: 'age', dtype: 'long' }],
    evaluations: [{ metric: 'ndcg', value: 0.7 }],
    trainingData: [{ dataset: { name: 'clicks' }, purpose: 'TRAINING' }],
  });
  const two = await ask<{ model: Thing }>(as(admin), '{ model(name: "f-two") { id } }');
  await giveRole(database.db, { to: member, role: 'owner', model: two.model.id });
  const f = 'tags: ["f"]';
  expect(await names(`{ ${f} }`)).toEqual(['f-one', 'f-three', 'f-two']);
  expect(await names(`{ ${f}, task: RANKING }`)).toEqual(['f-one']);
  expect(await names(`{ ${f}, not: { task: RANKING } }`)).toEqual(['f-three', 'f-two']);
  expect(await names(`{ ${f}, any: [{ tags: ["one"] }, { riskTier: MINIMAL }] }`)).toEqual(['f-one', 'f-two']);
  expect(await names(`{ all: [{ ${f} }, { tags: ["two"] }] }`)).toEqual(['f-two']);
  expect(await names(`{ ${f}, team: "credit" }`)).toEqual(['f-two']);
  expect(await names(`{ ${f}, not: { team: "credit" } }`)).toEqual(['f-one', 'f-three']);
  expect(await names(`{ ${f}, owner: "${member}" }`)).toEqual(['f-two']);
  expect(await names(`{ ${f}, unowned: true }`)).toEqual(['f-one', 'f-three']);
  expect(await names(`{ ${f}, mine: true }`, '', member)).toEqual(['f-two']);
  expect(await names(`{ ${f}, source: MLFLOW }`)).toEqual([]);
  expect(await names(`{ ${f}, feature: "age" }`)).toEqual(['f-one']);
  expect(await names(`{ ${f}, dataset: "clicks" }`)).toEqual(['f-one']);
  expect(await names(`{ ${f}, metric: { name: "ndcg", comparator: AT_LEAST, value: 0.7 } }`)).toEqual(['f-one']);
  expect(await names(`{ ${f}, metric: { name: "ndcg", comparator: AT_LEAST, value: 0.71 } }`)).toEqual([]);
});

it('ranks the exact name before its beginning, its middle and the rest, page by page', async () => {
  for (const name of ['zz/rank', 'ranking', 'rank', 'other-name'])
    await register(name, name === 'other-name' ? { tags: ['rank'] } : {});
  const found: string[] = [];
  let after: string | null = null;
  do {
    const page: { models: { nodes: Thing[]; pageInfo: { endCursor: string; hasNextPage: boolean } } } = await ask(
      as(admin),
      'query ($after: String) { models(search: "RANK", first: 1, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    found.push(...page.models.nodes.map(({ name }) => name));
    after = page.models.pageInfo.hasNextPage ? page.models.pageInfo.endCursor : null;
  } while (after);
  expect(found).toEqual(['rank', 'ranking', 'zz/rank', 'other-name']);
  for (const orderBy of ['NAME', 'UPDATED_AT', 'CREATED_AT']) {
    const first = await ask<{ models: { nodes: Thing[]; pageInfo: { endCursor: string } } }>(
      as(admin),
      `{ models(orderBy: ${orderBy}, first: 2) { nodes { name } pageInfo { endCursor } } }`,
    );
    const second = await ask<{ models: { nodes: Thing[] } }>(
      as(admin),
      `{ models(orderBy: ${orderBy}, first: 2, after: "${first.models.pageInfo.endCursor}") { nodes { name } } }`,
    );
    const all = await ask<{ models: { nodes: Thing[] } }>(
      as(admin),
      `{ models(orderBy: ${orderBy}, first: 4) { nodes { name } } }`,
    );
    expect([...first.models.nodes, ...second.models.nodes]).toEqual(all.models.nodes);
  }
});

it.each([
  '{ models(after: "WyJ4Il0") { nodes { id } } }',
  '{ models(orderBy: CREATED_AT, after: "WyJub3QgYSB0aW1lIiwgIngiXQ") { nodes { id } } }',
  '{ models(first: 101) { nodes { id } } }',
  '{ models(filter: { tags: ["\\u0000"] }) { nodes { id } } }',
  '{ models(filter: { not: { not: { not: { not: { not: { task: OTHER } } } } } }) { nodes { id } } }',
])('refuses %s as bad input', async source => {
  const { errors } = await askRaw(as(admin), source);
  expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
});

it('finds nothing for texts that cannot be', async () => {
  const source =
    '{ model(name: "\\u0000") { id } modelVersion(id: "\\u0000") { id } dataset(name: "\\u0000") { id } feature(id: "\\u0000") { id } models(search: "\\u0000%") { totalCount } }';
  expect(await ask(as(admin), source)).toEqual({
    model: null,
    modelVersion: null,
    dataset: null,
    feature: null,
    models: { totalCount: 0 },
  });
});

it('reads many models with all they are made of with as many statements as one', async () => {
  for (let i = 0; i < 6; i++) {
    await register(`many-${i}`, { tags: ['many'], team: 'credit' });
    for (let n = 0; n < 3; n++)
      await version(`many-${i}`, {
        changeNote: `${n}`,
        features: [{ name: 'age', dtype: 'long', definition: 'age' }],
        trainingData: [{ dataset: { name: 'people' }, purpose: 'TRAINING' }],
        evaluations: [{ metric: 'auc', value: 0.8, dataset: 'people' }],
        documents: [{ title: 'Notes', kind: 'notes' }],
        assumptions: ['Prices stay'],
      });
    await run('setAlias', admin, { model: `many-${i}`, name: 'champion', version: '2' });
  }
  const source = `query ($first: Int) { models(first: $first, filter: { tags: ["many"] }) { totalCount nodes {
    name team { name } viewerCan latestVersion { version } aliases { name version { version } setBy { name } } documents { id } sources { url }
    byAlias: version(version: "champion") { version }
    versions(first: 2) { totalCount nodes { version createdBy { name } parent { id } trainedBy { id } source { url } features { name definition { name } } labels { name } assumptions { text }
      trainingData { dataset { name } } evaluations { metric dataset { name } } artifacts { uri } documents { title } model { name } } } } } }`;
  const one = await countStatements(() => ask(as(admin), source, { first: 1 }));
  const many = await countStatements(() => ask(as(admin), source, { first: 6 }));
  expect(many.statements.length).toBe(one.statements.length);
  const { models } = many.result as {
    models: {
      nodes: {
        byAlias: unknown;
        latestVersion: unknown;
        versions: { totalCount: number; nodes: { version: string }[] };
      }[];
    };
  };
  expect(models.nodes).toHaveLength(6);
  for (const node of models.nodes) {
    expect(node.byAlias).toEqual({ version: '2' });
    expect(node.latestVersion).toEqual({ version: '3' });
    expect(node.versions.nodes.map(({ version }) => version)).toEqual(['3', '2']);
    expect(node.versions.totalCount).toBe(3);
  }
});
