import { buildSubgraphSchema } from '@apollo/subgraph';
import { silentLog } from '@handoff/kit/log';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeSupergraph } from '../compose.ts';
import { startGraph } from '../graph.ts';
import { inProcess } from '../inprocess.ts';
import type { LocalSubgraph } from '../local-subgraph.ts';
import { plannedOver } from '../testing/planned.ts';

type Name = LocalSubgraph['name'];
type Resolvers = Record<string, Record<string, unknown>>;

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable", "@external"])\n';

const sdl: Record<Name, string> = {
  registry: `${link}
    type Query { model(id: ID!): Model models: [Model] thing: Thing named: Named }
    type Mutation { first: Int second: Int }
    type Model @key(fields: "id") { id: ID! name: String! later: Model lists: [[Model!]!] broken: [Model] }
    union Thing = Model | Other
    type Other { code: Int! }
    interface Named { name: String! }
    type Person implements Named @key(fields: "id") { id: ID! name: String! }`,
  deployment: `${link}
    type Query { runs: [Run!]! }
    type Mutation { third: Int }
    type Run { model: Model! sure: Model maybe: Model by: Named }
    interface Named { name: String! }
    type Person implements Named @key(fields: "id") { id: ID! name: String! @external }
    type Model @key(fields: "id") { id: ID! runs: Int! fails: Int asked: String }`,
  monitoring: `${link} type Model @key(fields: "id") { id: ID! alerts: Int seen: [String!]! }`,
};

/** What was called, in order. */
let called: string[] = [];
const note = <T>(name: string, value: T) => {
  called.push(name);
  return value;
};
const model = (id: string) => ({
  id,
  name: `model ${id}`,
  later: () => Promise.resolve({ id: `${id}+`, name: 'later' }),
});
/** The reference resolvers find what begins with "m" only, and fail for "fault". */
const found = (name: string) => async (reference: { id: string }) => {
  called.push(`${name} ${reference.id}`);
  if (reference.id === 'm-fault') throw new Error('the disk is full');
  return reference.id.startsWith('m') ? { ...reference, from: name } : null;
};

const resolvers: Record<Name, Resolvers> = {
  registry: {
    Query: {
      model: (_: unknown, { id }: { id: string }) => model(id),
      models: () => [model('m1'), null, Promise.resolve(model('m2')), new Error('one is broken')],
      thing: () => ({ __typename: 'Other', code: 7 }),
      named: () => ({ __typename: 'Person', id: 'p1', name: 'Ann' }),
    },
    Mutation: { first: () => note('first', 1), second: () => note('second', 2) },
    Model: {
      __resolveReference: ({ id }: { id: string }) => (id.startsWith('m') ? model(id) : null),
      lists: () => [[model('m1')], [model('m2'), model('m3')]],
      broken: () => [model('m1'), Promise.reject(new Error('one is broken'))],
    },
    Person: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `person ${id}` }) },
  },
  deployment: {
    Query: {
      runs: () => [
        {
          model: { id: 'm1' },
          sure: { id: 'hidden' },
          maybe: { id: 'hidden' },
          by: { __typename: 'Person', id: 'p2' },
        },
      ],
    },
    Mutation: { third: () => note('third', 3) },
    Model: {
      __resolveReference: found('deployment'),
      runs: ({ from }: { from?: string }) => (from ? 2 : 1),
      asked: (_: unknown, __: unknown, context: { who: string }) => context.who,
    },
  },
  monitoring: {
    Model: {
      __resolveReference: found('monitoring'),
      alerts: ({ id }: { id: string }) => id.length,
      seen: (reference: object) => Object.keys(reference),
    },
  },
};

const names: readonly Name[] = ['registry', 'deployment', 'monitoring'];
const locals = names.map(name => ({
  name,
  schema: buildSubgraphSchema({ typeDefs: parse(sdl[name]), resolvers: resolvers[name] as never }),
  context: () => note(`context of ${name}`, { who: name }),
}));
const supergraph = composeSupergraph(names.map(name => ({ name, url: `http://${name}`, sdl: sdl[name] })));

async function ask(query: string, join = inProcess(locals)) {
  called = [];
  const graph = await startGraph({ supergraph, join, log: silentLog() });
  const context = { requestId: 'r', caller: { actor: {} as never }, ofSubgraph: new Map() };
  const { result } = await graph.execute(
    { query, variables: {}, operationName: undefined },
    { method: 'POST', context },
  );
  await graph.close();
  return JSON.parse(JSON.stringify(result)) as {
    data?: unknown;
    errors?: { path: unknown; extensions: { code: string } }[];
  };
}

describe.each([
  ['in one process', inProcess(locals)],
  ['as the Apollo gateway plans it', plannedOver(locals)],
])('%s', (_way, join) => {
  it.each([
    [
      'fields of three subgraphs',
      '{ model(id: "m1") { name runs alerts asked } }',
      { model: { name: 'model m1', runs: 2, alerts: 2, asked: 'deployment' } },
    ],
    [
      'what another subgraph points at',
      '{ runs { model { id name } } }',
      { runs: [{ model: { id: 'm1', name: 'model m1' } }] },
    ],
    [
      'there and back again',
      '{ runs { model { later { runs alerts } } } }',
      { runs: [{ model: { later: { runs: 2, alerts: 3 } } }] },
    ],
    [
      'what the asked subgraph knows itself needs no other',
      '{ runs { model { id runs } sure { id } } }',
      { runs: [{ model: { id: 'm1', runs: 1 }, sure: { id: 'hidden' } }] },
    ],
    [
      'lists of lists',
      '{ model(id: "m1") { lists { name alerts } } }',
      {
        model: {
          lists: [
            [{ name: 'model m1', alerts: 2 }],
            [
              { name: 'model m2', alerts: 2 },
              { name: 'model m3', alerts: 2 },
            ],
          ],
        },
      },
    ],
    [
      'a union',
      '{ thing { __typename ... on Other { code } ... on Model { runs } } }',
      { thing: { __typename: 'Other', code: 7 } },
    ],
    ['an interface', '{ named { __typename name } }', { named: { __typename: 'Person', name: 'Ann' } }],
    [
      "an interface whose name is another subgraph's",
      '{ runs { by { name } } }',
      { runs: [{ by: { name: 'person p2' } }] },
    ],
    [
      'the key and nothing else of the reference',
      '{ model(id: "m1") { seen } }',
      { model: { seen: ['__typename', 'id', 'from'] } },
    ],
  ])('%s', async (_, query, data) => {
    expect(await ask(query, join)).toEqual({ data });
  });

  it.each([
    ['is null where it may be', '{ runs { maybe { alerts } } }', { runs: [{ maybe: { alerts: null } }] }],
    [
      'takes what it belongs to with it where it may not',
      '{ runs { sure { name } maybe { runs } model { runs } } }',
      { runs: [{ sure: null, maybe: { runs: 1 }, model: { runs: 1 } }] },
    ],
    ['up to the list that it stands in', '{ model(id: "hidden") { name seen } }', { model: null }],
  ])('what a subgraph has nothing of %s, without an error', async (_, query, data) => {
    expect(await ask(query, join)).toEqual({ data });
  });
});

it('tells what fails by path, and answers the rest', async () => {
  const { data, errors } = await ask(
    '{ a: model(id: "m-fault") { name alerts } b: model(id: "m1") { alerts broken { name } } models { name } }',
  );
  expect(data).toEqual({
    a: { name: 'model m-fault', alerts: null },
    b: { alerts: 2, broken: [{ name: 'model m1' }, null] },
    models: [{ name: 'model m1' }, null, { name: 'model m2' }, null],
  });
  const told = errors?.map(({ path, extensions }) => [path, extensions.code]);
  expect(told).toHaveLength(3);
  expect(told).toEqual(
    expect.arrayContaining([
      [['a', 'alerts'], 'INTERNAL'],
      [['b', 'broken', 1], 'INTERNAL'],
      [['models', 3], 'INTERNAL'],
    ]),
  );
});

it('finds an object once for all that is asked of it, and makes one context for each subgraph', async () => {
  await ask('{ model(id: "m1") { name runs again: runs asked alerts } }');
  expect(called.sort()).toEqual([
    'context of deployment',
    'context of monitoring',
    'context of registry',
    'deployment m1',
    'monitoring m1',
  ]);
});

it('makes changes one after the other, whosever they are', async () => {
  expect(await ask('mutation { second third first }')).toEqual({ data: { second: 2, third: 3, first: 1 } });
  expect(called.filter(name => !name.startsWith('context'))).toEqual(['second', 'third', 'first']);
});

it('does not start without a subgraph that the supergraph names', async () => {
  const join = inProcess(locals.slice(0, 2));
  await expect(startGraph({ supergraph, join, log: silentLog() })).rejects.toThrow(
    /"monitoring" that is not here.*npm run compose/,
  );
});

it('refuses a key inside a key', async () => {
  const nested = `${link} type Query { a: A } type A @key(fields: "b { id }") { b: B! } type B @shareable { id: ID! }`;
  const other = `${link} type A @key(fields: "b { id }") { b: B! @shareable c: Int } type B @shareable { id: ID! }`;
  const composed = composeSupergraph([
    { name: 'registry', url: 'http://registry', sdl: nested.replace('b: B!', 'b: B! @shareable') },
    { name: 'deployment', url: 'http://deployment', sdl: other },
  ]);
  await expect(startGraph({ supergraph: composed, join: inProcess(locals), log: silentLog() })).rejects.toThrow(
    /The key "b \{ id \}" of A is nested/,
  );
});
