import { countStatements } from '@handoff/kit/database/statements';
import { ask, askRaw } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue, type Thing } from './testing/catalogue.ts';

let catalogue: Catalogue;
let admin: string;
let member: string;
let stranger: string;

beforeAll(async () => {
  catalogue = await Catalogue.open();
  admin = catalogue.admin;
  member = await addPerson(catalogue.database.db, 'Mia');
  stranger = await addPerson(catalogue.database.db, 'Stan');
  await addTeam(catalogue.database.db, 'credit', [member]);
});
afterAll(() => catalogue.database.drop());

async function names(filter: string, more = '', by = admin): Promise<string[]> {
  const source = `{ models(filter: ${filter}${more}) { nodes { name } totalCount } }`;
  const { models } = await ask<{ models: { nodes: Thing[]; totalCount: number } }>(catalogue.as(by), source);
  expect(models.totalCount).toBe(models.nodes.length);
  return models.nodes.map(({ name }) => name);
}

it('keeps a restricted model from who may not see it: alone, in lists, totals and by version', async () => {
  await catalogue.register('secret', { visibility: 'RESTRICTED', tags: ['hush'] });
  await catalogue.version('secret', { trainingData: [{ dataset: { name: 'secret-data' }, purpose: 'TRAINING' }] });
  const look =
    '{ model(name: "secret") { id } models(filter: { tags: ["hush"] }) { totalCount nodes { id } } modelVersion(model: "secret", version: "1") { id } dataset(name: "secret-data") { id } }';
  expect(await ask(catalogue.as(stranger), look)).toEqual({
    model: null,
    models: { totalCount: 0, nodes: [] },
    modelVersion: null,
    dataset: null,
  });
  const seen = await ask<Record<string, unknown>>(catalogue.as(admin), look);
  expect(seen).toMatchObject({ model: {}, models: { totalCount: 1 }, modelVersion: {}, dataset: {} });
  const edit = await catalogue.run('updateModel', stranger, { model: 'secret', revision: 1, title: 'x' });
  expect(edit.problem).toMatchObject({ __typename: 'NotFound' });
});

it('filters by what is asked for, combined', async () => {
  await catalogue.register('f-one', { tags: ['f', 'one'], task: 'RANKING' });
  await catalogue.register('f-two', { tags: ['f', 'two'], riskTier: 'MINIMAL', team: 'credit' });
  await catalogue.register('f-three', { tags: ['f'] });
  await catalogue.version('f-one', {
    features: [{ name: 'age', dtype: 'long' }],
    evaluations: [{ metric: 'ndcg', value: 0.7 }],
    trainingData: [{ dataset: { name: 'clicks' }, purpose: 'TRAINING' }],
  });
  const two = await ask<{ model: Thing }>(catalogue.as(admin), '{ model(name: "f-two") { id } }');
  await giveRole(catalogue.database.db, { to: member, role: 'owner', model: two.model.id });
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
    await catalogue.register(name, name === 'other-name' ? { tags: ['rank'] } : {});
  const found: string[] = [];
  let after: string | null = null;
  do {
    const page: { models: { nodes: Thing[]; pageInfo: { endCursor: string; hasNextPage: boolean } } } = await ask(
      catalogue.as(admin),
      'query ($after: String) { models(search: "RANK", first: 1, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    found.push(...page.models.nodes.map(({ name }) => name));
    after = page.models.pageInfo.hasNextPage ? page.models.pageInfo.endCursor : null;
  } while (after);
  expect(found).toEqual(['rank', 'ranking', 'zz/rank', 'other-name']);
  for (const orderBy of ['NAME', 'UPDATED_AT', 'CREATED_AT']) {
    const first = await ask<{ models: { nodes: Thing[]; pageInfo: { endCursor: string } } }>(
      catalogue.as(admin),
      `{ models(orderBy: ${orderBy}, first: 2) { nodes { name } pageInfo { endCursor } } }`,
    );
    const second = await ask<{ models: { nodes: Thing[] } }>(
      catalogue.as(admin),
      `{ models(orderBy: ${orderBy}, first: 2, after: "${first.models.pageInfo.endCursor}") { nodes { name } } }`,
    );
    const all = await ask<{ models: { nodes: Thing[] } }>(
      catalogue.as(admin),
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
  const { errors } = await askRaw(catalogue.as(admin), source);
  expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
});

it('finds nothing for texts that cannot be', async () => {
  const source =
    '{ model(name: "\\u0000") { id } modelVersion(id: "\\u0000") { id } dataset(name: "\\u0000") { id } feature(id: "\\u0000") { id } models(search: "\\u0000%") { totalCount } }';
  expect(await ask(catalogue.as(admin), source)).toEqual({
    model: null,
    modelVersion: null,
    dataset: null,
    feature: null,
    models: { totalCount: 0 },
  });
});

it('reads many models with all they are made of with as many statements as one', async () => {
  for (let i = 0; i < 6; i++) {
    await catalogue.register(`many-${i}`, { tags: ['many'], team: 'credit' });
    for (let n = 0; n < 3; n++)
      await catalogue.version(`many-${i}`, {
        changeNote: `${n}`,
        features: [{ name: 'age', dtype: 'long', definition: 'age' }],
        trainingData: [{ dataset: { name: 'people' }, purpose: 'TRAINING' }],
        evaluations: [{ metric: 'auc', value: 0.8, dataset: 'people' }],
        documents: [{ title: 'Notes', kind: 'notes' }],
        assumptions: ['Prices stay'],
      });
    await catalogue.run('setAlias', admin, { model: `many-${i}`, name: 'champion', version: '2' });
  }
  const source = `query ($first: Int) { models(first: $first, filter: { tags: ["many"] }) { totalCount nodes {
    name team { name } viewerCan latestVersion { version } aliases { name version { version } setBy { name } } documents { id } sources { url }
    byAlias: version(version: "champion") { version }
    versions(first: 2) { totalCount nodes { version createdBy { name } parent { id } trainedBy { id } source { url } features { name definition { name } } labels { name } assumptions { text }
      trainingData { dataset { name } } evaluations { metric dataset { name } } artifacts { uri } documents { title } model { name } } } } } }`;
  const one = await countStatements(() => ask(catalogue.as(admin), source, { first: 1 }));
  const many = await countStatements(() => ask(catalogue.as(admin), source, { first: 6 }));
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

it("lists each team's models in pages, without what the viewer may not see", async () => {
  await addTeam(catalogue.database.db, 'pricing');
  for (const name of ['p-one', 'p-two', 'p-three']) await catalogue.register(name, { team: 'pricing' });
  await catalogue.register('p-hidden', { team: 'pricing', visibility: 'RESTRICTED' });
  const source =
    '{ team(name: "pricing") { models(first: 2) { totalCount pageInfo { hasNextPage } nodes { name } } } }';
  expect(await ask(catalogue.as(stranger), source)).toEqual({
    team: {
      models: { totalCount: 3, pageInfo: { hasNextPage: true }, nodes: [{ name: 'p-one' }, { name: 'p-three' }] },
    },
  });
  const all = await ask<{ team: { models: { totalCount: number } } }>(catalogue.as(admin), source);
  expect(all.team.models.totalCount).toBe(4);
  const teams =
    'query ($first: Int) { teams(first: $first) { nodes { models(first: 1) { totalCount nodes { name } } } } }';
  const one = await countStatements(() => ask(catalogue.as(admin), teams, { first: 1 }));
  const two = await countStatements(() => ask(catalogue.as(admin), teams, { first: 2 }));
  expect(two.statements.length).toBe(one.statements.length);
});
