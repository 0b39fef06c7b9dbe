import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** A store of documents by their text: two million characters of those used last. */
export function documentStore(): LRUCache<string, DocumentNode> {
  return new LRUCache<string, DocumentNode>({
    maxSize: 2_000_000,
    sizeCalculation: (_, query) => query.length + 1,
  });
}

/** Documents by their text, read once and kept for the next request. */
export function keptDocuments(read: (query: string) => DocumentNode): (query: string) => DocumentNode {
  const kept = documentStore();
  return query => {
    const known = kept.get(query);
    if (known) return known;
    const document = read(query);
    kept.set(query, document);
    return document;
  };
}
