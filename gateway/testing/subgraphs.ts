import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Caller } from '@handoff/kit/caller';
import { GraphQLError, GraphQLScalarType, parse } from 'graphql';
import { composeSupergraph } from '../compose.ts';
import type { LocalSubgraph } from '../local-subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable", "@external"])\n';

const sdl = {
  registry: `${link}
    scalar Day
    type Query {
      hello(name: String = "you", on: Day): String
      viewer: Viewer!
      model(id: ID!): Model
      models(first: Int = 25, after: String): ModelConnection!
      fault: String
      outage: String
      wrong: String
      slow(ms: Int!): String
      broken: Broken
    }
    type Mutation {
      importModels(input: ImportInput!): Int!
      rename(id: ID!, name: String!): Model
    }
    type Viewer { id: ID name: String! kind: String! via: String! requestId: String! limitedTo: [String!] }
    input ImportInput { records: [JSON!] }
    scalar JSON
    type PageInfo @shareable { hasNextPage: Boolean! endCursor: String }
    type ModelConnection { nodes: [Model!]! pageInfo: PageInfo! totalCount: Int! }
    type Model @key(fields: "id") { id: ID! name: String! tags: [Tag!]! versions(first: Int = 25): VersionConnection! }
    type Tag { name: String! model: Model! }
    type VersionConnection { nodes: [Version!]! pageInfo: PageInfo! }
    type Version { number: Int! model: Model! }
    type Broken { name: String! }`,
  deployment: `${link}
    type Model @key(fields: "id") { id: ID! deployments: [Deployment!]! contexts: Int! }
    type Deployment { environment: String! model: Model! }`,
  monitoring: `${link}
    type Query { alerts: [Alert!] }
    type Alert { title: String! }`,
};

const names = ['registry', 'deployment', 'monitoring'] as const;

/** The supergraph of three small subgraphs: enough of a graph to knock on its door. */
export const supergraph = composeSupergraph(
  names.map(name => ({ name, url: `http://127.0.0.1:1/${name}`, sdl: sdl[name] })),
);

/** How often a context was made for a subgraph since the count was last set to zero. */
export const contexts = { made: 0 };

/** The three subgraphs, run in this process. */
export function subgraphs(): LocalSubgraph[] {
  return names.map(name => ({
    name,
    schema: buildSubgraphSchema({ typeDefs: parse(sdl[name]), resolvers: resolvers[name] as never }),
    context: caller => {
      contexts.made++;
      return caller;
    },
  }));
}

const model = (id: string) => ({ id, name: `model ${id}` });
const page = { hasNextPage: false, endCursor: null };
const day = new GraphQLScalarType({
  name: 'Day',
  parseValue: value => {
    if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return value;
    throw new TypeError(`Not a day: ${String(value)}`);
  },
});

const registry = {
  Day: day,
  Query: {
    hello: (_: unknown, { name }: { name: string }) => `hello ${name}`,
    viewer: (_: unknown, __: unknown, { actor }: Caller) => actor,
    model: (_: unknown, { id }: { id: string }) => model(id),
    models: () => ({ nodes: [model('1'), model('2')], pageInfo: page, totalCount: 2 }),
    fault: () => {
      throw new Error('SELECT secret FROM access.api_token');
    },
    outage: () => {
      throw Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' });
    },
    wrong: () => {
      throw new GraphQLError('That cursor is from another list.', { extensions: { code: 'BAD_USER_INPUT' } });
    },
    slow: (_: unknown, { ms }: { ms: number }) => new Promise(resolve => setTimeout(resolve, ms, 'done')),
    broken: () => ({ name: null }),
  },
  Mutation: {
    importModels: (_: unknown, { input }: { input: { records: unknown[] } }) => input.records.length,
    rename: (_: unknown, { id }: { id: string }) => model(id),
  },
  Model: {
    tags: () => [],
    versions: (parent: object) => ({ nodes: [{ number: 1, model: parent }], pageInfo: page }),
  },
};

const deployment = {
  Model: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    deployments: (parent: object) => [{ environment: 'production', model: parent }],
    contexts: () => contexts.made,
  },
};

const monitoring = { Query: { alerts: () => [{ title: 'Drift' }] } };

const resolvers = { registry, deployment, monitoring };
