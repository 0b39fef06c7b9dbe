import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { type Batch, grouped, load } from '@handoff/kit/loader';
import type { Place, Run } from './divergence.ts';
import type { Due, Observation, Report } from './serving.ts';
import { observations } from './table.ts';

const observed = columns(observations, 's');

/** What was reported of models in an environment; in a command with its transaction. */
export function observationsIn(reader: Reader, environmentId: string, modelIds: readonly string[]) {
  const sql = `SELECT ${observed} FROM deployment.serving s WHERE s.environment_id = $1 AND s.model_id = ANY($2::text[])`;
  return rows<Observation>(reader, sql, [environmentId, modelIds]);
}

/** Ids of the models of which something was reported or is live in an environment, or under one target of it. */
export async function modelsServed(reader: Reader, { environmentId, targetId }: Report): Promise<string[]> {
  const sql = `SELECT s.model_id AS id FROM deployment.serving s
      WHERE s.environment_id = $1 AND ($2::text IS NULL OR s.target_id = $2)
    UNION SELECT d.model_id FROM deployment.deployment d
      WHERE d.environment_id = $1 AND d.state = 'LIVE' AND ($2::text IS NULL OR d.target_id = $2)`;
  return (await rows<{ id: string }>(reader, sql, [environmentId, targetId])).map(({ id }) => id);
}

/** What is live of models in an environment. The number of a version is what its promotion knew it by. */
export function dueIn(reader: Reader, environmentId: string, modelIds: readonly string[]): Promise<Due[]> {
  const sql = `SELECT d.model_id AS "modelId", d.version_id AS "versionId", d.target_id AS "targetId",
      coalesce((SELECT p.evidence->>'version' FROM deployment.promotion p WHERE p.version_id = d.version_id
        ORDER BY p.id DESC LIMIT 1), d.version_id) AS version
    FROM deployment.deployment d WHERE d.environment_id = $1 AND d.model_id = ANY($2::text[]) AND d.state = 'LIVE'`;
  return rows(reader, sql, [environmentId, modelIds]);
}

/** Writes what was observed over what was known before. One statement. */
export async function keepObservations(tx: Tx, made: readonly Observation[]): Promise<void> {
  if (made.length === 0) return;
  await rows(
    tx,
    `INSERT INTO deployment.serving (model_id, environment_id, target_id, version, version_id, runs, traffic_percent, at)
     SELECT "modelId", "environmentId", "targetId", version, "versionId", runs, "trafficPercent", at
     FROM jsonb_to_recordset($1::jsonb) AS t("modelId" text, "environmentId" text, "targetId" text, version text,
       "versionId" text, runs boolean, "trafficPercent" float8, at timestamptz)
     ON CONFLICT ON CONSTRAINT serving_one DO UPDATE SET version_id = excluded.version_id, runs = excluded.runs,
       traffic_percent = excluded.traffic_percent, at = excluded.at`,
    [jsonText(made)],
  );
}

/** When a reporter last told all that runs there, under this target or in the whole environment; null: never. */
export async function completeAt(tx: Tx, { environmentId, targetId }: Report, reporter: string): Promise<Date | null> {
  const sql = `SELECT max(c.at) AS at FROM deployment.serving_complete c
    WHERE c.environment_id = $1 AND (c.target_id IS NULL OR c.target_id = $2) AND c.reporter_id = $3`;
  return (await firstRow<{ at: Date | null }>(tx, sql, [environmentId, targetId, reporter]))?.at ?? null;
}

/** Notes that they did. */
export async function keepComplete(tx: Tx, { environmentId, targetId, at }: Report, reporter: string): Promise<void> {
  const sql = `INSERT INTO deployment.serving_complete (environment_id, target_id, reporter_id, at)
    VALUES ($1, $2, $3, $4) ON CONFLICT ON CONSTRAINT serving_complete_one DO UPDATE SET at = excluded.at`;
  await rows(tx, sql, [environmentId, targetId, reporter, at]);
}

interface Placed extends Run {
  modelId: string;
  environmentId: string;
}

/** The places of models of which something was reported. Two statements. The caller has judged the models. */
const reportedPlaces: Batch<string, Place[]> = async (modelIds, context) => {
  const reported = `SELECT ${observed} FROM deployment.serving s WHERE s.model_id = ANY($1::text[]) ORDER BY s.at`;
  const told = await rows<Observation>(context.db, reported, [modelIds]);
  const newest = `SELECT DISTINCT ON (d.model_id, d.environment_id, d.version_id) d.id, d.model_id AS "modelId",
      d.environment_id AS "environmentId", d.version_id AS "versionId", d.target_id AS "targetId", d.state,
      d.started_at AS "startedAt", d.ended_at AS "endedAt"
    FROM deployment.deployment d
    WHERE d.model_id = ANY($1::text[]) AND (d.state IN ('LIVE', 'PENDING') OR EXISTS (SELECT FROM deployment.serving s
      WHERE s.model_id = d.model_id AND s.environment_id = d.environment_id AND s.version_id = d.version_id))
    ORDER BY d.model_id, d.environment_id, d.version_id, (d.state IN ('LIVE', 'PENDING')) DESC, d.id DESC`;
  const runs = await rows<Placed>(context.db, newest, [modelIds]);
  const at = (of: { modelId: string; environmentId: string }) => `${of.modelId} ${of.environmentId}`;
  const runsAt = grouped(runs, at);
  const places = [...grouped(told, at).values()].flatMap(list => {
    const [first] = list;
    if (!first) return [];
    const { modelId, environmentId } = first;
    return [{ modelId, environmentId, runs: runsAt.get(at(first)) ?? [], observations: list }];
  });
  return grouped(places, ({ modelId }) => modelId);
};

/** The places of one model of which something was reported. */
export async function placesOf(context: Context, modelId: string): Promise<Place[]> {
  return (await load(context, reportedPlaces, modelId)) ?? [];
}
