import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import type { LocalSubgraph } from '../local-subgraph.ts';
import type { RequestContext } from '../request-context.ts';

/** Finds an object by what another subgraph knows of it. */
export type Find = (reference: object, context: object, info: GraphQLResolveInfo) => unknown;

/** One of the subgraphs that are joined: what it resolves, and how it finds its entities. */
export interface Part extends Pick<LocalSubgraph, 'name' | 'schema' | 'context'> {
  /** The fields that it resolves itself, by type. */
  own: ReadonlyMap<string, ReadonlySet<string>>;
  /** For each entity the keys it is found by; a key is the names of its fields. */
  keys: ReadonlyMap<string, readonly (readonly string[])[]>;
}

/** Whether a subgraph resolves a field; one that it declares as external is another's. */
export function owns({ own }: Part, type: string, field: string): boolean {
  return own.get(type)?.has(field) ?? false;
}

/** The context of a subgraph for a request, made when it is first asked. */
export function contextOf({ caller, ofSubgraph }: RequestContext, part: Part): object {
  const made = ofSubgraph.get(part.name);
  if (made) return made;
  const fresh = part.context(caller);
  ofSubgraph.set(part.name, fresh);
  return fresh;
}

type Resolver = GraphQLFieldResolver<unknown, object>;

/** How a subgraph resolves one of its fields; null when it is simply read from the object. */
export function resolverIn(schema: GraphQLSchema, type: string, field: string): Resolver | null {
  const known = schema.getType(type);
  const fields = known && 'getFields' in known ? known.getFields() : {};
  const found = fields[field];
  const resolver = found && 'resolve' in found ? found.resolve : undefined;
  return resolver === undefined || resolver === defaultFieldResolver ? null : resolver;
}

/** A field that is simply read from its object; what is a function there is left to graphql's own way. */
export function readFrom(field: string): Resolver {
  // biome-ignore lint/complexity/useMaxParams: graphql gives a resolver four
  return (source, args, context, info) => {
    const value = (source as Record<string, unknown> | null)?.[field];
    return typeof value === 'function' ? defaultFieldResolver(source, args, context, info) : value;
  };
}

/** How a subgraph finds an entity: by its reference resolver; without one the reference is the entity. */
export function finderIn(schema: GraphQLSchema, type: string): Find {
  const extensions = schema.getType(type)?.extensions as { apollo?: { subgraph?: { resolveReference?: Find } } };
  return extensions.apollo?.subgraph?.resolveReference ?? (reference => reference);
}
