import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { columns } from '@handoff/kit/database/columns';
import { type Reader, rows } from '@handoff/kit/database/database';
import { type Batch, grouped, keyed } from '@handoff/kit/loader';
import type { Monitor } from './monitor.ts';
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

/** What monitors look at, as far as alerts of them are explained by one another. */
export type WatchedBy = Pick<Monitor, 'id' | 'kind' | 'metric' | 'feature' | 'windowMinutes'>;

/** What these monitors look at, by their ids. One statement. */
export async function watchedOf(reader: Reader, ids: readonly string[]): Promise<Map<string, WatchedBy>> {
  if (ids.length === 0) return new Map();
  const wanted = columns(monitors, 'mo', ['id', 'kind', 'metric', 'feature', 'windowMinutes']);
  const sql = `SELECT ${wanted} FROM monitoring.monitor mo WHERE mo.id = ANY($1::text[])`;
  return keyed(await rows<WatchedBy>(reader, sql, [ids]), ({ id }) => id);
}

/** Of these models, those that have a monitor. One statement. */
export async function monitoredModels(reader: Reader, modelIds: readonly string[]): Promise<string[]> {
  if (modelIds.length === 0) return [];
  const sql =
    'SELECT DISTINCT mo.model_id AS id FROM monitoring.monitor mo WHERE mo.model_id = ANY($1::text[]) ORDER BY 1';
  return (await rows<{ id: string }>(reader, sql, [modelIds])).map(({ id }) => id);
}

/** What people want of the alerts that an outside system raises under a name. */
export type External = Pick<Monitor, 'id' | 'severity' | 'runbook'> & { metric: string };

/** The monitors of a model that are about alerts from outside, by the name these have there. */
export async function externalOf(reader: Reader, modelId: string): Promise<Map<string, External>> {
  const sql = `SELECT mo.id, mo.metric, mo.severity, mo.runbook FROM monitoring.monitor mo
    WHERE mo.model_id = $1 AND mo.kind = 'EXTERNAL' AND mo.enabled AND mo.metric IS NOT NULL ORDER BY mo.id DESC`;
  return keyed(await rows<External>(reader, sql, [modelId]), ({ metric }) => metric);
}
