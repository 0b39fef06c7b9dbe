import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';

type Resolve = GraphQLFieldResolver<unknown, unknown>;

/** Reads a field from its object; `unread`: it takes the field's resolver. */
export type Read = (source: unknown) => unknown;

/** That a look at the object does not tell the field. */
export const unread = Symbol('unread');

const reads = new WeakMap<Resolve, Read>();

/** The same resolver, known to tell mostly what its object holds: that is read without the resolver. */
export function reading<Resolver extends GraphQLFieldResolver<never, never>>(resolve: Resolver, read: Read): Resolver {
  reads.set(resolve as unknown as Resolve, read);
  return resolve;
}

/** How a field is read without its resolver; null: there is no such way. */
export function readOf(resolve: Resolve | undefined, name: string): Read | null {
  if (resolve && resolve !== defaultFieldResolver) return reads.get(resolve) ?? null;
  return source => valueIn(source, name);
}

/** Makes of each object that a resolver answered what the resolvers of its fields are given. */
export type Make = (object: unknown) => unknown;

/** A resolver in two steps: what it answers, and what is made of each object in that; which hangs on whose field it is. */
export interface Steps {
  answer: Resolve;
  makeFor(source: unknown): Make;
}

const steps = new WeakMap<Resolve, Steps>();

/**
 * The same resolver, known to be these two steps: objects are then made when their fields are resolved, and not as a
 * promise of all of them.
 */
export function stepped<Resolver extends GraphQLFieldResolver<never, never>>(
  resolve: Resolver,
  { answer, makeFor }: { answer: Resolver; makeFor(source: never): Make },
): Resolver {
  steps.set(resolve as unknown as Resolve, {
    answer: answer as unknown as Resolve,
    makeFor: makeFor as Steps['makeFor'],
  });
  return resolve;
}

/** The two steps of a resolver; null: it is one. */
export function stepsOf(resolve: Resolve | undefined): Steps | null {
  return (resolve && steps.get(resolve)) ?? null;
}

/** What lies in a property; `unread` where that is a function. */
export function valueIn(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return unread;
  const value = (object as Record<string, unknown>)[name];
  return typeof value === 'function' ? unread : value;
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && typeof (value as PromiseLike<unknown> | null)?.then === 'function';
}
