/** Data that versions were trained, validated or tested on. */
export interface DatasetRow {
  id: string;
  name: string;
  uri: string | null;
  digest: string | null;
  /** How many rows it has. */
  rows: number | null;
  from: Date | null;
  to: Date | null;
  description: string | null;
  revision: number;
}

/** What a data set is found by. */
export interface DatasetName {
  name: string;
  digest: string | null;
}

/** Shorter digests than this are no proof of being the same data under another name. */
const telling = 32;

/**
 * The data set that is meant: by digest, under its own name before another, else by name where no digest is given,
 * the newest first. Other content under the same name is another data set.
 */
export function datasetMeant<Row extends DatasetName & { id: string }>(
  known: readonly Row[],
  wanted: DatasetName,
): Row | null {
  const newest = known.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const namesakes = newest.filter(({ name }) => name === wanted.name);
  if (wanted.digest === null) return namesakes.find(({ digest }) => digest === null) ?? namesakes[0] ?? null;
  const own = namesakes.find(({ digest }) => digest === wanted.digest);
  if (own || wanted.digest.length < telling) return own ?? null;
  return newest.find(({ digest }) => digest === wanted.digest) ?? null;
}

/** The fields of a data set whose changes the trail names. */
export const datasetFields = ['name', 'uri', 'digest', 'rows', 'from', 'to', 'description'] as const;

// What versions were registered with: where it lies may change, and what was not told may become known.
const fixed = ['name', 'digest', 'rows', 'from', 'to'] as const;

/** The first field that a data set which versions rest on may not change; null when there is none. */
export function fixedField(before: DatasetRow, after: DatasetRow): (typeof fixed)[number] | null {
  const stays = (one: Date | string | number | null) => (one instanceof Date ? one.getTime() : one);
  return fixed.find(name => before[name] !== null && stays(before[name]) !== stays(after[name])) ?? null;
}
