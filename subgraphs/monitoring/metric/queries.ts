import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, keyed, load } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import type { Grain } from '../grain.ts';
import { type SeriesWanted, seriesOf } from './read-series.ts';
import { grainFor, type Series, type Span, spanProblem } from './series.ts';

/** Which series is asked for, as it was given. */
export interface SeriesArgs {
  name: string;
  from: Date;
  to: Date;
  grain: Grain | null;
  slice: string | null;
  /** Left out they are null. */
  quantiles: boolean;
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
  const name = storable(args.name);
  const found = await Promise.all(ids.map(id => load(context, recordedSeries, JSON.stringify([id, name]))));
  const known = found.filter(each => each !== null);
  const slice = storable(args.slice ?? '');
  const any = { deploymentId: null, environment: null, name, slice, quantiles: args.quantiles };
  const wanted = known.map(({ versionId, modelId }) => ({ ...any, versionId, modelId, ...span }));
  const series = await Promise.all(wanted.map(each => load(context, seriesWanted, JSON.stringify(each))));
  return new Map(
    known.map(({ versionId, unit }, i) => [versionId, { ...(series[i] as Series), name: args.name, unit }]),
  );
};

interface Recorded {
  versionId: string;
  modelId: string;
  unit: string | null;
}

/** Metrics of versions that were recorded and that the viewer may see, by version and name, as JSON. */
const recordedSeries: Batch<string, Recorded> = async (keys, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 3);
  const asked = keys.map(key => JSON.parse(key) as [string, string]);
  const found = await rows<Recorded & { name: string }>(
    context.db,
    `SELECT s.version_id AS "versionId", s.name, s.model_id AS "modelId", max(s.unit) AS unit
     FROM unnest($1::text[], $2::text[]) AS a(version_id, name)
     JOIN monitoring.metric_series s ON s.version_id = a.version_id AND s.name = a.name
     JOIN access.model m ON m.id = s.model_id
     WHERE s.last_at IS NOT NULL AND ${may.sql} GROUP BY s.version_id, s.name, s.model_id`,
    [asked.map(([id]) => id), asked.map(([, name]) => name), ...may.parameters],
  );
  return keyed(found, ({ versionId, name }) => JSON.stringify([versionId, name]));
};

/**
 * Series by what is wanted of them, as JSON: several metrics of one page are read together. Whoever asks sees to it that
 * the viewer may see the models.
 */
const seriesWanted: Batch<string, Series> = async (keys, { db }) => {
  const wanted = keys.map(key => {
    const { from, to, ...of } = JSON.parse(key) as Omit<SeriesWanted, 'from' | 'to'> & { from: string; to: string };
    return { ...of, from: new Date(from), to: new Date(to) };
  });
  const series = await seriesOf(db, wanted, new Date());
  return new Map(keys.map((key, place) => [key, series[place] as Series]));
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
    return { ...request, modelId, versionId: null, quantiles: true, ...period };
  });
  const series = await seriesOf(context.db, wanted, new Date());
  return new Map(keys.map((key, place) => [key, series[place] as Series]));
};
