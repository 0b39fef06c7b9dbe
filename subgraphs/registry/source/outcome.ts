import type { RefusedVersion } from './record.ts';

export type Outcome = 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'REJECTED';

/** What became of one record or one of its versions. */
export interface ResultLine {
  kind: 'record' | 'version';
  /** Where a person finds it: the file, not the place in the call. */
  path: string;
  externalId: string;
  /** Name of the model, where it has got one. */
  name: string | null;
  /** The version, on a version's line; null where it has no number. */
  version: string | null;
  /** False: its source gives no number, so the registry did. */
  numbered?: false;
  outcome: Outcome;
  /** What a person changed since the last import and the import left alone. */
  kept: readonly string[];
  problem: string | null;
  modelId: string | null;
  versionId: string | null;
}

export type Counts = Record<'created' | 'updated' | 'unchanged' | 'rejected', number>;

export interface ImportSummary {
  records: Counts;
  versions: Counts;
  /** Why it ended before everything was through; null: it did not. */
  stopped: string | null;
  dryRun: boolean;
  seconds: number;
}

const columns = { CREATED: 'created', UPDATED: 'updated', UNCHANGED: 'unchanged', REJECTED: 'rejected' } as const;

/** No outcomes yet. */
export function noCounts(): Counts {
  return { created: 0, updated: 0, unchanged: 0, rejected: 0 };
}

/** Counts one more outcome. */
export function count(counts: Counts, outcome: Outcome): void {
  counts[columns[outcome]]++;
}

/** 0: all went in; 1: some were rejected; 2: it could not be carried through. */
export function exitCode({ stopped, records, versions }: ImportSummary): 0 | 1 | 2 {
  if (stopped !== null) return 2;
  return records.rejected + versions.rejected > 0 ? 1 : 0;
}

/** The line of something that never reached the graph. */
export function refused(path: string, externalId: string, problem: string): ResultLine {
  return {
    kind: 'record',
    path,
    externalId,
    name: null,
    version: null,
    outcome: 'REJECTED',
    kept: [],
    problem,
    modelId: null,
    versionId: null,
  };
}

/** The line of a version that never reached the graph. */
export function refusedVersion(
  path: string,
  name: string,
  { version, externalId, problem }: RefusedVersion,
): ResultLine {
  return { ...refused(path, externalId, problem), kind: 'version', name, version };
}
