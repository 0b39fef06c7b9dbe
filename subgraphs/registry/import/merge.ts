import { canonical } from '@handoff/kit/canonical';

/** One value from three sides: what the last import brought (undefined: none yet), what stands now, what comes now. */
export interface Sides<T> {
  base: T | undefined;
  current: T;
  incoming: T;
  /** What counts as "nobody said anything": an import may fill it even when it never brought the value before. */
  empty?: T | null;
}

export interface Merged<T> {
  value: T;
  /** Whether a person's value stayed although the import says something else. */
  kept: boolean;
}

/** Whether two values are the same, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** Whether a value says anything: neither null nor what counts as "nobody said anything". */
export function says(value: unknown, empty: unknown): boolean {
  return value !== null && !same(value, empty);
}

/** What a field becomes: the import's own value follows the source, what a person changed since stays. Pure. */
export function merged<T>({ base, current, incoming, empty = null }: Sides<T>): Merged<T> {
  if (same(current, incoming)) return { value: current, kept: false };
  if (base === undefined && says(incoming, empty) === false) return { value: current, kept: false };
  const untouched = base === undefined ? current === null || same(current, empty) : same(current, base);
  return untouched ? { value: incoming, kept: false } : { value: current, kept: true };
}

/**
 * What a set of texts becomes: those that the last import brought and this one no longer does go, new ones come, and
 * what people added or took away stays so. beside: what stood there before the first import, which is nobody's change
 * since. Sorted. Pure.
 */
export function mergedSet(sides: Sides<readonly string[]>, beside: readonly string[] = []): Merged<string[]> {
  const { base = [], current, incoming } = sides;
  const gone = new Set(base.filter(text => !incoming.includes(text)));
  const fresh = incoming.filter(text => !base.includes(text));
  const value = [...new Set([...current.filter(text => !gone.has(text)), ...fresh])].toSorted();
  const own = value.filter(text => incoming.includes(text) || !beside.includes(text));
  return { value, kept: !same(own, [...incoming].toSorted()) };
}
