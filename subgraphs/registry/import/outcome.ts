import type { Problem } from '@handoff/kit/problem';
import type { ToldRecord } from './told.ts';

export const importOutcomes = ['CREATED', 'UPDATED', 'UNCHANGED', 'REJECTED'] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

/** What became of one record or one version. */
export interface ImportResult {
  path: string;
  externalId: string;
  outcome: ImportOutcome;
  modelId: string | null;
  versionId: string | null;
  /** Of a version that was not refused; on a dry run what it would be. */
  number: string | null;
  /** Fields that a person changed and the import left alone. */
  kept: string[];
  problem: Problem | null;
}

/** The result of something that was refused. */
export function rejected(of: { path: string; externalId: string }, problem: Problem): ImportResult {
  const { path, externalId } = of;
  return { path, externalId, outcome: 'REJECTED', modelId: null, versionId: null, number: null, kept: [], problem };
}

/** A record that was refused takes its versions with it. */
export function rejectedWhole(record: ToldRecord, problem: Problem): ImportResult[] {
  return [rejected(record, problem), ...record.versions.map(version => rejected(version, version.problem ?? problem))];
}
