import type { Db } from '@handoff/kit/database/database';
import { type LabelledRequest, type LabelledRow, labelledRows } from '../label/queries.ts';
import type { Period } from '../period.ts';
import { type ColumnSummary, columnCountsOf, summariesOf } from '../summary/queries.ts';

/** Of which predictions performance is asked: those of a version that were made in a time. */
export interface PerformanceRequest extends Period {
  versionId: string;
  /** Null: the version wherever it runs. */
  deploymentId: string | null;
  /** Null: any. */
  environment: string | null;
  /** The column whose values make groups; null: none are wanted. */
  groupBy: string | null;
}

/** What is known of the predictions of a request. */
export interface Predicted {
  rows: LabelledRow[];
  columns: ColumnSummary[];
  n: number;
}

/**
 * The predictions of many requests, with the labels that were known at an instant: none of later. Three statements for
 * any number of them. Whoever asks sees to it that the viewer may see the versions.
 */
export async function predictionsOf(db: Db, requests: readonly PerformanceRequest[], asOf: Date): Promise<Predicted[]> {
  const labelled = await labelledRows(
    db,
    requests.map(request => knownAt(request, asOf)),
  );
  const columns = await summariesOf(
    db,
    requests.map(({ groupBy: _, ...request }) => ({ ...request, names: ['prediction', 'score'] })),
    asOf,
  );
  const counts = await columnCountsOf(
    db,
    requests.map(({ groupBy: _, ...request }) => request),
    asOf,
  );
  return requests.map((_, i) => ({
    rows: labelled[i] ?? [],
    columns: columns[i] ?? [],
    n: (counts[i] ?? []).filter(({ role }) => role !== 'LABEL').reduce((most, { n }) => Math.max(most, n), 0),
  }));
}

function knownAt({ from, to, ...request }: PerformanceRequest, asOf: Date): LabelledRequest {
  // A label is known after its prediction was made, whenever that is.
  return { ...request, from, to: asOf, predicted: { from, to } };
}
