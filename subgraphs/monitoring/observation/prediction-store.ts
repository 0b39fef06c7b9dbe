import { rows, type Tx } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { kept } from '@handoff/kit/database/kept';
import type { Subject } from '../metric/subject.ts';
import type { Partitioned } from '../partitions.ts';
import type { PredictionRow } from './prediction.ts';

/** Rows whose labels are awaited, in parts by day. */
export const predictionPartitions: Partitioned = { table: 'monitoring.prediction', every: 'day' };

const addSql = kept(`
  INSERT INTO monitoring.prediction (version_id, model_id, deployment_id, environment, prediction_id, at, number, text,
    score, features)
  SELECT $1, $2, $3, $4, p.id, p.at, p.number, p.text, p.score, p.features
  FROM json_to_recordset($5::json) AS p(id text, at timestamptz, number float8, text text, score float8, features json)
  ON CONFLICT (version_id, prediction_id, at) DO NOTHING`);

/** Keeps rows whose labels are awaited; one that is there already stays as it is. Their partitions are there. */
export async function addPredictions(tx: Tx, of: Subject, predictions: readonly PredictionRow[]): Promise<void> {
  const subject = [of.versionId, of.modelId, of.deploymentId, of.environment];
  await rows(tx, addSql, [...subject, `[${predictions.map(jsonOf).join(',')}]`]);
}

// What the row read is JSON already: a list of them as texts would be escaped and read twice.
function jsonOf({ predictionId: id, at, number, text, score, features }: PredictionRow): string {
  const head = jsonText({ id, at, number, text, score });
  return `${head.slice(0, -1)},"features":${features}}`;
}

const awaitedSql = kept(`
  SELECT DISTINCT ON (p.prediction_id) p.prediction_id AS "predictionId", p.at, p.deployment_id AS "deploymentId",
    p.environment, p.number, p.text, p.score, p.features::text AS features
  FROM unnest($2::text[]) AS a(id) JOIN monitoring.prediction p ON p.version_id = $1 AND p.prediction_id = a.id
  ORDER BY p.prediction_id, p.at`);

/** A kept row, and where it was predicted. */
export type AwaitedRow = PredictionRow & Pick<Subject, 'deploymentId' | 'environment'>;

/** The kept rows of a version by their ids: of rows of the same id the first. */
export async function awaitedRows(
  tx: Tx,
  versionId: string,
  predictionIds: readonly string[],
): Promise<Map<string, AwaitedRow>> {
  const found = await rows<AwaitedRow>(tx, awaitedSql, [versionId, predictionIds]);
  return new Map(found.map(row => [row.predictionId, row]));
}
