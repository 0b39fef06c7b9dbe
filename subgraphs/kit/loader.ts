import DataLoader from 'dataloader';
import type { Context } from './context.ts';

/** Reads many at once: a map from key to value; a key that is not in it is null. */
export type Batch<K, V> = (keys: readonly K[], context: Context) => Promise<ReadonlyMap<K, V>>;

/** One of many: all calls of a request for the same batch become one statement. */
export function load<K extends string, V>(context: Context, batch: Batch<K, V>, key: K): Promise<V | null> {
  return loaderOf(context, batch).load(key) as Promise<V | null>;
}

/** What may have to be waited for. */
export type Soon<T> = T | Promise<T>;

/** The same, told at once where it was read already: what many objects lead to is then not waited for by each of them. */
export function soon<K extends string, V>(context: Context, batch: Batch<K, V>, key: K): Soon<V | null> {
  const known = told(context, batch, key);
  return known === undefined ? load(context, batch, key) : known;
}

/** What was read or is known of a key in this request; undefined: nothing yet. */
export function told<K extends string, V>(context: Context, batch: Batch<K, V>, key: K): V | null | undefined {
  return loaderOf(context, batch).told(key) as V | null | undefined;
}

/** What is known already: whoever asks for it in this request gets it without another statement. */
export function known<K extends string, V>(context: Context, batch: Batch<K, V>, values: ReadonlyMap<K, V>): void {
  const loader = loaderOf(context, batch);
  for (const [key, value] of values) loader.prime(key, value);
}

function loaderOf<K extends string, V>(context: Context, batch: Batch<K, V>): Loader {
  const made = context.loaders.get(batch) as Loader | undefined;
  if (made) return made;
  const loader = newLoader((keys: readonly K[]) => batch(keys, context));
  context.loaders.set(batch, loader);
  return loader;
}

/** Reads many at once with arguments that all keys share, such as page size and cursor. */
export type BatchWith<A, V> = (keys: readonly string[], args: A, context: Context) => Promise<ReadonlyMap<string, V>>;

/** Like load, for a field with arguments: calls with equal arguments become one statement. */
export function loadWith<A, V>(
  context: Context,
  batch: BatchWith<A, V>,
  of: { key: string; args: A },
): Promise<V | null> {
  return loadingWith(context, batch, of.args)(of.key);
}

/** The same for many keys of one object: the arguments, which may be large, are compared once. */
export function loadingWith<A, V>(
  context: Context,
  batch: BatchWith<A, V>,
  args: A,
): (key: string) => Promise<V | null> {
  const bucket = bucketOf(context, batch);
  const name = nameOf(args);
  const made = bucket.get(name);
  const loader = made ?? newLoader((keys: readonly string[]) => batch(keys, args, context));
  if (!made) bucket.set(name, loader);
  return key => loader.load(key) as Promise<V | null>;
}

const names = new WeakMap<object, string>();

/** Arguments as text; those that cannot change are written once. */
function nameOf(args: unknown): string {
  if (typeof args !== 'object' || args === null || !Object.isFrozen(args)) return JSON.stringify(args);
  const known = names.get(args) ?? JSON.stringify(args);
  names.set(args, known);
  return known;
}

/** What is kept of a batch for one request. */
interface Loader {
  load(key: unknown): Promise<unknown>;
  /** What was read or told; undefined: nothing yet. */
  told(key: unknown): unknown;
  prime(key: unknown, value: unknown): void;
}

function bucketOf(context: Context, batch: unknown): Map<string, Loader> {
  const bucket = (context.loaders.get(batch) as Map<string, Loader> | undefined) ?? new Map<string, Loader>();
  context.loaders.set(batch, bucket);
  return bucket;
}

/** DataLoader brings together what is asked at once; what it has given is kept here: whoever asks again gets the same promise. */
function newLoader<K, V>(read: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>): Loader {
  const kept = new Map<K, Promise<V | null>>();
  const told = new Map<K, V | null>();
  const keep = (key: K, value: V | null) => {
    told.set(key, value);
    return value;
  };
  const readAll = async (keys: readonly K[]) => {
    try {
      const possible = keys.filter(isPossible);
      const found = possible.length === 0 ? new Map<K, V>() : await read(possible);
      return keys.map(key => keep(key, found.get(key) ?? null));
    } catch (error) {
      for (const key of keys) kept.delete(key);
      throw error;
    }
  };
  const loader = new DataLoader<K, V | null>(readAll, { cache: false });
  const start = (key: K) => {
    const promise = told.has(key) ? Promise.resolve(told.get(key) ?? null) : loader.load(key);
    kept.set(key, promise);
    return promise;
  };
  const prime = (key: K, value: V | null) => {
    if (!kept.has(key) && !told.has(key)) told.set(key, value);
  };
  const load = (key: K) => kept.get(key) ?? start(key);
  return { load, told: (key: K) => told.get(key), prime } as Loader;
}

/** PostgreSQL knows no text with a NUL character in it: nothing has such a key, and asking for it would fail. */
function isPossible(key: unknown): boolean {
  return typeof key !== 'string' || !key.includes('\u0000');
}

/** Rows by one of their columns: what most batches return. */
export function keyed<T>(list: readonly T[], key: (row: T) => string): Map<string, T> {
  return new Map(list.map(row => [key(row), row]));
}

/** Rows grouped by one of their columns, in the order they came. */
export function grouped<T>(list: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of list) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
