import { isPromise, type Make, reading, stepped, unread, valueIn } from '@handoff/kit/execution/plain';
import { type Piece, tracedWithin, tracing } from '@handoff/kit/trace/trace';
import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isIntrospectionType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import type { LocalSubgraph } from '../local-subgraph.ts';
import type { RequestContext } from '../request-context.ts';
import { contextOf, owns, type Part, readFrom, resolverIn } from './part.ts';
import { readSupergraph } from './parts.ts';
import { Sourced, sourced, Unseen } from './sourced.ts';

/**
 * The schema that callers see, with the resolvers of the subgraphs: each field is resolved by the subgraph that its
 * object came from, or, where that has no such field, by the one that has it, which finds the object by its key.
 * Throws an Error when a subgraph is missing.
 */
export function joinedSchema(supergraph: string, subgraphs: readonly LocalSubgraph[]): GraphQLSchema {
  const { schema, parts } = readSupergraph(supergraph, subgraphs);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isScalarType(type) && !isSpecifiedScalarType(type)) borrowScalar(type, parts);
    if (isAbstractType(type)) type.resolveType = typeResolver(type.name);
    if (isObjectType(type))
      for (const field of Object.values(type.getFields()))
        field.resolve = shown(parts, type, { ...field, resolve: resolver(parts, type, field) });
  }
  return schema;
}

type Resolve = GraphQLFieldResolver<Sourced | undefined, RequestContext>;

/** A field of a root type as a piece of the trace of who asks for it, by its subgraph; others, and all where no traces are kept, as they are. */
function shown(
  parts: readonly Part[],
  type: GraphQLObjectType,
  { name, resolve }: { name: string; resolve: Resolve },
): Resolve {
  const isRoot = type.name === 'Query' || type.name === 'Mutation';
  if (!isRoot || !tracing()) return resolve;
  const home = parts.find(part => owns(part, type.name, name))?.name ?? '';
  const attributes = { 'handoff.subgraph': home };
  const piece = (): Piece => ({ name: `${home} ${type.name}.${name}`, kind: 'INTERNAL', attributes });
  // biome-ignore lint/complexity/useMaxParams: graphql gives a resolver four
  return (source, args, context, info) => tracedWithin(piece, () => resolve(source, args, context, info));
}

function borrowScalar(type: GraphQLScalarType, parts: readonly Part[]): void {
  const known = parts.map(({ schema }) => schema.getType(type.name)).find(isScalarType);
  if (!known) return;
  type.serialize = known.serialize;
  type.parseValue = known.parseValue;
  type.parseLiteral = known.parseLiteral;
}

function typeResolver(name: string): NonNullable<GraphQLAbstractType['resolveType']> {
  return (source: Sourced, context: RequestContext, info) => {
    const own = source.of.schema.getType(name) as GraphQLAbstractType;
    return (own.resolveType ?? defaultTypeResolver)(source.value, contextOf(context, source.of), info, own);
  };
}

function resolver(parts: readonly Part[], type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Resolve {
  const resolving = new Map(
    parts.filter(part => owns(part, type.name, field.name)).map(part => [part, own(part, type, field)]),
  );
  const [home] = resolving.keys();
  if (!home)
    throw new Error(`No subgraph resolves ${type.name}.${field.name}. Compose the supergraph again: npm run compose.`);
  const nothing = isNonNullType(field.type)
    ? () => {
        throw new Unseen(`${home.name} has no such ${type.name}.`);
      }
    : () => null;
  const elsewhere = own(home, type, field);
  // biome-ignore lint/complexity/useMaxParams: graphql gives a resolver four
  const answer: Resolve = (source, args, context, info) => {
    const near = source === undefined ? elsewhere : resolving.get(source.of);
    if (near) return near(source?.value, args, context, info);
    const there = (source as Sourced).in(home, context, info);
    const resolve = (value: unknown) =>
      value === null || value === undefined ? nothing() : elsewhere(value, args, context, info);
    return isPromise(there) ? there.then(resolve) : resolve(there);
  };
  if (!isLeafType(getNamedType(field.type))) return whereFrom(answer, home, [...resolving.keys()]);
  const holding = new Set([...resolving.keys()].filter(part => !resolverIn(part.schema, type.name, field.name)));
  return reading(answer, source =>
    source instanceof Sourced && holding.has(source.of) ? valueIn(source.value, field.name) : unread,
  );
}

/** A resolver whose objects know which subgraph they are from. */
function whereFrom(answer: Resolve, home: Part, resolving: readonly Part[]): Resolve {
  const makes = new Map<Part | undefined, Make>(resolving.map(part => [part, value => new Sourced(part, value)]));
  const makeFor = (source: Sourced | undefined) => (makes.get(source?.of) ?? makes.get(home)) as Make;
  // biome-ignore lint/complexity/useMaxParams: graphql gives a resolver four
  const resolve: Resolve = (source, args, context, info) =>
    sourced(makeFor(source), answer(source, args, context, info));
  return stepped(resolve, { answer, makeFor });
}

/** A subgraph's own resolver of a field, in its own context. */
function own(
  part: Part,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): GraphQLFieldResolver<unknown, RequestContext> {
  const computed = resolverIn(part.schema, type.name, field.name);
  const isLeaf = isLeafType(getNamedType(field.type));
  if (isLeaf && !computed) return readFrom(field.name);
  const resolve = computed ?? readFrom(field.name);
  // biome-ignore lint/complexity/useMaxParams: graphql gives a resolver four
  return (value, args, context, info) => resolve(value, args, contextOf(context, part), info);
}
