import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** A store of what is known of documents by their text: of two million characters of those used last. */
export function textStore<Known extends object | true>(): LRUCache<string, Known> {
  return new LRUCache<string, Known>({
    maxSize: 2_000_000,
    sizeCalculation: (_, query) => query.length + 1,
  });
}

/** Documents by their text, read once and kept for the next request. */
export function keptDocuments(read: (query: string) => DocumentNode): (query: string) => DocumentNode {
  const kept = textStore<DocumentNode>();
  return query => {
    const known = kept.get(query);
    if (known) return known;
    const document = read(query);
    kept.set(query, document);
    return document;
  };
}
