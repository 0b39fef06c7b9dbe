import { canonical } from '../canonical.ts';
import type { ValueChange } from './table.ts';

function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : canonical(value);
}

/** What differs between two states of a thing, field by field; equal fields are left out. */
export function changesBetween(before: object | null, after: object, names: readonly string[]): ValueChange[] {
  const old = (before ?? {}) as Record<string, unknown>;
  const now = after as Record<string, unknown>;
  return names.flatMap(name => {
    const was = shown(old[name]);
    const is = shown(now[name]);
    if (was === is) return [];
    const change = was === null ? 'ADDED' : is === null ? 'REMOVED' : 'CHANGED';
    return [{ name, change, before: was, after: is } as const];
  });
}
