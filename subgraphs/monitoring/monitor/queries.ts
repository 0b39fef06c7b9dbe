import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { columns } from '@handoff/kit/database/columns';
import { type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { type Batch, grouped, keyed } from '@handoff/kit/loader';
import type { Evaluable, Monitor } from './monitor.ts';
import { monitors } from './table.ts';

const selected = columns(monitors, 'mo');

/** Monitors of models that the viewer may see. */
export const monitorById: Batch<string, Monitor> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${selected} FROM monitoring.monitor mo JOIN access.model m ON m.id = mo.model_id
    WHERE mo.id = ANY($1::text[]) AND ${may.sql}`;
  return keyed(await rows<Monitor>(context.db, sql, [ids, ...may.parameters]), monitor => monitor.id);
};

/** The monitors of models, by name. */
export const monitorsOfModel: Batch<string, Monitor[]> = async (modelIds, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${selected} FROM monitoring.monitor mo JOIN access.model m ON m.id = mo.model_id
    WHERE mo.model_id = ANY($1::text[]) AND ${may.sql} ORDER BY mo.name, mo.id`;
  return grouped(await rows<Monitor>(context.db, sql, [modelIds, ...may.parameters]), monitor => monitor.modelId);
};

/** The monitors of one model, for work in the background. */
export function monitorsIn(reader: Reader, modelId: string): Promise<Monitor[]> {
  const sql = `SELECT ${selected} FROM monitoring.monitor mo WHERE mo.model_id = $1 ORDER BY mo.id`;
  return rows(reader, sql, [modelId]);
}

/** What a monitor found over its window, of one deployment; '': of what was recorded for versions. */
export interface Found {
  monitorId: string;
  deploymentId: string;
  environment: string;
  value: number;
  n: number;
}

const minuteMs = 60_000;

/** What monitors find in the minutes that their windows until now touch: one statement for all of them. */
export function findingsOf(tx: Tx, due: readonly Evaluable[], now: Date): Promise<Found[]> {
  // A minute touches the window when it begins less than a minute before it.
  const from = due.map(({ windowMinutes }) => new Date(now.getTime() - (windowMinutes + 1) * minuteMs));
  const earliest = new Date(Math.min(...from.map(each => each.getTime())));
  const sql = `
    SELECT w.id AS "monitorId", b.deployment_id AS "deploymentId", max(b.environment) AS environment,
      least(max(b.max), greatest(min(b.min), sum(b.sum) / sum(b.n))) AS value, sum(b.n) AS n
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
      AS w(id, model_id, metric, slice, environment, begin)
    JOIN monitoring.metric_bucket b ON b.model_id = w.model_id AND b.name = w.metric AND b.slice = w.slice
      AND b.at > w.begin AND b.at > $7 AND b.at <= $8 AND (w.environment IS NULL OR b.environment = w.environment)
    GROUP BY w.id, b.deployment_id`;
  return rows(tx, sql, [
    due.map(({ id }) => id),
    due.map(({ modelId }) => modelId),
    due.map(({ metric }) => metric),
    due.map(({ slice }) => slice ?? ''),
    due.map(({ environment }) => environment),
    from,
    earliest,
    now,
  ]);
}
