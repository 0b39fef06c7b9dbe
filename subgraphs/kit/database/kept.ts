import { createHash } from 'node:crypto';

const names = new Map<string, string>();

/**
 * Marks a statement that is sent again and again: each connection keeps it prepared, so that it is read and planned once
 * and not each time. For texts that are written in the code, of which there are few; its plan must not depend on values.
 */
export function kept(sql: string): string {
  if (!names.has(sql)) names.set(sql, `h_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`);
  return sql;
}

/** The name under which connections keep a statement, or undefined when they do not. */
export function keptName(sql: string): string | undefined {
  return names.get(sql);
}
