import type { ToldRecord } from './told.ts';

/**
 * Records in rounds, to be brought in one round after the other: what tells of the same is in different rounds, in its
 * order, so that nothing depends on what else is in a round. The same is a name or a source, of models or of versions,
 * or a model that stands, also over others: a model that one record makes by a name is another's by its source, which
 * may rename it. meant: the models that each record may mean. Pure.
 */
export function rounds(records: readonly ToldRecord[], meant: ReadonlyMap<ToldRecord, string[]>): ToldRecord[][] {
  const all: ToldRecord[][] = [];
  const groups = new Map<string, Group>();
  for (const record of records) {
    const keys = [...keysOf(record), ...(meant.get(record) ?? [])];
    const group = joined(groups, keys);
    const at = group.next;
    const round = all[at] ?? [];
    if (round.length === 0) all.push(round);
    round.push(record);
    group.next = at + 1;
  }
  return all;
}

/** Keys that tell of the same, and the round that is free for the next record with any of them. */
interface Group {
  next: number;
  keys: string[];
}

/** The group of all these keys, in which those that they belonged to are one now. */
function joined(groups: Map<string, Group>, keys: readonly string[]): Group {
  const known = [...new Set(keys.flatMap(key => groups.get(key) ?? []))];
  const [largest = { next: 0, keys: [] }, ...others] = known.sort((a, b) => b.keys.length - a.keys.length);
  largest.next = Math.max(largest.next, ...others.map(({ next }) => next));
  for (const key of [...others.flatMap(other => other.keys), ...keys]) {
    if (groups.get(key) === largest) continue;
    groups.set(key, largest);
    largest.keys.push(key);
  }
  return largest;
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
