import fc from 'fast-check';
import {
  buildSchema,
  type ExecutionResult,
  GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  execute as graphqlExecute,
  isObjectType,
  parse,
  responsePathAsArray,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { execute } from './execute.ts';
import { reading, unread, valueIn } from './plain.ts';

const sdl = `
  type Query {
    node(kind: Kind = GOOD, deep: Int): Node
    sure(kind: Kind!): Node!
    nodes(kinds: [Kind!]): [Node]
    named(kind: Kind): [Named]
    either: [Either!]
    echo(text: String = "none", input: Input): String
    old: Int @deprecated
  }
  type Mutation { add(n: Int!): Int! fail: Int! late(n: Int!): Int }
  type Subscription { ticks: Int }
  enum Kind { GOOD LATE NULL THROWS REJECTS ERROR WRONG FUNCTION PROMISE }
  input Input { a: Int! b: [String] }
  interface Named { name: String }
  union Either = Node | Leaf
  type Node implements Named {
    name: String
    must: String!
    count: Int
    counted: Int!
    list: [Int]
    sureList: [Int!]!
    json: JSON
    child: Node
    sureChild: Node!
    children: [Node]
    sureChildren: [Node!]!
    lists: [[Node!]]
    held: String
    kind: Kind
  }
  type Leaf implements Named { name: String code: Int! }
  scalar JSON`;

let called: string[] = [];

const oddities: Readonly<Record<string, () => unknown>> = {
  GOOD: () => 'good',
  LATE: () => Promise.resolve('late'),
  NULL: () => null,
  THROWS: () => {
    throw new Error('thrown');
  },
  REJECTS: () => Promise.reject(new GraphQLError('rejected', { extensions: { code: 'X' } })),
  ERROR: () => new Error('an error as a value'),
  WRONG: () => ({ not: 'a text' }),
  FUNCTION: () => () => 'called',
  PROMISE: () => Promise.resolve(null),
};

/** An object of which everything is as a kind says; what it holds below is good, down to a depth. */
function nodeOf(kind: string, deep = 3): object {
  const below = () => (deep > 0 ? nodeOf('GOOD', deep - 1) : null);
  const same = () => (deep > 0 ? nodeOf(kind, deep - 1) : null);
  const odd = (good: unknown) => (kind === 'GOOD' ? good : oddities[kind]?.());
  const get = (good: unknown) => ({ enumerable: true, get: () => odd(good) });
  const made = Object.defineProperties(
    { __typename: 'Node', kind },
    { must: get('must'), counted: get(1), count: get(7), sureList: get([1, 2]), sureChildren: get([]) },
  );
  return Object.assign(made, {
    ...{ name: async () => odd('name'), list: new Set([1, null, 2]), json: JSON.parse('{"then": 1, "__proto__": 2}') },
    ...{ child: below, sureChild: () => (kind === 'NULL' ? null : below()), held: 'held' },
    children: () => [same(), null, Promise.resolve(below()), ...(kind === 'THROWS' ? [new Error('in the list')] : [])],
    lists: [[below()], null, [below(), kind === 'NULL' ? null : below()]],
  });
}

const resolvers: Record<string, Record<string, (...told: never[]) => unknown>> = {
  Query: {
    node: (_: unknown, { kind, deep }: { kind: string; deep?: number }) => nodeOf(kind, deep),
    sure: (_: unknown, { kind }: { kind: string }) => (kind === 'NULL' ? null : nodeOf(kind)),
    nodes: async (_: unknown, { kinds = ['GOOD', 'NULL'] }: { kinds?: string[] }) => kinds.map(each => nodeOf(each)),
    named: (_: unknown, { kind = 'GOOD' }: { kind?: string }) => [
      nodeOf(kind),
      { __typename: 'Leaf', name: 'leaf', code: 4 },
    ],
    either: () => [{ __typename: 'Leaf', code: 3 }, Promise.resolve(nodeOf('GOOD'))],
    echo: (_: unknown, told: object) => JSON.stringify(told),
  },
  Mutation: {
    add: async (_: unknown, { n }: { n: number }) => {
      await new Promise(resolve => setTimeout(resolve, 3 - n));
      called.push(`add ${n}`);
      return n;
    },
    fail: async () => {
      throw new Error('failed');
    },
    late: (_: unknown, { n }: { n: number }) => {
      called.push(`late ${n}`);
      return n;
    },
  },
  Node: {
    kind: reading(
      ({ kind }: { kind: string }) => kind,
      source => valueIn(source, 'kind'),
    ),
    held: reading(
      // biome-ignore lint/complexity/useMaxParams: graphql gives a resolver four
      (_source: unknown, _args: unknown, { asked }: { asked: string[] }, info: GraphQLResolveInfo) => {
        asked.push(responsePathAsArray(info.path).join('.'));
        return `${info.parentType.name}.${info.fieldName} ${JSON.stringify(info.variableValues)} ${info.operation.name?.value}`;
      },
      () => unread,
    ),
  },
};

function schemaOf(): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      for (const [name, field] of Object.entries(type.getFields())) {
        const resolve = resolvers[type.name]?.[name];
        if (resolve) field.resolve = resolve as unknown as NonNullable<typeof field.resolve>;
      }
  return schema;
}

const schema = schemaOf();

interface Sent {
  variableValues?: Record<string, unknown>;
  operationName?: string;
}

/** What one way answers to a document, and what was called. */
async function answered(way: typeof execute | typeof graphqlExecute, text: string, sent: Sent) {
  called = [];
  const asked: string[] = [];
  const document = documents.get(text) ?? parse(text);
  documents.set(text, document);
  const { data, errors }: ExecutionResult = await way({ schema, document, ...sent, contextValue: { asked } });
  const told = errors?.map(({ message, path, locations, extensions }) => ({ message, path, locations, extensions }));
  return { data, errors: told ?? [], called, asked: asked.toSorted() };
}

type Told = Awaited<ReturnType<typeof answered>>;

/** Where an error left null in the answer: at its own place, or further up. */
function nulledBy({ data, errors }: Told): Map<string, Told['errors']> {
  const places = new Map<string, Told['errors']>();
  for (const error of errors) {
    const path = [...(error.path ?? [])];
    let at: unknown = data;
    const place: (string | number)[] = [];
    while (at && path.length > 0) {
      const key = path.shift() ?? '';
      place.push(key);
      at = (at as Record<string, unknown>)[key];
    }
    const name = JSON.stringify(at ? null : place);
    places.set(name, [...(places.get(name) ?? []), error]);
  }
  return places;
}

const documents = new Map<string, ReturnType<typeof parse>>();

async function alike(text: string, sent: Sent = {}) {
  const [ours, theirs] = [await answered(execute, text, sent), await answered(graphqlExecute, text, sent)];
  expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
  expect([ours.called, ours.asked]).toEqual([theirs.called, theirs.asked]);
  const [told, expected] = [nulledBy(ours), nulledBy(theirs)];
  expect(new Set(told.keys())).toEqual(new Set(expected.keys()));
  // Of several that leave null at one place it hangs on which fails first whether others are told.
  for (const [place, errors] of expected)
    if (errors.length === 1 && told.get(place)?.length === 1) expect(told.get(place), place).toEqual(errors);
  return ours;
}

const whole = '__typename name must count counted list sureList json kind held';

describe('answers as graphql does', () => {
  it.each(Object.keys(oddities).filter(kind => kind !== 'WRONG'))('where everything is %s', async kind => {
    for (const field of whole.split(' ')) await alike(`{ node(kind: ${kind}) { ${field} child { ${field} } } }`);
    await alike(`{ a: node(kind: ${kind}) { ${whole} children { ${whole} } lists { name must } sureChild { name } } }`);
    await alike(`{ nodes(kinds: [GOOD, ${kind}]) { must sureChildren { name } child { child { must } } } }`);
    await alike(`{ sure(kind: ${kind}) { must } node { name } }`);
  });

  it.each<[string, string, Sent?]>([
    [
      'fragments',
      '{ named { ...n ... on Leaf { code } } } fragment n on Named { name ...m } fragment m on Node { must }',
    ],
    ['types that are told apart', '{ either { __typename ... on Leaf { code } ... on Node { name child { name } } } }'],
    ['the same field at several places', '{ node { child { name } } ... { node { child { must } name } } }'],
    ['names that every object knows', '{ __proto__: node { constructor: name toString: must __proto__: count } }'],
    [
      'the schema',
      '{ __schema { types { name kind fields { name type { name ofType { name } } } } } __type(name: "Node") { name } }',
    ],
    ['no such type', '{ __type(name: "None") { name } }'],
    ['deprecated fields', '{ __type(name: "Query") { fields(includeDeprecated: true) { name isDeprecated } } }'],
    [
      'arguments as they are by default',
      '{ echo a: echo(text: "x") b: echo(text: null) c: echo(input: { a: 1, b: ["y", null] }) }',
    ],
    [
      'variables',
      'query Q($t: String, $i: Input!) { echo(text: $t, input: $i) node { held } }',
      { variableValues: { i: { a: 2 } } },
    ],
    [
      'variables that do not fit',
      'query ($i: Input!) { echo(input: $i) }',
      { variableValues: { i: { a: 'x', c: 1 } } },
    ],
    ['a variable that is missing', 'query ($k: Kind!) { sure(kind: $k) { name } }'],
    ['an argument without its variable', 'query ($k: Kind) { sure(kind: $k) { name } echo }'],
    ['changes in their order', 'mutation { a: add(n: 1) b: add(n: 2) c: late(n: 3) d: add(n: 0) }'],
    ['a change that fails', 'mutation { a: add(n: 1) b: fail c: late(n: 3) }'],
    ['one of several operations', 'query A { echo } query B { node { name } }', { operationName: 'B' }],
    ['none of several operations', 'query A { echo } query B { node { name } }'],
    ['an operation that is not there', 'query A { echo }', { operationName: 'C' }],
    ['a subscription', 'subscription { ticks }'],
    ['nothing but fragments', 'fragment n on Named { name }'],
    ['fields that nobody knows', '{ node { nothing name } }'],
  ])('%s', async (_, text, sent) => {
    await alike(text, sent);
  });

  it('what variables decide, each time anew', async () => {
    const text = 'query ($a: Boolean!, $b: Boolean = true) { echo @include(if: $a) node @skip(if: $b) { name } old }';
    const told = [true, false, true].flatMap(a => [{ a }, { a, b: false }, { a, b: true }]);
    const answers = [];
    for (const variableValues of told) answers.push(JSON.stringify((await alike(text, { variableValues })).data));
    expect(new Set(answers).size).toBe(4);
  });
});

it('says what a value is that no type fits', async () => {
  const wrong = await answered(execute, '{ node(kind: WRONG) { must list sureList child { name } } }', {});
  expect(wrong.data).toEqual({ node: null });
  expect(wrong.errors).toMatchObject([
    { path: ['node', 'must'], message: expect.stringContaining('cannot represent') },
  ]);
  const odd = schemaOf();
  const query = odd.getQueryType()?.getFields();
  if (query?.either) query.either.resolve = () => [{ __typename: 'Query' }];
  const { errors } = await execute({ schema: odd, document: parse('{ either { __typename } }'), contextValue: {} });
  expect(errors?.[0]?.message).toBe('What Query.either holds is of the type Query, which is no Either.');
});

it('answers whatever is asked as graphql does', async () => {
  const kinds = Object.keys(oddities).filter(kind => kind !== 'WRONG');
  const { node } = fc.letrec<{ node: string; child: string }>(tie => ({
    child: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constant('name'), tie('node')),
    node: fc
      .array(
        fc.oneof(
          fc.constantFrom(
            ...whole.split(' '),
            'a: name',
            'b: must',
            'c: count @skip(if: $no)',
            '... @include(if: $yes) { must }',
          ),
          fc
            .tuple(fc.constantFrom('child', 'sureChild', 'children', 'sureChildren', 'lists', 'x: child'), tie('child'))
            .map(([name, inside]) => `${name} { ${inside} }`),
          tie('child').map(inside => `... on Named { ... on Node { ${inside} } }`),
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map(fields => fields.join(' ')),
  }));
  const roots = fc.constantFrom('node', 'sure', 'named', 'nodes');
  const document = fc.array(fc.tuple(roots, fc.constantFrom(...kinds), node), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(document, fc.boolean(), fc.boolean(), async (asked, yes, no) => {
      const fields = asked.map(([root, kind, inside], at) => {
        const told = root === 'nodes' ? `kinds: [GOOD, ${kind}]` : `kind: ${kind}`;
        const on = root === 'named' ? `... on Node { ${inside} }` : inside;
        return `r${at}: ${root}(${told}) { ${on} }`;
      });
      const text = `query R($yes: Boolean!, $no: Boolean!) { ${fields.join(' ')} }`;
      await alike(text, { variableValues: { yes, no } });
      await alike(text, { variableValues: { yes: no, no: yes } });
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  );
});
