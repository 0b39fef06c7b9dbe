import type { GraphQLFieldResolver, GraphQLResolveInfo, GraphQLTypeResolver } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type Resolve = GraphQLFieldResolver<unknown, object>;

/** What a resolver is called with. */
interface Called {
  root: unknown;
  args: Record<string, unknown>;
  context: object;
  info: GraphQLResolveInfo;
}

/** Of type-graphql's notes on a parameter what matters here. */
interface Param {
  index: number;
  kind: string;
  /** Of an argument. */
  name?: string;
  propertyName?: string;
  getType?: () => unknown;
  resolver?: (called: Called) => unknown;
  options?: { arg?: unknown };
}

/**
 * The field resolvers that take nothing which type-graphql has to convert: their object, the context, arguments without
 * objects in them, and what else is told of them. They are called as they are. type-graphql sorts and converts the
 * parameters anew at every call and waits for each: that took a twelfth of all memory of a request with some hundred of
 * them. By `Type.field`, of these resolvers; after the schema was built.
 */
export function plainFields(
  resolvers: readonly unknown[],
  instanceOf: (resolver: new () => unknown) => unknown,
): Map<string, Resolve> {
  const { fieldResolvers: all, objectTypes } = getMetadataStorage();
  const fieldResolvers = all.filter(({ target }) => resolvers.includes(target));
  const names = new Map<unknown, string>(objectTypes.map(({ target, name }) => [target, name]));
  const plain = new Map<string, Resolve>();
  for (const { kind, getObjectType, schemaName, methodName, target, params, middlewares, roles } of fieldResolvers) {
    const type = names.get(getObjectType?.());
    const reads = (params as Param[] | undefined)?.toSorted((a, b) => a.index - b.index).map(readOf);
    if (kind !== 'external' || !type || !reads || middlewares?.length || roles) continue;
    if (!reads.every(read => read !== null)) continue;
    const instance = instanceOf(target as new () => unknown) as Record<string, (...values: unknown[]) => unknown>;
    // biome-ignore lint/complexity/useMaxParams: graphql gives a resolver four
    plain.set(`${type}.${schemaName}`, (root, args, context, info) => {
      const called = { root, args, context, info };
      return instance[methodName]?.(...reads.map(read => read(called)));
    });
  }
  return plain;
}

/** How interfaces tell the type of an object, by their names: type-graphql would make a promise of what is known at once. */
export function plainTypes(): Map<string, GraphQLTypeResolver<unknown, object>> {
  const { interfaceTypes } = getMetadataStorage();
  return new Map(
    interfaceTypes.flatMap(({ name, resolveType }) =>
      resolveType ? [[name, resolveType as GraphQLTypeResolver<unknown, object>] as const] : [],
    ),
  );
}

type Read = (called: Called) => unknown;

/** How a parameter is read; null: type-graphql has to. */
function readOf(param: Param): Read | null {
  const { kind, name, propertyName, getType, resolver, options } = param;
  if (kind === 'arg' && name !== undefined) return isInput(getType?.()) ? null : ({ args }) => args[name];
  if (kind === 'args') return argumentsOf(getType?.() as ArgumentClass);
  if (propertyName !== undefined || getType !== undefined) return null;
  if (kind === 'root') return ({ root }) => root;
  if (kind === 'context') return ({ context }) => context;
  if (kind === 'info') return ({ info }) => info;
  return kind === 'custom' && resolver && !options?.arg ? resolver : null;
}

type ArgumentClass = new () => Record<string, unknown>;

/** Arguments as an object of their class, made once for all calls that are given the same; null: one is an object itself. */
function argumentsOf(Class: ArgumentClass): Read | null {
  const fields = getMetadataStorage().argumentTypes.flatMap(({ target, fields }) =>
    target === Class || Object.prototype.isPrototypeOf.call(target, Class) ? (fields ?? []) : [],
  );
  if (fields.some(({ getType }) => isInput(getType()))) return null;
  const made = new WeakMap<object, object>();
  return ({ args }) => {
    const known = made.get(args);
    if (known) return known;
    const given = fields.flatMap(({ name }) => (args[name] === undefined ? [] : [[name, args[name]]]));
    const begun = Object.entries(new Class()).filter(([, value]) => value !== undefined);
    const fresh = Object.create(Class.prototype);
    made.set(args, Object.freeze(Object.assign(fresh, Object.fromEntries([...begun, ...given]))));
    return fresh;
  };
}

/** Whether values of a type are objects, which type-graphql makes of their class. */
function isInput(type: unknown): boolean {
  return getMetadataStorage().inputTypes.some(({ target }) => target === type);
}
