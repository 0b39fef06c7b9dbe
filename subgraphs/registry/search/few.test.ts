import { readReach } from '@handoff/kit/access/queries';
import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ModelFilterTold } from '../model/filter.ts';
import { Catalogue } from '../model/testing/catalogue.ts';
import { type ModelListArgs, readAsk } from './ask.ts';
import { type Counted, facetsOf } from './facet.ts';
import { listStatement, mostFew, type Way } from './statement.ts';

interface Told {
  id: string;
  name: string;
  words: string[];
  tags: string[];
  task: string;
  riskTier: string;
  team: string | null;
  visibility: string;
  archived: boolean;
}

interface Facets {
  field: string;
  atLeast: boolean;
  values: { value: string; count: number }[];
}

interface List {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string };
  edges: { score: number; node: { name: string } }[];
  facets: Facets[];
}

const size = 600;
const words = ['dingo', 'emu', 'koala', 'potoroo', 'brolga', 'kowari'];
const tasks = ['OTHER', 'RANKING', 'REGRESSION'] as const;
const tiers = ['HIGH', 'LIMITED'] as const;
const teams = ['alpha', 'beta', 'gamma'];

// Some words are in just as many as are read as few, one less, and one more.
function toldOf(i: number): Told {
  const counted = [i < mostFew && 'numbat', i < mostFew - 1 && 'wombat', i <= mostFew && 'quokka', 'common'];
  const seldom = words.filter((_, at) => (i * 7 + at * 3) % (at * 4 + 3) === 0);
  return {
    ...{
      id: `mdl_few${i}`,
      name: `m/${i}`,
      archived: i % 11 === 0,
      visibility: i % 3 === 0 ? 'RESTRICTED' : 'INTERNAL',
    },
    words: [...counted.filter(word => word !== false), ...seldom],
    tags: [`only=${i % 90}`, `part=${i % 7}`, ...(i % 5 === 0 ? ['ä/ö:1', '\u{1f600}'] : [])],
    ...{ task: tasks[i % 3] ?? 'OTHER', riskTier: tiers[i % 2] ?? 'HIGH', team: teams[i % 4] ?? null },
  };
}
const told = Array.from({ length: size }, (_, i) => toldOf(i));

let catalogue: Catalogue;
/** Who looks, and whether they may see a model. */
let viewers: { id: string; sees: (model: Told) => boolean }[];

beforeAll(async () => {
  catalogue = await Catalogue.open();
  const { db } = catalogue.database;
  const [stranger, member, holder] = [
    await addPerson(db, 'Stan'),
    await addPerson(db, 'Mia'),
    await addPerson(db, 'Hal'),
  ];
  const ids = new Map<string, string>();
  for (const name of teams) ids.set(name, await addTeam(db, name));
  const access = told.map(({ id, team, visibility }) => ({ id, team: team && ids.get(team), visibility }));
  await rows(
    db,
    `INSERT INTO access.model (id, team_id, visibility)
     SELECT x.id, x.team, x.visibility FROM jsonb_to_recordset($1) x(id text, team text, visibility text)`,
    [JSON.stringify(access)],
  );
  await rows(
    db,
    `INSERT INTO registry.model (id, name, title, description, task, risk_tier, tags, archived_at)
     SELECT x.id, x.name, 'Told', array_to_string(x.words, ' '), x.task, x."riskTier", x.tags, CASE WHEN x.archived THEN now() END
     FROM jsonb_to_recordset($1) x(id text, name text, words text[], task text, "riskTier" text, tags text[], archived bool)`,
    [JSON.stringify(told)],
  );
  await giveRole(db, { to: member, role: 'viewer', team: ids.get('beta') });
  for (const i of [0, 3, 9]) await giveRole(db, { to: holder, role: 'owner', model: `mdl_few${i}` });
  viewers = [
    { id: catalogue.admin, sees: () => true },
    { id: stranger, sees: ({ visibility }) => visibility === 'INTERNAL' },
    { id: member, sees: ({ visibility, team }) => visibility === 'INTERNAL' || team === 'beta' },
    { id: holder, sees: ({ id, visibility }) => visibility === 'INTERNAL' || /few[039]$/.test(id) },
  ];
}, 60_000);
afterAll(() => catalogue.database.drop());

const source = `query ($search: String, $filter: ModelFilter, $after: String) {
  models(search: $search, filter: $filter, first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    edges { score node { name } } facets { field atLeast values { value count } } } }`;

/** All pages of a search, as somebody. */
async function whole(by: string, variables: object): Promise<List> {
  const { models: first } = await ask<{ models: List }>(catalogue.as(by), source, { ...variables });
  const edges = [...first.edges];
  for (let { pageInfo } = first; pageInfo.hasNextPage; ) {
    const more = await ask<{ models: List }>(catalogue.as(by), source, { ...variables, after: pageInfo.endCursor });
    expect({ ...more.models, edges: [], pageInfo: {} }).toEqual({ ...first, edges: [], pageInfo: {} });
    edges.push(...more.models.edges);
    pageInfo = more.models.pageInfo;
  }
  return { ...first, edges };
}

/** Whether a model is as a filter asks, looked at one by one. */
function fits(model: Told, filter: ModelFilterTold): boolean {
  return [
    filter.archived === null || model.archived === (filter.archived ?? false),
    (filter.tags ?? []).every(tag => model.tags.includes(tag)),
    !filter.task || filter.task === model.task,
    !filter.riskTier || filter.riskTier === model.riskTier,
    !filter.team || filter.team === model.team,
    !filter.not || !fits(model, { ...filter.not, archived: null }),
    !filter.any || filter.any.some(each => fits(model, { ...each, archived: null })),
  ].every(Boolean);
}

const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function counted(models: readonly Told[], field: string, of: (model: Told) => readonly (string | null)[]): Facets[] {
  const counts = new Map<string, number>();
  for (const model of models) for (const value of of(model)) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  const foremost = [...counts].toSorted(([a, n], [b, m]) => m - n || bytes(a, b)).slice(0, 20);
  const values = foremost.map(([value, count]) => ({ value, count }));
  return values.length === 0
    ? []
    : [{ field, atLeast: false, values: values.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)) }];
}

const simple = fc.record(
  {
    tags: fc.constantFrom(['part=3'], ['part=1', 'ä/ö:1'], ['only=4'], []),
    task: fc.constantFrom(...tasks),
    riskTier: fc.constantFrom(...tiers),
    team: fc.constantFrom(...teams),
  },
  { requiredKeys: [] },
);
const filters = fc.record(
  {
    tags: fc.constantFrom(['part=2'], []),
    archived: fc.constantFrom(true, false, null),
    not: simple,
    any: fc.array(simple, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ModelFilterTold>;
const searches = fc.uniqueArray(fc.constantFrom('numbat', 'wombat', 'quokka', 'common', 'comm', 'wom', ...words), {
  minLength: 1,
  maxLength: 2,
});

it('finds and counts, for each viewer, what looking at every model finds', async () => {
  const asked = fc.record({ terms: searches, filter: filters, who: fc.nat(3) });
  const check = fc.asyncProperty(asked, async ({ terms, filter, who }) => {
    const viewer = viewers[who];
    if (!viewer) throw new Error('There is no such viewer.');
    const isFound = (model: Told) => terms.every(term => model.words.some(word => word.startsWith(term)));
    const expected = told.filter(model => viewer.sees(model) && isFound(model) && fits(model, filter));
    const list = await whole(viewer.id, { search: terms.join(' '), filter });
    if (expected.length === 0) {
      // What is only written alike may come then.
      expect(list.edges.filter(({ score }) => score > 1)).toEqual([]);
      return;
    }
    expect(list.edges.map(({ node }) => node.name).toSorted()).toEqual(expected.map(({ name }) => name).toSorted());
    expect(list.totalCount).toBe(expected.length);
    expect(list.facets).toEqual([
      ...counted(expected, 'tag', ({ tags }) => tags),
      ...counted(expected, 'task', ({ task }) => [task]),
      ...counted(expected, 'riskTier', ({ riskTier }) => [riskTier]),
      ...counted(expected, 'team', ({ team }) => [team]),
    ]);
  });
  await fc.assert(check, { numRuns: 40 });
}, 120_000);

/** What the statement answers, read in one way. */
async function read(way: Way, args: ModelListArgs) {
  const { db } = catalogue.database;
  const by = actor(viewers[2]?.id ?? '');
  const wanted = { parts: new Set(['page', 'total', 'facets'] as const), actor: by, reach: await readReach(db, by) };
  const { sql, parameters } = listStatement({ ...wanted, ask: readAsk({ ...args, first: 30 }), way });
  const [first, ...others] = await rows<{ total: number | null; facets: Counted }>(db, sql, parameters);
  return [{ ...first, facets: facetsOf(first?.facets ?? null, first?.total ?? 0) }, ...others];
}

it('answers the same in the same order, read as few or as many', async () => {
  const orderBy = fc.constantFrom('RELEVANCE' as const, 'UPDATED_AT' as const);
  const filter = simple as fc.Arbitrary<ModelFilterTold>;
  const word = fc.constantFrom('numbat', 'wom', ...words);
  const asked = fc.constantFrom(null, ['id', 'title'], ['tags', 'task', 'riskTier', 'archivedAt'], ['description']);
  const check = fc.asyncProperty(fc.record({ search: word, filter, orderBy, asked }), async args => {
    expect(await read('few', args)).toEqual(await read('written', args));
  });
  await fc.assert(check, { numRuns: 60 });
  const [many] = await read('few', { search: 'quokka', filter: {}, orderBy: 'RELEVANCE', asked: null });
  expect(many).toMatchObject({ total: null });
}, 120_000);

const statementsOf = async (search: string) =>
  (await countStatements(() => whole(catalogue.admin, { search, filter: { tags: ['only=4'] } }))).statements.length;

it.each(['wombat', 'numbat'])('asks for "%s" with two statements, the reach of who asks among them', async search => {
  expect([await statementsOf(search), await statementsOf(search)]).toEqual([2, 2]);
});

it('tries once whether few have words that more have', async () => {
  // No search above has a word twice.
  expect([await statementsOf('quokka quokka'), await statementsOf('quokka quokka')]).toEqual([3, 2]);
});
