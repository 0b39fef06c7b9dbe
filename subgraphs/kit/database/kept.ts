import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

const names = new Map<string, string>();

/** Names of statements that are put together, of those sent last: what is forgotten here gets the same name again. */
const lately = new LRUCache<string, string>({ max: 2000 });

/**
 * Marks a statement that is sent again and again: each connection keeps it prepared, so that it is read and planned once
 * and not each time. For texts that are written in the code, of which there are few; its plan must not depend on values.
 */
export function kept(sql: string): string {
  if (!names.has(sql)) names.set(sql, nameOf(sql));
  return sql;
}

/** The same for a statement that is put together as somebody asks: of those, however many, the ones sent last are kept. */
export function keptLately(sql: string): string {
  if (!lately.has(sql)) lately.set(sql, nameOf(sql));
  return sql;
}

/** The name under which connections keep a statement, or undefined when they do not. */
export function keptName(sql: string): string | undefined {
  return names.get(sql) ?? lately.get(sql);
}

function nameOf(sql: string): string {
  return `h_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`;
}
