import { type Reader, rows } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { kept } from '@handoff/kit/database/kept';
import { grouped } from '@handoff/kit/loader';

/** Which labelled rows are wanted. Whoever asks sees to it that the viewer may see the version. */
export interface LabelledRequest {
  versionId: string;
  /** Null: the version wherever it runs. */
  deploymentId: string | null;
  /** Null: any. */
  environment: string | null;
  /** The time in which the labels came. */
  from: Date;
  /** Not in it. */
  to: Date;
  /** The feature whose values make groups; null: none is wanted. */
  groupBy: string | null;
  /** Left out: all rows. Else those whose feature has this value. */
  only?: { column: string; value: string } | null;
  /** Left out: whenever they were predicted on. Else within this time; to is not in it. */
  predicted?: { from: Date; to: Date } | null;
}

/** A row that was predicted on, and what came true. */
export interface LabelledRow {
  predictionId: string;
  predictedAt: Date;
  /** When the label was known. */
  at: Date;
  /** Null: none was told. */
  prediction: number | string | null;
  /** Of the positive class. */
  score: number | null;
  label: number | string;
  /** What the feature of the groups was in this row, as text; null: missing, or none is wanted. */
  group: string | null;
}

/** A request is answered with so many rows at most: the newest. */
export const mostLabelled = 200_000;

/** The rows that got a label, for each request in their order, by the time of their labels. One statement for all. */
export async function labelledRows(reader: Reader, requests: readonly LabelledRequest[]): Promise<LabelledRow[][]> {
  if (requests.length === 0) return [];
  const from = new Date(Math.min(...requests.map(each => each.from.getTime())));
  const to = new Date(Math.max(...requests.map(each => each.to.getTime())));
  const wanted = requests.map(({ only, predicted, ...request }, place) => ({
    ...request,
    place,
    onlyColumn: only?.column ?? null,
    onlyValue: only?.value ?? null,
    predictedFrom: predicted?.from ?? null,
    predictedTo: predicted?.to ?? null,
  }));
  const found = await rows<LabelledRow & { place: number }>(reader, sql, [jsonText(wanted), from, to, mostLabelled]);
  const byPlace = grouped(found, ({ place }) => String(place));
  return requests.map((_, place) => (byPlace.get(String(place)) ?? []).map(({ place: __, ...row }) => row));
}

const sql = kept(`
  SELECT r.place, l."predictionId", l."predictedAt", l.at, l.prediction, l.score, l.label, l."group"
  FROM jsonb_to_recordset($1::jsonb) AS r(place int, "versionId" text, "deploymentId" text, environment text,
    "from" timestamptz, "to" timestamptz, "groupBy" text, "onlyColumn" text, "onlyValue" text,
    "predictedFrom" timestamptz, "predictedTo" timestamptz)
  CROSS JOIN LATERAL (
    SELECT l.prediction_id AS "predictionId", l.predicted_at AS "predictedAt", l.at,
      coalesce(to_json(l.predicted_number), to_json(l.predicted_text)) AS prediction, l.score,
      coalesce(to_json(l.number), to_json(l.text)) AS label, l.features ->> r."groupBy" AS "group"
    FROM monitoring.label l
    WHERE l.version_id = r."versionId" AND l.at >= r."from" AND l.at < r."to" AND l.at >= $2 AND l.at < $3
      AND l.predicted_at IS NOT NULL AND (r."deploymentId" IS NULL OR l.deployment_id = r."deploymentId")
      AND (r.environment IS NULL OR l.environment = r.environment)
      AND (r."onlyColumn" IS NULL OR l.features ->> r."onlyColumn" = r."onlyValue")
      AND (r."predictedFrom" IS NULL OR (l.predicted_at >= r."predictedFrom" AND l.predicted_at < r."predictedTo"))
    ORDER BY l.at DESC, l.prediction_id DESC LIMIT $4
  ) l ORDER BY r.place, l.at, l."predictionId"`);
