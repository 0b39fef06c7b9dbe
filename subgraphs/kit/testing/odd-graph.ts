import {
  buildSchema,
  GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import { isPromise, reading, stepped, unread, valueIn } from '../execution/plain.ts';

const sdl = `
  type Query {
    node(kind: Kind = GOOD, deep: Int): Node
    sure(kind: Kind!): Node!
    nodes(kinds: [Kind!]): [Node]
    named(kind: Kind): [Named]
    either: [Either!]
    made(kind: Kind): [[Node]]
    makes(kind: Kind): Named
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

/** What the resolvers take note of. */
export interface Notes {
  called: string[];
  asked: string[];
}

/** What a field can answer, by the kind of the node that it belongs to. */
export const oddities: Readonly<Record<string, () => unknown>> = {
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

/** What a resolver in two steps answers of a kind: the names of kinds, in whatever they come, of which nodes are made. */
const namesOf: Readonly<Record<string, () => unknown>> = {
  ...oddities,
  GOOD: () => 'GOOD',
  LATE: () => Promise.resolve('LATE'),
  WRONG: () => null,
  FUNCTION: () => 'FUNCTION',
};

/** A resolver in two steps, as one for graphql. */
function inSteps(answer: (source: unknown, args: { kind?: string }) => unknown) {
  const make = (kind: unknown) => nodeOf(String(kind));
  const whole = (value: unknown): unknown => {
    if (isPromise(value)) return value.then(whole);
    if (Array.isArray(value)) return value.map(whole);
    return typeof value === 'string' ? make(value) : value;
  };
  const resolve = (source: unknown, args: { kind?: string }) => whole(answer(source, args));
  return stepped(resolve, { answer, makeFor: () => make });
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
    made: inSteps((_, { kind = 'GOOD' }) => [['GOOD', null, namesOf[kind]?.()], Promise.resolve(['LATE']), null]),
    makes: inSteps((_, { kind = 'GOOD' }) => namesOf[kind]?.()),
    echo: (_: unknown, told: object) => JSON.stringify(told),
  },
  Mutation: {
    add: async (_: unknown, { n }: { n: number }, { called }: Notes) => {
      await new Promise(resolve => setTimeout(resolve, 3 - n));
      called.push(`add ${n}`);
      return n;
    },
    fail: async () => {
      throw new Error('failed');
    },
    late: (_: unknown, { n }: { n: number }, { called }: Notes) => {
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
      (_source: unknown, _args: unknown, { asked }: Notes, info: GraphQLResolveInfo) => {
        asked.push(responsePathAsArray(info.path).join('.'));
        return `${info.parentType.name}.${info.fieldName} ${JSON.stringify(info.variableValues)} ${info.operation.name?.value}`;
      },
      () => unread,
    ),
  },
};

/** A graph whose fields answer whatever they can; its context holds what was called and which `held` were asked. */
export function oddGraph(): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      for (const [name, field] of Object.entries(type.getFields())) {
        const resolve = resolvers[type.name]?.[name];
        if (resolve) field.resolve = resolve as unknown as NonNullable<typeof field.resolve>;
      }
  return schema;
}
