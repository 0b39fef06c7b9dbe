import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Documents by their text, read once and kept for the next request: two million characters of those used last. */
export function keptDocuments(read: (query: string) => DocumentNode): (query: string) => DocumentNode {
  const kept = new LRUCache<string, DocumentNode>({
    maxSize: 2_000_000,
    sizeCalculation: (_, query) => query.length + 1,
  });
  return query => {
    const known = kept.get(query);
    if (known) return known;
    const document = read(query);
    kept.set(query, document);
    return document;
  };
}
