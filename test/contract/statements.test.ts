import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { grouped } from '@handoff/kit/loader';
import type { Subgraph } from '@handoff/kit/subgraph';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { actor, askRaw } from '@handoff/kit/testing/graph';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { allSubgraphs } from 'handoff/house';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoDatabase } from '../demo.ts';
import { type Federated, federated } from '../federated.ts';
import { givenOf, referredTypes } from './everything.ts';

const idTables = ['registry', 'deployment', 'monitoring', 'access'];

/** How the ids of things begin: of all that have an id of their own and of which the demo catalogue has several. */
const prefixes: Readonly<Record<string, string>> = {
  Model: 'mdl',
  ModelVersion: 'ver',
  Dataset: 'dts',
  FeatureDefinition: 'ftr',
  Person: 'per',
  Team: 'tea',
  Assignment: 'asg',
  Deployment: 'dep',
  Environment: 'env',
  HostingDecision: 'hos',
  Promotion: 'pro',
  Target: 'tgt',
  Alert: 'alr',
};

const alerts = `INSERT INTO monitoring.alert (id, model_id, deployment_id, fingerprint, state, state_since, severity, title, detail,
    fired_at, last_seen_at, count, escalation, revision)
  SELECT 'alr_' || substr(d.id, 5), d.model_id, d.id, 'test', 'FIRING', now(), 'WARNING', 'Slow', 'It is slow.', now(), now(), 1, 0, 1
  FROM deployment.deployment d`;

let database: TestDatabase;
let subgraphs: Subgraph[];
let graph: Federated;
let admin = '';
/** All ids of the demo catalogue, by their prefix. */
let ids: Map<string, string[]>;

beforeAll(async () => {
  database = await demoDatabase();
  subgraphs = await allSubgraphs();
  const found = await rows<{ id: string }>(database.db, "SELECT id FROM access.service_account WHERE name = 'admin'");
  admin = found[0]?.id ?? '';
  graph = await federated(database.db, { subgraphs, service: actor(admin) });
  await rows(database.db, alerts);
  ids = await allIds();
  for (const prefix of Object.values(prefixes))
    expect([prefix, (ids.get(prefix) ?? []).length > 1]).toEqual([prefix, true]);
});
afterAll(async () => {
  await graph.close();
  await database.drop();
});

async function allIds(): Promise<Map<string, string[]>> {
  const tables = await rows<{ name: string }>(
    database.db,
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.columns
     WHERE column_name = 'id' AND data_type = 'text' AND table_schema = ANY($1::text[])`,
    [idTables],
  );
  const every = tables.map(({ name }) => `SELECT id FROM ${name}`).join(' UNION ');
  const found = await rows<{ id: string }>(database.db, `SELECT id FROM (${every}) t ORDER BY id`);
  return new Map(
    [...grouped(found, ({ id }) => id.slice(0, 3))].map(([prefix, all]) => [prefix, all.map(({ id }) => id)]),
  );
}

type Field = GraphQLField<unknown, unknown>;

function isList(type: GraphQLOutputType): boolean {
  if (isNonNullType(type)) return isList(type.ofType);
  return isListType(type) || getNamedType(type).name.endsWith('Connection');
}

/** What is asked of a list: what it holds, and of a page its total, where it has one. */
function asked(field: Field): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type) || !type.name.endsWith('Connection')) return isLeafType(type) ? '' : '{ __typename }';
  return `{ ${'totalCount' in type.getFields() ? 'totalCount ' : ''}nodes { __typename } }`;
}

// It judges one version anew, on facts that are asked of the graph for that one: nobody lists it.
const judgedAlone = 'promotionPreview';

const deepest = 3;

/** Selections that each lead to one list: of a type, and of what it is made of that is no thing of its own. */
function listsOf(type: GraphQLObjectType, things: ReadonlySet<string>, depth = 1): string[] {
  const fields = Object.values(type.getFields()).filter(({ name }) => name !== judgedAlone);
  return fields.flatMap(field => {
    const call = `${field.name}${givenOf(field)}`;
    const inner = getNamedType(field.type);
    const own = isList(field.type) ? [`${call} ${asked(field)}`] : [];
    if (!isObjectType(inner) || things.has(inner.name) || inner.name.endsWith('Connection') || depth === deepest)
      return own;
    return [...own, ...listsOf(inner, things, depth + 1).map(selection => `${call} { ${selection} }`)];
  });
}

async function statements(subgraph: Subgraph, source: string, variables: Record<string, unknown>): Promise<number> {
  const of = { subgraph, db: database.db, as: actor(admin), graph: graph.as(actor(admin)) };
  const { result, statements: sent } = await countStatements(() => askRaw(of, source, variables));
  if (result.data === undefined) throw new Error(`${source}: ${JSON.stringify(result.errors)}`);
  return sent.length;
}

/** What is asked too often: more statements for many things than any of them alone needs. */
async function tooMany(subgraph: Subgraph, type: GraphQLObjectType, lists: readonly string[]): Promise<string[]> {
  const known = idsOf(type);
  const found: string[] = [];
  for (const list of lists) {
    const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type.name} { ${list} } } }`;
    const of = known.map(id => ({ __typename: type.name, id }));
    const alone = [];
    for (const one of of) alone.push(await statements(subgraph, source, { of: [one] }));
    const together = await statements(subgraph, source, { of });
    if (together > Math.max(...alone))
      found.push(`${type.name} { ${list} }: ${Math.max(...alone)} for one, ${together} for ${known.length}`);
  }
  return found;
}

/** A dozen ids of a type. */
function idsOf({ name }: GraphQLObjectType): string[] {
  return (ids.get(prefixes[name] ?? '') ?? []).slice(0, 12);
}

it('no list of a thing asks the database more often for many things than for one', async () => {
  const found: string[] = [];
  let asked = 0;
  for (const subgraph of subgraphs) {
    const things = referredTypes(subgraph.schema);
    const names = new Set(things.map(({ name }) => name));
    for (const type of things.filter(one => idsOf(one).length > 1)) {
      const lists = listsOf(type, names);
      asked += lists.length;
      found.push(...(await tooMany(subgraph, type, lists)));
    }
  }
  expect(found).toEqual([]);
  expect(asked).toBeGreaterThan(70);
});

it('no list of the graph asks the database more often for a long page than for a short one', async () => {
  for (const subgraph of subgraphs)
    for (const field of Object.values(subgraph.schema.getQueryType()?.getFields() ?? {})) {
      if (!field.args.some(({ name }) => name === 'first') || field.args.some(({ type }) => isNonNullType(type)))
        continue;
      const source = `query ($first: Int) { ${field.name}(first: $first) ${asked(field)} }`;
      const [short, long] = [
        await statements(subgraph, source, { first: 1 }),
        await statements(subgraph, source, { first: 50 }),
      ];
      expect(`${field.name}: ${long}`).toBe(`${field.name}: ${short}`);
    }
});
