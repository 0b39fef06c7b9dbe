import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { rows } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, grouped, keyed } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { type Grain, grainFor, pointOf, type Series, type Span, type Sum, spanProblem } from './series.ts';

/** Which series is asked for, as it was given. */
export interface SeriesArgs {
  name: string;
  from: Date;
  to: Date;
  grain: Grain | null;
  slice: string | null;
}

/** Buckets as an alias `b`, added up over the grain that an expression gives. */
export function sumsSql(grain: string): string {
  return `date_trunc(${grain}, b.at, 'UTC') AS at, sum(b.n) AS n, sum(b.sum) AS sum, min(b.min) AS min,
    max(b.max) AS max, string_agg(b.sketch, ''::bytea) AS sketches`;
}

/**
 * A metric of versions over a period; a version of which it was never recorded, or whose model the viewer may not see,
 * is left out. Two statements for any number of versions. Throws BAD_USER_INPUT for a period that makes no sense.
 */
export const metricOfVersion: BatchWith<SeriesArgs, Series> = async (ids, args, context) => {
  const span: Span = { from: args.from, to: args.to, grain: args.grain ?? grainFor(args) };
  const problem = spanProblem(span);
  if (problem) throw badInput(problem);
  const reach = await viewerReach(context);
  const may = visibleSql(reach, 'm', 6);
  const name = storable(args.name);
  const known = await rows<{ versionId: string; unit: string | null }>(
    context.db,
    `SELECT s.version_id AS "versionId", max(s.unit) AS unit
     FROM monitoring.metric_series s JOIN access.model m ON m.id = s.model_id
     WHERE s.version_id = ANY($1::text[]) AND s.name = $2 AND s.last_at IS NOT NULL
       AND ${visibleSql(reach, 'm', 3).sql} GROUP BY s.version_id`,
    [ids, name, ...may.parameters],
  );
  const sums = await rows<Sum & { versionId: string }>(
    context.db,
    `SELECT b.version_id AS "versionId", ${sumsSql(`'${span.grain}'`)}
     FROM monitoring.metric_bucket b JOIN access.model m ON m.id = b.model_id
     WHERE b.version_id = ANY($1::text[]) AND b.name = $2 AND b.slice = $3
       AND b.at >= date_trunc('minute', $4::timestamptz) AND b.at < $5 AND ${may.sql}
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [ids, name, storable(args.slice ?? ''), span.from, span.to, ...may.parameters],
  );
  const byVersion = grouped(sums, sum => sum.versionId);
  const seriesOf = ({ versionId, unit }: { versionId: string; unit: string | null }): [string, Series] => {
    const points = (byVersion.get(versionId) ?? []).map(pointOf);
    return [versionId, { name: args.name, unit, grain: span.grain, points }];
  };
  return new Map(known.map(seriesOf));
};

/** Versions of which anything was measured that the viewer may see. */
export const measuredVersion: Batch<string, { id: string }> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT DISTINCT s.version_id AS id
    FROM monitoring.metric_series s JOIN access.model m ON m.id = s.model_id
    WHERE s.version_id = ANY($1::text[]) AND ${may.sql}`;
  return keyed(await rows<{ id: string }>(context.db, sql, [ids, ...may.parameters]), ({ id }) => id);
};

/** The latest instant that was measured of the series `s` of a condition, as a statement with one row. */
export function lastObservedSql(condition: string): string {
  return `SELECT max(s.last_at) AS at FROM monitoring.metric_series s WHERE ${condition}`;
}

/** A series of a model, as text: what it is the series of, and when. */
export interface SeriesRequest {
  modelId: string;
  /** Empty: what was recorded for versions. */
  deploymentId: string;
  /** Null: any. */
  environment: string | null;
  name: string;
  slice: string;
  from: string;
  to: string;
  grain: Grain;
}

/** Series by their requests, as JSON; one of a model that the viewer may not see is empty. One statement. */
export const seriesByRequest: Batch<string, Series> = async (keys, context) => {
  const requests = keys.map(key => JSON.parse(key) as SeriesRequest);
  const earliest = requests.map(({ from }) => from).sort()[0];
  const may = visibleSql(await viewerReach(context), 'm', 3);
  const sums = await rows<Sum & { place: number; unit: string | null }>(
    context.db,
    `SELECT r.place, max(b.unit) AS unit, ${sumsSql('r.grain')}
     FROM jsonb_to_recordset($1::jsonb) AS r(place int, "modelId" text, "deploymentId" text, environment text, name text,
       slice text, "from" timestamptz, "to" timestamptz, grain text)
     JOIN monitoring.metric_bucket b ON b.model_id = r."modelId" AND b.name = r.name AND b.slice = r.slice
       AND b.deployment_id = r."deploymentId" AND (r.environment IS NULL OR b.environment = r.environment)
       AND b.at >= r."from" AND b.at < r."to" AND b.at >= $2::timestamptz
     JOIN access.model m ON m.id = b.model_id
     WHERE ${may.sql} GROUP BY 1, 3 ORDER BY 1, 3`,
    [jsonText(requests.map((request, place) => ({ ...request, place }))), earliest, ...may.parameters],
  );
  const found = grouped(sums, ({ place }) => String(place));
  const seriesOf = (key: string, { name, grain }: SeriesRequest, place: number): [string, Series] => {
    const points = found.get(String(place)) ?? [];
    const unit = points.map(each => each.unit).find(each => each !== null) ?? null;
    return [key, { name, unit, grain, points: points.map(pointOf) }];
  };
  return new Map(keys.map((key, place) => seriesOf(key, requests[place] as SeriesRequest, place)));
};
