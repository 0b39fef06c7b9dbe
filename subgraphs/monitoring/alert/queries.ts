import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import type { AskedProperties } from '@handoff/kit/database/asked';
import { columns } from '@handoff/kit/database/columns';
import { countRows, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, grouped, keyed, loadWith } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import type { Severity } from '@handoff/kit/schema/scalars';
import type { Alert, AlertState } from './alert.ts';
import { responsibleSql } from './responsible.ts';
import { alerts } from './table.ts';

const selected = columns(alerts, 'a');
const from = 'monitoring.alert a JOIN access.model m ON m.id = a.model_id';

/** Alerts of models that the viewer may see. */
export const alertById: Batch<string, Alert> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${selected} FROM ${from} WHERE a.id = ANY($1::text[]) AND ${may.sql}`;
  return keyed(await rows<Alert>(context.db, sql, [ids, ...may.parameters]), alert => alert.id);
};

/** Whether it is theirs to handle: an expression for who that is, a person. */
function theirs(person: string): string {
  const teams = `SELECT t.team_id FROM access.team_member t WHERE t.person_id = ${person}`;
  return `EXISTS (SELECT FROM (SELECT ${responsibleSql} AS id) r WHERE r.id = ${person} OR r.id IN (${teams}))`;
}

export interface AlertFilter extends PageArgs {
  state?: readonly AlertState[] | null;
  severity?: Severity | null;
  environment?: string | null;
  mine?: boolean | null;
  /** The properties to read, "id" among them; left out or null: all. */
  asked?: AskedProperties;
}

/** All alerts that the viewer may see, newest first. */
export async function alertPage(context: Context, filter: AlertFilter): Promise<Page<Alert>> {
  const first = checkFirst(filter.first);
  const after = decodeCursor(filter.after, ['text']);
  const may = visibleSql(await viewerReach(context), 'm', 5);
  const where = `($1::text[] IS NULL OR a.state = ANY($1)) AND ($2::text IS NULL OR a.severity = $2)
    AND ($3::text IS NULL OR a.environment = $3) AND ($4::text IS NULL OR ${theirs('$4')}) AND ${may.sql}`;
  const environment = filter.environment ?? null;
  const parameters = [
    filter.state ?? null,
    filter.severity ?? null,
    environment === null ? null : storable(environment),
    filter.mine ? (context.actor.id ?? '') : null,
    ...may.parameters,
  ];
  const next = parameters.length + 1;
  const found = await rows<Alert>(
    context.db,
    `SELECT ${columns(alerts, 'a', filter.asked)} FROM ${from} WHERE ${where} AND ($${next}::text IS NULL OR a.id < $${next}) ORDER BY a.id DESC LIMIT $${next + 1}`,
    [...parameters, after?.[0] ?? null, first + 1],
  );
  const count = () => countRows(context.db, `FROM ${from} WHERE ${where}`, parameters);
  return pageOf(found, first, { position: alert => [alert.id], count });
}

export interface AlertArgs extends PageArgs {
  /** Null: in any state. */
  state?: readonly AlertState[] | null;
  /** The properties to read, "id" among them; null: all. */
  asked: AskedProperties;
}

/** Alerts page by page, newest first, of each of many things; a condition says which belong to `k.key`. */
function alertsOf(condition: string): BatchWith<AlertArgs, Page<Alert>> {
  const where = (next: number) => `${condition} AND ($${next}::text[] IS NULL OR a.state = ANY($${next}))`;
  const counted: BatchWith<AlertArgs['state'], number> = async (keys, state, context) => {
    const may = visibleSql(await viewerReach(context), 'm', 3);
    const found = await rows<{ key: string; count: number }>(
      context.db,
      `SELECT k.key, count(*) AS count FROM unnest($1::text[]) AS k(key) JOIN (${from}) ON ${where(2)} AND ${may.sql}
       GROUP BY k.key`,
      [keys, state ?? null, ...may.parameters],
    );
    return new Map(found.map(({ key, count }) => [key, count]));
  };
  return async (keys, args, context) => {
    const first = checkFirst(args.first);
    const after = decodeCursor(args.after, ['text']);
    const may = visibleSql(await viewerReach(context), 'm', 5);
    const wanted = columns(alerts, 'a', args.asked);
    const found = await rows<Alert & { ofKey: string }>(
      context.db,
      `SELECT k.key AS "ofKey", p.* FROM unnest($1::text[]) AS k(key) CROSS JOIN LATERAL (
         SELECT ${wanted} FROM ${from} WHERE ${where(2)} AND ${may.sql} AND ($3::text IS NULL OR a.id < $3)
         ORDER BY a.id DESC LIMIT $4) p`,
      [keys, args.state ?? null, after?.[0] ?? null, first + 1, ...may.parameters],
    );
    const groups = grouped(found, row => row.ofKey);
    return new Map(
      keys.map(key => {
        const count = async () => (await loadWith(context, counted, { key, args: args.state ?? null })) ?? 0;
        return [key, pageOf<Alert>(groups.get(key) ?? [], first, { position: alert => [alert.id], count })];
      }),
    );
  };
}

/** The alerts of models. */
export const alertsOfModel = alertsOf('a.model_id = k.key');
/** The alerts of deployments. */
export const alertsOfDeployment = alertsOf('a.deployment_id = k.key');
/** The alerts that others explain, by the ids of these. */
export const alertsExplained = alertsOf('a.cause_id = k.key');
/** The alerts that are people's to handle, their teams' too. */
export const alertsOfPerson = alertsOf(theirs('k.key'));

/** What people said of something: how many found it worth being told, and how many did not. */
export interface Verdicts {
  useful: number;
  noise: number;
}

function verdictsBy(column: 'v.alert_id' | 'a.monitor_id'): Batch<string, Verdicts> {
  return async (ids, context) => {
    const found = await rows<Verdicts & { id: string }>(
      context.db,
      `SELECT ${column} AS id, count(*) FILTER (WHERE v.useful) AS useful, count(*) FILTER (WHERE NOT v.useful) AS noise
       FROM monitoring.alert_verdict v JOIN monitoring.alert a ON a.id = v.alert_id
       WHERE ${column} = ANY($1::text[]) GROUP BY 1`,
      [ids],
    );
    return keyed(found, ({ id }) => id);
  };
}

/** Verdicts on alerts. */
export const verdictsOnAlert = verdictsBy('v.alert_id');
/** Verdicts on all alerts of monitors. */
export const verdictsOnMonitor = verdictsBy('a.monitor_id');
