import type { SourceSystem } from '../import/source.ts';

/** A record of another system that is to be read anew. It is gone once that is done. */
export interface RefreshRow {
  /** "<system> <external id>": one record waits once, however often it is asked for. */
  id: string;
  system: SourceSystem;
  externalId: string;
  /** Grows whenever it is asked for: what came while it was read is read once more. */
  revision: number;
  requestedAt: Date;
  /** When it is tried next; null: it was given up, until somebody asks again. */
  dueAt: Date | null;
  attempt: number;
  lastFailure: string | null;
}

/** The systems that can be read anew by themselves. */
export const refreshable: readonly SourceSystem[] = ['MLFLOW'];

/** After so many tries, three hours and a half after it was asked for, reading is given up. */
export const mostAttempts = 12;

/** How long to wait after a try that failed, in seconds: 5, 10, 20 … and an hour at most. */
export function pauseAfter(attempt: number): number {
  return Math.min(3600, 5 * 2 ** (attempt - 1));
}

export function refreshId(system: SourceSystem, externalId: string): string {
  return `${system} ${externalId}`;
}
