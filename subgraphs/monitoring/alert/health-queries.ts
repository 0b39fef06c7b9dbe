import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { countRows, rows } from '@handoff/kit/database/database';
import { type Batch, keyed } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import { lastObservedSql } from '../metric/queries.ts';
import { freshDays, type Health, type HealthStatus, healthStatuses } from './health.ts';

interface Row extends Health {
  id: string;
}

/** Health of what an alert `a` and a series `s` belong to by these conditions, as columns and as the joins they need. */
function healthSql(of: { alerts: string; series: string }) {
  const open = "a.state NOT IN ('PENDING', 'RESOLVED')";
  const since = (severity: string) => `min(a.fired_at) FILTER (WHERE ${open} AND a.severity = '${severity}')`;
  const joins = `CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE ${open}) AS open, ${since('CRITICAL')} AS critical,
      ${since('WARNING')} AS warning, max(a.resolved_at) AS calm FROM monitoring.alert a WHERE ${of.alerts}) h
    CROSS JOIN LATERAL (${lastObservedSql(of.series)}) o`;
  const status = `CASE WHEN h.critical IS NOT NULL THEN 'FAILING' WHEN h.warning IS NOT NULL THEN 'DEGRADED'
    WHEN o.at IS NULL OR o.at < now() - make_interval(days => ${freshDays}) THEN 'UNKNOWN' ELSE 'HEALTHY' END`;
  const columns = `${status} AS status, coalesce(h.critical, h.warning, h.calm) AS since, h.open AS "openAlerts",
    o.at AS "lastObservedAt"`;
  return { joins, columns };
}

const ofModel = healthSql({ alerts: 'a.model_id = m.id', series: 's.model_id = m.id' });

/** How models are that the viewer may see. One statement. */
export const healthOfModel: Batch<string, Health> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT m.id, ${ofModel.columns} FROM access.model m ${ofModel.joins}
    WHERE m.id = ANY($1::text[]) AND ${may.sql}`;
  return keyed(await rows<Row>(context.db, sql, [ids, ...may.parameters]), row => row.id);
};

/** How deployments are, by what the viewer may see of them. One statement. */
export const healthOfDeployment: Batch<string, Health> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const seen = (modelId: string) => `EXISTS (SELECT FROM access.model m WHERE m.id = ${modelId} AND ${may.sql})`;
  const { joins, columns } = healthSql({
    alerts: `a.deployment_id = k.id AND ${seen('a.model_id')}`,
    series: `s.deployment_id = k.id AND ${seen('s.model_id')}`,
  });
  const sql = `SELECT k.id, ${columns} FROM unnest($1::text[]) AS k(id) ${joins}`;
  return keyed(await rows<Row>(context.db, sql, [ids, ...may.parameters]), row => row.id);
};

export interface HealthFilter extends PageArgs {
  status?: readonly HealthStatus[] | null;
}

/** How one model is. */
export interface ModelHealth {
  modelId: string;
  health: Health;
}

/** A page of models, worst first, and how many of all that the viewer may see are how. */
export interface HealthPage extends Page<ModelHealth> {
  counts(): Promise<{ status: HealthStatus; count: number }[]>;
}

/** How all models are that the viewer may see. */
export async function healthPage(context: Context, filter: HealthFilter): Promise<HealthPage> {
  const first = checkFirst(filter.first);
  const after = decodeCursor(filter.after, ['whole', 'text']);
  const may = visibleSql(await viewerReach(context), 'm', 1);
  const all = `SELECT m.id, ${ofModel.columns} FROM access.model m ${ofModel.joins} WHERE ${may.sql}`;
  const next = may.parameters.length + 1;
  const ranked = `(SELECT x.*, array_position($${next}::text[], x.status) AS rank FROM (${all}) x) r
    WHERE ($${next + 1}::text[] IS NULL OR r.status = ANY($${next + 1}))`;
  const parameters = [...may.parameters, healthStatuses, filter.status ?? null];
  const found = await rows<Row & { rank: number }>(
    context.db,
    `SELECT r.* FROM ${ranked} AND ($${next + 2}::int IS NULL OR (r.rank, r.id) > ($${next + 2}, $${next + 3}))
     ORDER BY r.rank, r.id LIMIT $${next + 4}`,
    [...parameters, after?.[0] ?? null, after?.[1] ?? null, first + 1],
  );
  const count = () => countRows(context.db, `FROM ${ranked}`, parameters);
  const page = pageOf(found, first, { position: ({ rank, id }) => [rank, id], count });
  const nodes = page.nodes.map(({ id, rank: _, ...health }) => ({ modelId: id, health }));
  return { ...page, nodes, counts: () => countsOf(context, all, may.parameters) };
}

async function countsOf(context: Context, all: string, parameters: unknown[]) {
  const sql = `SELECT x.status, count(*) AS count FROM (${all}) x GROUP BY x.status`;
  const found = await rows<{ status: HealthStatus; count: number }>(context.db, sql, parameters);
  const counts = new Map(found.map(({ status, count }) => [status, count]));
  return healthStatuses.map(status => ({ status, count: counts.get(status) ?? 0 }));
}
