import { deploymentSubgraph, deploymentTables } from '@handoff/deployment/subgraph';
import { refuseDocument } from '@handoff/gateway/guard';
import { type Db, firstRow, rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { giveRole } from '@handoff/kit/testing/people';
import { demoPeople, demoTabs, demoViewer, seedDemo } from '@handoff/migrations/seed';
import type { SeedGraph } from '@handoff/migrations/seeding';
import { monitoringSubgraph, monitoringTables } from '@handoff/monitoring/subgraph';
import { registrySubgraph, registryTables } from '@handoff/registry/subgraph';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Federated, federated } from '../federated.ts';

const admin = 'svc_00000000000000000000000001';

let database: TestDatabase;
let subgraphs: Subgraph[];
let seeded: Record<string, number> | null;

async function built(): Promise<Subgraph[]> {
  return [await registrySubgraph(), await deploymentSubgraph(), await monitoringSubgraph()];
}

function understanding(source: string): Subgraph {
  const found = subgraphs.find(each => validate(each.schema, parse(source)).length === 0);
  if (found) return found;
  const reasons = subgraphs.map(each => `${each.name}: ${validate(each.schema, parse(source)).join('; ')}`);
  throw new Error(`nobody understands ${source}\n${reasons.join('\n')}`);
}

/** The graph over a database, as the seed sees it; it breaks down after so many changes. */
async function graphOver(db: Db, breaksAfter = Number.POSITIVE_INFINITY): Promise<SeedGraph> {
  let changes = 0;
  const graph = await openedOver(db);
  return {
    async run<T>(as: string | null, source: string, variables: Record<string, unknown>) {
      if (source.startsWith('mutation') && ++changes > breaksAfter) throw new Error('the power went out');
      const answer = await graph.as(actor(as ?? admin)).request<T>(source, variables);
      if (answer.kind !== 'Data' || answer.errors.length > 0) throw new Error(JSON.stringify(answer));
      return answer.data;
    },
  };
}

const opened = new Map<Db, Promise<Federated>>();

/** One graph for each database, whatever the number of seeds through it. */
function openedOver(db: Db): Promise<Federated> {
  const graph = opened.get(db) ?? federated(db, subgraphs, actor(admin));
  opened.set(db, graph);
  return graph;
}

async function withAdmin(db: Db): Promise<void> {
  await rows(db, 'INSERT INTO access.service_account (id, name) VALUES ($1, $2)', [admin, 'admin']);
  await giveRole(db, { to: admin, role: 'admin' });
}

function registry<T>(source: string, variables: Record<string, unknown> = {}, as = admin): Promise<T> {
  const [subgraph] = subgraphs;
  if (!subgraph) throw new Error('registry was not built');
  return ask<T>({ subgraph, db: database.db, as: actor(as) }, source, variables);
}

async function idOf(email: string): Promise<string> {
  const { person } = await registry<{ person: { id: string } }>(
    'query ($email: String!) { person(email: $email) { id } }',
    { email },
  );
  return person.id;
}

/** Everything that may grow, counted. */
async function counts(db: Db = database.db): Promise<Record<string, number> | null> {
  return firstRow(
    db,
    `SELECT (SELECT count(*) FROM event.entry)::int AS entries, (SELECT count(*) FROM event.notification)::int AS notifications,
       (SELECT count(*) FROM access.person)::int AS people, (SELECT count(*) FROM access.assignment)::int AS assignments,
       (SELECT count(*) FROM registry.model)::int AS models, (SELECT count(*) FROM registry.version)::int AS versions,
       (SELECT count(*) FROM registry.dataset)::int AS datasets, (SELECT count(*) FROM monitoring.cost)::int AS costs,
       (SELECT sum(revision) FROM registry.model)::int AS revisions`,
  );
}

const tables = [...new Set([...registryTables, ...deploymentTables, ...monitoringTables])];

beforeAll(async () => {
  database = await testDatabase(tables);
  subgraphs = await built();
  await withAdmin(database.db);
  await seedDemo(await graphOver(database.db));
  seeded = await counts();
});
afterAll(async () => {
  for (const graph of opened.values()) await (await graph).close();
  await database?.drop();
});

describe('the demo catalogue', () => {
  it('is put in, and a second time adds nothing and no event', async () => {
    expect(seeded).toMatchObject({ people: 12, models: 12, versions: 29, costs: 366 });
    await seedDemo(await graphOver(database.db));
    expect(await counts()).toEqual(seeded);
  });

  it('is completed after it was interrupted, with no event twice', async () => {
    const other = await testDatabase(tables);
    try {
      await withAdmin(other.db);
      for (const changes of [5, 20, 31, 24, 30, 23, 20])
        await expect(seedDemo(await graphOver(other.db, changes))).rejects.toThrow('the power went out');
      await seedDemo(await graphOver(other.db));
      expect(await counts(other.db)).toEqual(seeded);
    } finally {
      await other.drop();
    }
  }, 60_000);

  it('tells all that their risk tier asks for of most versions, and what is missing of the others', async () => {
    type Nodes = { name: string; versions: { nodes: { version: string; card: { missing: string[] } }[] } }[];
    const { models } = await registry<{ models: { nodes: Nodes } }>(
      '{ models(first: 100, orderBy: NAME) { nodes { name versions { nodes { version card { missing } } } } } }',
    );
    const gaps = models.nodes.flatMap(({ name, versions }) =>
      versions.nodes.flatMap(({ version, card }) =>
        card.missing.length === 0 ? [] : [`${name} ${version}: ${card.missing.join(', ')}`],
      ),
    );
    expect(gaps.toSorted()).toEqual([
      'card-fraud 1: documents',
      'card-fraud 2: documents',
      'credit-default 1: documents',
      'credit-default 3: documents',
      'query-embedding 1: documents',
    ]);
  });

  it('has one model that nobody owns, one of unknown risk and one that is restricted', async () => {
    type Nodes = { name: string; riskTier: string; visibility: string; unowned: boolean }[];
    const { models } = await registry<{ models: { nodes: Nodes } }>(
      '{ models(first: 100) { nodes { name riskTier visibility unowned } } }',
    );
    const named = (check: (model: Nodes[number]) => boolean) => models.nodes.filter(check).map(model => model.name);
    expect(named(model => model.unowned)).toEqual(['delivery-time']);
    expect(named(model => model.riskTier === 'UNCLASSIFIED')).toEqual(['query-embedding']);
    expect(named(model => model.visibility === 'RESTRICTED')).toEqual(['credit-default']);
    expect(new Set(models.nodes.map(model => model.riskTier)).size).toBe(5);
  });

  it('has two roles that wait for an answer, and one that was declined with a suggestion', async () => {
    const states = await rows<{ state: string; count: number }>(
      database.db,
      `SELECT state, count(*)::int AS count FROM access.assignment WHERE state <> 'ACCEPTED' GROUP BY state ORDER BY state`,
    );
    expect(states).toEqual([
      { state: 'DECLINED', count: 1 },
      { state: 'PROPOSED', count: 2 },
    ]);
  });

  it('tells of each version what it is made of', async () => {
    type Version = Record<'features' | 'labels' | 'trainingData' | 'evaluations' | 'artifacts', unknown[]>;
    type Model = { versions: { nodes: (Version & { trainedBy: { name: string } | null })[] } };
    const { models } = await registry<{ models: { nodes: Model[] } }>(`{ models(first: 100) { nodes { versions { nodes {
      features { name } labels { name } trainingData { dataset { name } } evaluations { metric } artifacts { sha256 }
      trainedBy { name } } } } } }`);
    for (const version of models.nodes.flatMap(model => model.versions.nodes)) {
      expect(version.features.length).toBeGreaterThanOrEqual(4);
      expect(version.features.length).toBeLessThanOrEqual(14);
      expect(version.trainedBy?.name).toMatch(/ /);
      for (const part of ['labels', 'trainingData', 'evaluations', 'artifacts'] as const)
        expect(version[part].length, part).toBeGreaterThan(0);
    }
  });

  it('leaves it to Noor to ask Ben to own delivery-time, and shows a restricted model to those it is for', async () => {
    const [noor, ben, lukas] = await Promise.all(
      ['noor.haddad', 'ben.okafor', 'lukas.weber'].map(n => idOf(`${n}@demo.example`)),
    );
    const seen = await registry<{ model: unknown }>('{ model(name: "credit-default") { id } }', {}, lukas);
    expect(seen.model).toBeNull();
    const { answer } = await registry<{ answer: { assignment: { state: string }; problem: unknown } }>(
      `mutation ($input: ProposeAssignmentInput!) { answer: proposeAssignment(input: $input) { assignment { state } problem { message } } }`,
      { input: { roleKey: 'owner', assigneeId: ben, model: 'delivery-time' } },
      noor,
    );
    expect(answer).toEqual({ assignment: { state: 'PROPOSED' }, problem: null });
  });

  it('has people in Slack who are not in the catalogue, so that a refusal can be seen', async () => {
    const { people } = await registry<{ people: { nodes: { email: string }[] } }>(
      '{ people(first: 100) { nodes { email } } }',
    );
    const known = new Set(people.nodes.map(person => person.email));
    const strangers = demoPeople.filter(person => !known.has(person.email)).map(person => person.realName);
    expect(strangers).toEqual(['Dana Whitlock', 'Oskar Lund']);
    expect(new Set(demoPeople.map(person => person.id)).size).toBe(demoPeople.length);
  });

  it.each(demoTabs)('answers the example “$title”', async ({ query, variables }) => {
    expect(refuseDocument(understanding(query).schema, parse(query), variables ?? {})).toBeNull();
    const data = await (await graphOver(database.db)).run<Record<string, unknown>>(
      await idOf(demoViewer),
      query,
      variables ?? {},
    );
    const text = JSON.stringify(data);
    expect(Object.values(data).every(value => value !== null)).toBe(true);
    expect(text).not.toContain('"nodes":[]');
    expect(text.length).toBeGreaterThan(300);
  });
});
