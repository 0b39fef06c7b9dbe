import { rows, type Tx } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';
import { type AwaitedRow, awaitedRows } from '../observation/prediction-store.ts';
import type { Partitioned } from '../partitions.ts';

/** Labels, in parts by day. */
export const labelPartitions: Partitioned = { table: 'monitoring.label', every: 'day' };

/** A label that was taken. */
export interface TakenLabel {
  predictionId: string;
  at: Date;
  number: number | null;
  text: string | null;
}

const replacedSql = kept(`WITH replaced AS (DELETE FROM monitoring.label l
  WHERE l.version_id = $1 AND l.prediction_id = ANY($2::text[]) RETURNING l.prediction_id)
  SELECT r.prediction_id AS id FROM replaced r`);

const addSql = kept(`
  INSERT INTO monitoring.label (version_id, model_id, recorded_at, prediction_id, at, number, text, predicted_at,
    deployment_id, environment, predicted_number, predicted_text, score, features)
  SELECT $1, $2, $3, l.* FROM unnest($4::text[], $5::timestamptz[], $6::float8[], $7::text[], $8::timestamptz[],
    $9::text[], $10::text[], $11::float8[], $12::text[], $13::float8[], $14::json[]) AS l`);

/** What became of labels, by the ids of their predictions. */
export interface KeptLabels {
  /** Their rows, of those whose row is there. */
  rows: ReadonlyMap<string, AwaitedRow>;
  /** Those that had a label before. */
  replaced: ReadonlySet<string>;
}

/** Keeps labels of a version, each with a copy of its row; their partitions are there, and no id comes twice. */
export async function keepLabels(
  tx: Tx,
  of: { versionId: string; modelId: string },
  labels: readonly TakenLabel[],
): Promise<KeptLabels> {
  const ids = labels.map(({ predictionId }) => predictionId);
  const found = await awaitedRows(tx, of.versionId, ids);
  const replaced = await rows<{ id: string }>(tx, replacedSql, [of.versionId, ids]);
  const column = <T>(value: (label: TakenLabel) => T): T[] => labels.map(value);
  await rows(tx, addSql, [
    ...[of.versionId, of.modelId, new Date(), ids],
    column(({ at }) => at),
    column(({ number }) => number),
    column(({ text }) => text),
    ...copyOf(ids.map(id => found.get(id) ?? null)),
  ]);
  return { rows: found, replaced: new Set(replaced.map(({ id }) => id)) };
}

/** What a label keeps of its row, as columns. */
function copyOf(found: readonly (AwaitedRow | null)[]): unknown[] {
  const column = <T>(value: (row: AwaitedRow) => T) => found.map(row => row && value(row));
  return [
    column(row => row.at),
    column(row => row.deploymentId),
    column(row => row.environment),
    column(row => row.number),
    column(row => row.text),
    column(row => row.score),
    column(row => row.features),
  ];
}

const waitingSql = kept(`SELECT l.prediction_id AS id FROM monitoring.label l
  WHERE l.version_id = $1 AND l.predicted_at IS NULL`);

const joinSql = kept(`
  UPDATE monitoring.label l SET predicted_at = p.predicted_at, deployment_id = p.deployment_id,
    environment = p.environment, predicted_number = p.number, predicted_text = p.text, score = p.score,
    features = p.features
  FROM unnest($2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::float8[], $7::text[], $8::float8[],
    $9::json[]) AS p(id, predicted_at, deployment_id, environment, number, text, score, features)
  WHERE l.version_id = $1 AND l.prediction_id = p.id AND l.predicted_at IS NULL`);

/** Gives labels of a version that came too early the rows that came since; answers how many got one. */
export async function joinWaiting(tx: Tx, versionId: string, came: ReadonlySet<string>): Promise<number> {
  const waiting = (await rows<{ id: string }>(tx, waitingSql, [versionId])).filter(({ id }) => came.has(id));
  if (waiting.length === 0) return 0;
  const found = [
    ...(
      await awaitedRows(
        tx,
        versionId,
        waiting.map(({ id }) => id),
      )
    ).values(),
  ];
  await rows(tx, joinSql, [versionId, found.map(({ predictionId }) => predictionId), ...copyOf(found)]);
  return found.length;
}
