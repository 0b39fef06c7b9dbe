import 'reflect-metadata';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { defaultFieldResolver, type GraphQLSchema, parse } from 'graphql';
import {
  type BuildSchemaOptions,
  buildSchema,
  createResolversMap,
  getMetadataStorage,
  type NonEmptyArray,
} from 'type-graphql';
import { type Rule, ruled, rulesOf } from './access/rule.ts';
import type { Context } from './context.ts';
import { atTheGateway } from './live.ts';
import { plainFields, plainTypes } from './schema/plain-fields.ts';
import { DateTime } from './schema/scalars.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable", "@external", "@requires", "@provides"])\n';

/** Reads one entity by what another subgraph knows of it; null when the viewer may not see it. */
export type ReferenceResolver = (reference: { id: string } & Record<string, unknown>, context: Context) => unknown;

// biome-ignore lint/complexity/noBannedTypes: type-graphql lists classes as Function
type ClassList = Function[];

export interface SubgraphParts {
  name: 'registry' | 'deployment' | 'monitoring';
  resolvers: ClassList;
  /** Types no root field leads to: entity extensions and the implementations of interfaces. Unlisted ones vanish. */
  orphanedTypes: ClassList;
  references: Readonly<Record<string, ReferenceResolver>>;
}

export interface Subgraph {
  name: SubgraphParts['name'];
  sdl: string;
  schema: GraphQLSchema;
  /** The access rule of each field by `Type.field`; undefined where none was declared. */
  rules: ReadonlyMap<string, Rule | undefined>;
}

const instances = new Map<unknown, unknown>();

/** The one instance of a resolver class; type-graphql itself looks through all of them for every field it resolves. */
function instanceOf(resolver: new () => unknown): unknown {
  const known = instances.get(resolver);
  if (known) return known;
  const made = new resolver();
  instances.set(resolver, made);
  return made;
}

type Resolvers = Record<string, Record<string, unknown>>;

/** Turns type-graphql classes into a federation subgraph. The one place that touches @apollo/subgraph. */
export async function buildSubgraph(parts: SubgraphParts): Promise<Subgraph> {
  for (const type of getMetadataStorage().objectTypes) type.simpleResolvers = true;
  const schema = await buildSchema({
    resolvers: parts.resolvers as NonEmptyArray<never>,
    orphanedTypes: parts.orphanedTypes as NonNullable<BuildSchemaOptions['orphanedTypes']>,
    scalarsMap: [{ type: Date, scalar: DateTime }],
    pubSub: { publish: atTheGateway, subscribe: atTheGateway },
    validate: false,
    container: { get: instanceOf },
    // A subgraph may be asked about others' entities alone, and then has no query of its own.
    skipCheck: true,
  });
  const sdl = link + printSchemaWithDirectives(schema);
  const resolvers = createResolversMap(schema) as Resolvers;
  const rules = rulesOf(schema);
  callPlainly(parts.resolvers, resolvers);
  enforce(rules, resolvers);
  resolveReferences(parts.references, resolvers);
  const built = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
  return { name: parts.name, sdl, schema: built, rules };
}

/** A subgraph that is built when it is first asked for, once: it keeps nothing of those it answers. */
export function builtOnce(parts: () => SubgraphParts): () => Promise<Subgraph> {
  let built: Promise<Subgraph> | undefined;
  return () => {
    built ??= buildSubgraph(parts());
    return built;
  };
}

/** Puts plain resolvers in the place of type-graphql's. */
function callPlainly(classes: ClassList, resolvers: Resolvers): void {
  for (const [name, resolve] of plainFields(classes, instanceOf)) {
    const [type, field] = name.split('.') as [string, string];
    const fields = resolvers[type];
    if (fields?.[field]) fields[field] = resolve;
  }
  for (const [name, resolveType] of plainTypes()) {
    const fields = resolvers[name];
    if (fields?.__resolveType) fields.__resolveType = resolveType;
  }
}

function enforce(rules: ReadonlyMap<string, Rule | undefined>, resolvers: Resolvers): void {
  for (const [name, rule] of rules) {
    if (typeof rule !== 'object') continue;
    const [type, field] = name.split('.') as [string, string];
    const resolve = (resolvers[type]?.[field] ?? defaultFieldResolver) as Parameters<typeof ruled>[1];
    resolvers[type] = { ...resolvers[type], [field]: ruled(rule, resolve) };
  }
}

function resolveReferences(references: SubgraphParts['references'], resolvers: Resolvers): void {
  for (const [type, resolve] of Object.entries(references)) {
    const __resolveReference = (reference: { id: string }, context: Context) => resolve(reference, context);
    resolvers[type] = { ...resolvers[type], __resolveReference };
  }
}
