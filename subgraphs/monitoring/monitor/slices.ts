import { type Reader, rows } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';

const sql = kept(`SELECT DISTINCT mo.slice FROM monitoring.monitor mo
  WHERE mo.model_id = $1 AND mo.enabled AND mo.slice <> '' ORDER BY mo.slice LIMIT $2`);

/** The slices that enabled monitors of a model name, by their names; so many at most. */
export async function watchedSlices(reader: Reader, modelId: string, most: number): Promise<string[]> {
  return (await rows<{ slice: string }>(reader, sql, [modelId, most])).map(({ slice }) => slice);
}
