import { type Reader, rows } from '@handoff/kit/database/database';

/** What is asked about: a metric of a model, or any, in an environment, or anywhere. */
export interface Observed {
  modelId: string;
  /** Null: any. */
  name: string | null;
  /** Null: anywhere. */
  environment: string | null;
}

/**
 * When each of these was observed last, by their places; left out: never. What says that it was measured later than it
 * came counts from when it came. One statement.
 */
export async function lastObservedOf(reader: Reader, asked: readonly Observed[]): Promise<Map<number, Date>> {
  const sql = `SELECT w.place, max(least(s.last_at, s.written_at)) AS at
    FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS w(model_id, name, environment, place)
    JOIN monitoring.metric_series s ON s.model_id = w.model_id AND (w.name IS NULL OR s.name = w.name)
      AND (w.environment IS NULL OR s.environment = w.environment)
    WHERE s.last_at IS NOT NULL GROUP BY 1`;
  const found = await rows<{ place: number; at: Date }>(reader, sql, [
    asked.map(({ modelId }) => modelId),
    asked.map(({ name }) => name),
    asked.map(({ environment }) => environment),
  ]);
  return new Map(found.map(({ place, at }) => [Number(place) - 1, at]));
}

/** The names of all metrics that were recorded of models, by the ids of these. One statement. */
export async function metricNames(reader: Reader, modelIds: readonly string[]): Promise<Map<string, string[]>> {
  const sql = `SELECT s.model_id AS "modelId", array_agg(DISTINCT s.name) AS names FROM monitoring.metric_series s
    WHERE s.model_id = ANY($1::text[]) GROUP BY s.model_id`;
  const found = await rows<{ modelId: string; names: string[] }>(reader, sql, [modelIds]);
  return new Map(found.map(({ modelId, names }) => [modelId, names]));
}
