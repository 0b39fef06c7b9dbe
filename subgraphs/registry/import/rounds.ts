import type { ToldRecord } from './told.ts';

/**
 * Records in rounds, to be brought in one round after the other: what tells of the same is in different rounds, in its
 * order, so that nothing depends on what else is in a round. The same is a name or a source, of models or of versions,
 * or a model that stands; meant: those that each record may mean. Pure.
 */
export function rounds(records: readonly ToldRecord[], meant: ReadonlyMap<ToldRecord, string[]>): ToldRecord[][] {
  const all: ToldRecord[][] = [];
  const free = new Map<string, number>();
  for (const record of records) {
    const keys = [...keysOf(record), ...(meant.get(record) ?? [])];
    const at = Math.max(0, ...keys.map(key => free.get(key) ?? 0));
    const round = all[at] ?? [];
    if (round.length === 0) all.push(round);
    round.push(record);
    for (const key of keys) free.set(key, at + 1);
  }
  return all;
}

function keysOf({ told, versions }: ToldRecord): string[] {
  if (!told) return [];
  const sources = versions.flatMap(version => version.told?.source ?? []);
  return [
    `name ${told.name}`,
    `record ${told.source.system} ${told.source.externalId}`,
    ...sources.map(({ system, externalId }) => `version ${system} ${externalId}`),
  ];
}

/** A list in pieces of so many entries at most. Pure. */
export function pieces<T>(list: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / most) }, (_, i) => list.slice(i * most, (i + 1) * most));
}
