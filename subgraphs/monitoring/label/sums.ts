import { type Reader, rows } from '@handoff/kit/database/database';

/** A deployment of a version, and the time in which it predicted. */
export interface LabelledWindow {
  deploymentId: string;
  versionId: string;
  from: Date;
  /** Not in it. */
  to: Date;
}

/** What the labels that came say of a deployment, as sums that add up. */
export interface LabelledSums {
  deploymentId: string;
  /** One of labelledMetrics. */
  name: string;
  n: number;
  sum: number;
  sumOfSquares: number;
}

/** What labels alone tell, row by row: whether a prediction was right, and how far off it was. */
export const labelledMetrics = ['accuracy', 'mae', 'mean_error'] as const;

/**
 * What the labels that came say of predictions that were made within windows, metric by metric; where none came, nothing.
 * One statement for all.
 */
export async function labelledSums(reader: Reader, windows: readonly LabelledWindow[]): Promise<LabelledSums[]> {
  if (windows.length === 0) return [];
  const found = await rows<LabelledSums>(reader, sql, [
    windows.map(({ deploymentId }) => deploymentId),
    windows.map(({ versionId }) => versionId),
    windows.map(({ from }) => from),
    windows.map(({ to }) => to),
    new Date(Math.min(...windows.map(({ from }) => from.getTime()))),
  ]);
  return found.filter(({ n }) => n > 0);
}

// A label is known no earlier than its prediction was made, so those from the begin of the window on are all there are.
const sql = `
  SELECT w.deployment_id AS "deploymentId", m.name, count(m.value) AS n, coalesce(sum(m.value), 0) AS sum,
    coalesce(sum(m.value * m.value), 0) AS "sumOfSquares"
  FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) AS w(deployment_id, version_id, "from", "to")
  JOIN monitoring.label l ON l.version_id = w.version_id AND l.at >= w."from" AND l.at >= $5 AND l.deployment_id = w.deployment_id
    AND l.predicted_at >= w."from" AND l.predicted_at < w."to"
  CROSS JOIN LATERAL (VALUES
    ('accuracy', coalesce(l.predicted_text = l.text, l.predicted_number = l.number)::int::float8),
    ('mae', abs(l.predicted_number - l.number)),
    ('mean_error', l.predicted_number - l.number)) AS m(name, value)
  GROUP BY 1, 2 ORDER BY 1, 2`;
