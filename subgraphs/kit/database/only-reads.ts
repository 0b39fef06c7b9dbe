import { LRUCache } from 'lru-cache';

/** What a statement may do beside reading, or what is another thing each time. */
const more =
  /\b(insert|update|delete|merge|lock|for\s+(no\s+key\s+|key\s+)?(update|share)|nextval|setval|set_config|current_setting|(pg|lo|txid)_\w+|random|clock_timestamp|gen_random_uuid)\b/i;
/** Calls of functions that migrations made. */
const ownCalls = /\b[a-z_]+\.([a-z_]+)\s*\(/gi;
/** Those of them that only compute. */
const harmless: ReadonlySet<string> = new Set(['alike', 'joined', 'prose', 'words']);

/** Of the texts that were asked last, whether they only read: a text is asked again and again. */
const known = new LRUCache<string, boolean>({ max: 2000 });

/** Whether a statement reads tables and does nothing else. In doubt it does not. Pure. */
export function onlyReads(sql: string): boolean {
  const found = known.get(sql);
  if (found !== undefined) return found;
  const reads =
    /^\s*(select|with)\b/i.test(sql) &&
    /\b(from|join)\s+[a-z_]+\.[a-z_]+/i.test(sql) &&
    !more.test(sql) &&
    [...sql.matchAll(ownCalls)].every(([, name = '']) => harmless.has(name.toLowerCase()));
  known.set(sql, reads);
  return reads;
}
