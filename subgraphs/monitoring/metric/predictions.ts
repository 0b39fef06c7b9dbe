import { type Reader, rows } from '@handoff/kit/database/database';

/** The metric that counts predictions: its values add up. */
export const predictionsMetric = 'predictions';

const keys = { model: 'b.model_id', version: 'b.version_id' } as const;

/** How many predictions were recorded of models in a time, by model or by version; left out where none were. One statement. */
export async function predictionsBy(
  reader: Reader,
  by: keyof typeof keys,
  of: { modelIds: readonly string[]; from: Date; to: Date },
): Promise<Map<string, number>> {
  const sql = `SELECT ${keys[by]} AS id, sum(b.sum) AS count FROM monitoring.metric_bucket b
    WHERE b.model_id = ANY($1::text[]) AND b.name = $2 AND b.slice = '' AND b.at >= $3 AND b.at < $4 GROUP BY 1`;
  const found = await rows<{ id: string; count: number }>(reader, sql, [
    of.modelIds,
    predictionsMetric,
    of.from,
    of.to,
  ]);
  return new Map(found.filter(({ count }) => count > 0).map(({ id, count }) => [id, count]));
}
