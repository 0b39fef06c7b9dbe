import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { ask, askRaw } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue, type Thing } from '../model/testing/catalogue.ts';

interface List {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string };
  edges: { cursor: string; score: number | null; highlights: string[]; node: Thing }[];
  facets: { field: string; atLeast: boolean; values: { value: string; count: number }[] }[];
}

let catalogue: Catalogue;
let stranger: string;

const source = `query ($search: String, $filter: ModelFilter, $first: Int, $after: String, $orderBy: ModelOrder) {
  models(search: $search, filter: $filter, first: $first, after: $after, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage endCursor } edges { cursor score highlights node { id name } }
    facets { field atLeast values { value count } } } }`;

async function list(variables: object, by = catalogue.admin): Promise<List> {
  return (await ask<{ models: List }>(catalogue.as(by), source, { ...variables })).models;
}
const namesOf = ({ edges }: List) => edges.map(({ node }) => node.name);
const found = async (search: string, by?: string) => namesOf(await list({ search }, by));

beforeAll(async () => {
  catalogue = await Catalogue.open();
  stranger = await addPerson(catalogue.database.db, 'Stan');
  await addTeam(catalogue.database.db, 'risk');
  const card = 'Trained on transactions of the quokka programme. Zebra.';
  await catalogue.register('risk/card-fraud', {
    title: 'Card fraud score',
    team: 'risk',
    tags: ['team=risk', 'tier=2'],
  });
  await catalogue.register('card_fraud', {
    title: 'Older',
    purpose: 'Stop stolen cards',
    tags: ['team=ops', 'tier=1'],
  });
  await catalogue.register('churn', {
    title: 'Who leaves',
    description: 'Not about cards at all, but fraudulent ones.',
  });
  await catalogue.version('churn', {
    algorithm: 'gradient boosted trees',
    features: [{ name: 'monthlyAmount', dtype: 'double' }],
    trainingData: [{ dataset: { name: 'crm_extract' }, purpose: 'TRAINING' }],
    documents: [{ title: 'Card', kind: 'card', body: card }],
  });
  await catalogue.register('hidden-fraud', { visibility: 'RESTRICTED', tags: ['team=secret'], title: 'Wombat' });
});
afterAll(() => catalogue.database.drop());

it.each([
  ['card-fraud', ['card_fraud', 'risk/card-fraud', 'churn']],
  ['cardFraud', ['card_fraud', 'risk/card-fraud', 'churn']],
  ['cardfraud', ['card_fraud', 'risk/card-fraud']],
  ['card fraud', ['card_fraud', 'risk/card-fraud', 'churn']],
  ['fraud card risk', ['risk/card-fraud']],
  ['stolen', ['card_fraud']],
  ['gradient boosted', ['churn']],
  ['monthly_amount', ['churn']],
  ['amount', ['churn']],
  ['crm extracts', ['churn']],
  ['quokka', ['churn']],
  ['the quokka', ['churn']],
  ['team=ops', ['card_fraud']],
  ['nothing of the sort', []],
  ["'; DROP TABLE x; --", []],
])('finds by "%s" in the order of what fits best', async (search, names) => {
  expect(await found(search)).toEqual(names);
});

it.each([
  ['chrun', ['churn']],
  ['quoka', ['churn']],
  ['churnn', ['churn']],
  ['card fruad', ['card_fraud', 'risk/card-fraud']],
  ['hurn', ['churn']],
])('finds by "%s", which nobody wrote, what is written alike', async (search, names) => {
  const answer = await list({ search });
  expect(namesOf(answer).toSorted()).toEqual(names);
  for (const { score } of answer.edges) expect(score).toBeLessThanOrEqual(1);
  expect(answer.totalCount).toBe(names.length);
});

it('says how well each fits and where its words are', async () => {
  const { edges } = await list({ search: 'card_fraud' });
  expect(edges.map(({ score }) => Math.floor(score ?? 0))).toEqual([5, 2, 1]);
  expect(edges[0]?.highlights).toEqual(['name: **card**_**fraud**', 'purpose: Stop stolen **cards**']);
  const [other] = (await list({})).edges;
  expect(other).toMatchObject({ score: null, highlights: [] });
});

it.each([
  ["tags.team = 'risk'", ['risk/card-fraud']],
  ["tags.team = 'risk' AND name LIKE '%fraud%'", ['risk/card-fraud']],
  ["name LIKE '%FRAUD%'", []],
  ["name ILIKE '%FRAUD%'", ['card_fraud', 'hidden-fraud', 'risk/card-fraud']],
  ["tags.tier != '1'", ['risk/card-fraud']],
  ["tags.`team` LIKE 'o%'", ['card_fraud']],
  ["name IN ('churn', 'card_fraud')", ['card_fraud', 'churn']],
  ["name LIKE '%\\'", []],
])('takes %s as MLflow does', async (search, names) => {
  expect(await found(search)).toEqual(names);
});

it('says where an MLflow filter breaks', async () => {
  const { errors } = await askRaw(catalogue.as(catalogue.admin), source, { search: "name = 'a' OR name = 'b'" });
  expect(errors?.[0]).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
    message: expect.stringMatching(/character 12/),
  });
});

it('refuses a filter of too many conditions, and answers whatever else is looked for', async () => {
  const search = Array.from({ length: 2000 }, () => "name = 'a'").join(' AND ');
  const { errors } = await askRaw(catalogue.as(catalogue.admin), source, { search });
  expect(errors?.[0]).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
    message: expect.stringMatching(/1000 values/),
  });
  const hostile = [
    '%',
    '_',
    '\\',
    "''",
    '!',
    ':*',
    '& | ! <->',
    '\u0000',
    '\ud800',
    'x'.repeat(100_000),
    '( ) '.repeat(5000),
  ];
  for (const search of hostile) expect((await list({ search })).facets).toBeInstanceOf(Array);
}, 60_000);

it('counts what was found by what it has, in all and not on this page alone', async () => {
  const { facets, totalCount } = await list({ search: 'card fraud', first: 1 });
  expect(totalCount).toBe(3);
  expect(facets).toEqual([
    {
      field: 'tag',
      atLeast: false,
      values: ['team=ops', 'team=risk', 'tier=1', 'tier=2'].map(value => ({ value, count: 1 })),
    },
    { field: 'task', atLeast: false, values: [{ value: 'BINARY_CLASSIFICATION', count: 3 }] },
    { field: 'riskTier', atLeast: false, values: [{ value: 'HIGH', count: 3 }] },
    { field: 'team', atLeast: false, values: [{ value: 'risk', count: 1 }] },
  ]);
  const filtered = await list({ search: 'card fraud', filter: { not: { team: 'risk' } } });
  expect(filtered.facets.map(({ field }) => field)).toEqual(['tag', 'task', 'riskTier']);
});

it('tells a stranger nothing of what is hidden: not found, not counted, not alike, not of a team', async () => {
  for (const search of ['hidden-fraud', 'wombat', 'womabt', "name LIKE 'hidden%'", "tags.team = 'secret'"])
    expect(await list({ search }, stranger)).toMatchObject({ totalCount: 0, edges: [], facets: [] });
  const all = JSON.stringify(await list({ search: 'fraud' }, stranger));
  expect(all).not.toMatch(/hidden|secret/);
  expect(JSON.stringify(await list({}, stranger))).not.toMatch(/hidden|secret/);
  expect(await found('wombat')).toEqual(['hidden-fraud']);
});

it('lists every model once, page by page, in every order', async () => {
  for (let i = 0; i < 7; i++)
    await catalogue.register(`pages/p-${i}`, { tags: ['pages'], title: i % 2 ? 'Pages' : 'Other' });
  for (const search of ['pages', 'pagess', undefined])
    for (const orderBy of ['RELEVANCE', 'NAME', 'UPDATED_AT', 'CREATED_AT']) {
      const seen: string[] = [];
      const ask = { search, orderBy, filter: { tags: ['pages'] } };
      const whole = namesOf(await list(ask));
      for (let after: string | undefined; ; ) {
        const page: List = await list({ ...ask, first: 3, after });
        seen.push(...namesOf(page));
        expect(page.totalCount).toBe(7);
        expect(page.edges.at(-1)?.cursor).toBe(page.pageInfo.endCursor);
        if (!page.pageInfo.hasNextPage) break;
        after = page.pageInfo.endCursor;
      }
      expect(seen).toEqual(whole);
      expect(new Set(seen).size).toBe(7);
    }
});

it('asks the database as often for many as for one, and once for page, total and facets', async () => {
  const one = await countStatements(() => list({ search: 'fraud', first: 1 }));
  const many = await countStatements(() => list({ search: 'fraud', first: 100 }));
  // Who asks, the list, and the texts for the highlights.
  expect(one.statements).toHaveLength(3);
  expect(many.statements).toHaveLength(3);
});

it("counts what a team's models have in common", async () => {
  const of = `{ team(name: "risk") { models { totalCount edges { cursor score highlights node { name } } facets { field values { value count } } } } }`;
  const { team } = await ask<{ team: { models: List } }>(catalogue.as(stranger), of);
  expect(team.models.edges).toMatchObject([{ score: null, highlights: [], node: { name: 'risk/card-fraud' } }]);
  expect(team.models.facets[0]).toEqual({
    field: 'tag',
    values: [
      { value: 'team=risk', count: 1 },
      { value: 'tier=2', count: 1 },
    ],
  });
});

it('says "at least" where more was found than is counted', async () => {
  const { db } = catalogue.database;
  await rows(
    db,
    `INSERT INTO access.model (id, visibility) SELECT 'mdl_x' || i, 'INTERNAL' FROM generate_series(1, 10001) i`,
  );
  // One is read as it came in; of the others the same is found, and no test waits until each was read.
  await bulk(1, 1);
  await rows(db, 'ALTER TABLE registry.model DISABLE TRIGGER search_new_model');
  await bulk(2, 10_001);
  await rows(db, 'ALTER TABLE registry.model ENABLE TRIGGER search_new_model');
  const columns =
    'title, tags, task, risk_tier, archived_at, team_id, visibility, traits, joined, words, head, everything, made_in';
  await rows(
    db,
    `INSERT INTO registry.search (id, name, ${columns}) SELECT 'mdl_x' || i, 'bulk/' || i, ${columns}
     FROM registry.search s, generate_series(2, 10001) i WHERE s.id = 'mdl_x1'`,
  );
  const { totalCount, facets } = await list({ search: 'bulk', first: 1 });
  expect(totalCount).toBe(10_001);
  expect(facets).toMatchObject([{ field: 'task', atLeast: true, values: [{ count: 10_000 }] }, { field: 'riskTier' }]);
  await giveRole(db, { to: stranger, role: 'owner', model: 'mdl_x1' });
  expect((await list({ search: 'bulk', filter: { mine: true } }, stranger)).totalCount).toBe(1);
});

async function bulk(from: number, to: number): Promise<void> {
  await rows(
    catalogue.database.db,
    `INSERT INTO registry.model (id, name, title, task, risk_tier) SELECT 'mdl_x' || i, 'bulk/' || i, 'Bulk', 'OTHER', 'MINIMAL'
     FROM generate_series($1::int, $2::int) i`,
    [from, to],
  );
}
