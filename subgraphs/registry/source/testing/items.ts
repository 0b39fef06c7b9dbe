import type { ImportItem, ImportRecord, ReadOptions, SourceAdapter } from '../record.ts';
import { unique } from '../unique.ts';

/** All that an adapter finds at a place, with pauses too short to wait for. */
export async function itemsOf(adapter: SourceAdapter, where: string, options: ReadOptions = {}): Promise<ImportItem[]> {
  const items: ImportItem[] = [];
  for await (const item of unique(adapter.read(where, { pauseMs: 1, ...options }))) items.push(item);
  return items;
}

/** The records among them. */
export function recordsIn(items: readonly ImportItem[]): ImportRecord[] {
  return items.flatMap(item => ('record' in item ? [item.record] : []));
}

/** Why the others are none, and why it ended early. */
export function problemsIn(items: readonly ImportItem[]): string[] {
  return items.flatMap(item => {
    if ('stopped' in item) return [`stopped: ${item.stopped}`];
    if ('problem' in item) return [`${item.externalId}: ${item.problem}`];
    return (item.refused ?? []).map(({ externalId, problem }) => `${externalId}: ${problem}`);
  });
}
