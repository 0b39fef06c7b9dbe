import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, keyed } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import type { Grain } from '../grain.ts';
import { seriesOf } from './read-series.ts';
import { grainFor, type Series, type Span, spanProblem } from './series.ts';

/** Which series is asked for, as it was given. */
export interface SeriesArgs {
  name: string;
  from: Date;
  to: Date;
  grain: Grain | null;
  slice: string | null;
}

/**
 * A metric of versions over a period; a version of which it was never recorded, or whose model the viewer may not see,
 * is left out. As many statements for any number of versions. Throws BAD_USER_INPUT for a period that makes no sense.
 */
export const metricOfVersion: BatchWith<SeriesArgs, Series> = async (ids, args, context) => {
  const now = new Date();
  const span: Span = { from: args.from, to: args.to, grain: args.grain ?? grainFor(args, now) };
  const problem = spanProblem(span, now);
  if (problem) throw badInput(problem);
  const may = visibleSql(await viewerReach(context), 'm', 3);
  const name = storable(args.name);
  const known = await rows<{ versionId: string; modelId: string; unit: string | null }>(
    context.db,
    `SELECT s.version_id AS "versionId", s.model_id AS "modelId", max(s.unit) AS unit
     FROM monitoring.metric_series s JOIN access.model m ON m.id = s.model_id
     WHERE s.version_id = ANY($1::text[]) AND s.name = $2 AND s.last_at IS NOT NULL AND ${may.sql}
     GROUP BY s.version_id, s.model_id`,
    [ids, name, ...may.parameters],
  );
  const any = { deploymentId: null, environment: null, name, slice: storable(args.slice ?? '') };
  const wanted = known.map(({ versionId, modelId }) => ({ ...any, versionId, modelId, ...span }));
  const series = await seriesOf(context.db, wanted, now);
  return new Map(
    known.map(({ versionId, unit }, i) => [versionId, { ...(series[i] as Series), name: args.name, unit }]),
  );
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

/** Series by their requests, as JSON; one of a model that the viewer may not see is empty. */
export const seriesByRequest: Batch<string, Series> = async (keys, context) => {
  const requests = keys.map(key => JSON.parse(key) as SeriesRequest);
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT m.id FROM access.model m WHERE m.id = ANY($1::text[]) AND ${may.sql}`;
  const models = requests.map(({ modelId }) => modelId);
  const seen = await rows<{ id: string }>(context.db, sql, [models, ...may.parameters]);
  const visible = new Set(seen.map(({ id }) => id));
  const wanted = requests.map(({ modelId, from, to, ...request }) => {
    const period = { from: new Date(from), to: new Date(visible.has(modelId) ? to : from) };
    return { ...request, modelId, versionId: null, ...period };
  });
  const series = await seriesOf(context.db, wanted, new Date());
  return new Map(keys.map((key, place) => [key, series[place] as Series]));
};
