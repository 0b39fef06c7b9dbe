import type { ImportItem, ImportRecord } from './record.ts';

/** Turns records into problems that have the name or the id of one that came before; both places are named. */
export async function* unique(items: AsyncIterable<ImportItem>): AsyncGenerator<ImportItem> {
  const names = new Map<string, string>();
  const ids = new Map<string, string>();
  for await (const item of items) {
    if (!('record' in item)) {
      yield item;
      continue;
    }
    const { path, record } = item;
    const { externalId } = record.source;
    const problem = collision(record, names.get(record.name), ids.get(externalId));
    if (problem) yield { path, externalId, problem };
    else {
      names.set(record.name, path);
      ids.set(externalId, path);
      yield item;
    }
  }
}

function collision(record: ImportRecord, sameName?: string, sameId?: string): string | null {
  if (sameId)
    return `It has the id ${record.source.externalId}, which ${sameId} has too: it is the same model twice. Keep one.`;
  if (sameName) return `It would be called ${record.name}, as ${sameName} already is: rename one of them.`;
  return null;
}
