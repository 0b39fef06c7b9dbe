import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import type { AskedProperties } from '@handoff/kit/database/asked';
import { columns } from '@handoff/kit/database/columns';
import { countRows, firstRow, type Reader, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, grouped, keyed, loadWith } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import type { Environment } from '../environment/environment.ts';
import { environmentBeside, knowEnvironments } from '../environment/queries.ts';
import { type DeploymentRow, type DeploymentState, deployments } from './table.ts';

const selected = columns(deployments, 'd');
const visibleTables = 'deployment.deployment d JOIN access.model m ON m.id = d.model_id';

/** What serves a model in an environment as its primary now, or null; in a command with its transaction. */
export function livePrimary(reader: Reader, modelId: string, environmentId: string): Promise<DeploymentRow | null> {
  const sql = `SELECT ${selected} FROM deployment.deployment d
    WHERE d.model_id = $1 AND d.environment_id = $2 AND d.kind = 'PRIMARY' AND d.state = 'LIVE'`;
  return firstRow(reader, sql, [modelId, environmentId]);
}

/** The environment furthest up in which a version is the primary now; null: in none. */
export function highestLive(reader: Reader, versionId: string): Promise<{ name: string; rank: number } | null> {
  const sql = `SELECT e.name, e.rank FROM deployment.deployment d JOIN deployment.environment e ON e.id = d.environment_id
    WHERE d.version_id = $1 AND d.kind = 'PRIMARY' AND d.state = 'LIVE' ORDER BY e.rank DESC LIMIT 1`;
  return firstRow(reader, sql, [versionId]);
}

/** Deployments by id; those of models that the viewer may not see are left out. */
export const deploymentById: Batch<string, DeploymentRow> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${selected} FROM ${visibleTables} WHERE d.id = ANY($1::text[]) AND ${may.sql}`;
  return keyed(await rows<DeploymentRow>(context.db, sql, [ids.map(storable), ...may.parameters]), row => row.id);
};

/** All deployments that one column names, newest first, within what the viewer may see. */
function deploymentsBy(column: 'version_id' | 'promotion_id'): BatchWith<AskedProperties, DeploymentRow[]> {
  return async (ids, asked, context) => {
    const may = visibleSql(await viewerReach(context), 'm', 2);
    const beside = asked?.includes('environmentId') === false ? null : environmentBeside;
    const selected = [`d.${column} AS "of"`, columns(deployments, 'd', asked), ...(beside ? [beside.column] : [])];
    const sql = `SELECT ${selected.join(', ')} FROM ${visibleTables} ${beside?.join ?? ''}
      WHERE d.${column} = ANY($1::text[]) AND ${may.sql} ORDER BY d.id DESC`;
    const found = await rows<FoundDeployment>(context.db, sql, [ids, ...may.parameters]);
    if (beside) knowEnvironments(context, found);
    return new Map([...ids.map(id => [id, [] as DeploymentRow[]] as const), ...grouped(found, row => row.of)]);
  };
}

interface FoundDeployment extends DeploymentRow {
  of: string;
  /** Only where the environment is asked for. */
  inEnvironment: Environment;
}

export const deploymentsOfVersion = deploymentsBy('version_id');
export const deploymentsOfPromotion = deploymentsBy('promotion_id');

export interface LiveArguments {
  environmentId: string | null;
  /** Null: now. */
  at: Date | null;
}

/** The columns of a deployment as it stood while it had traffic t: live, and not ended. */
const thenSelected = selected
  .replace('d.traffic_percent AS', 't.percent AS')
  .replace('d.state AS', "'LIVE' AS")
  .replace('d.ended_at AS', 'NULL::timestamptz AS');

/** What was live of models at an instant, as it stood then. The caller has judged the models. */
export const liveOfModel: BatchWith<LiveArguments, DeploymentRow[]> = async (ids, { environmentId, at }, context) => {
  const sql = `SELECT ${thenSelected}
    FROM deployment.deployment d JOIN deployment.traffic t ON t.deployment_id = d.id
    JOIN deployment.environment e ON e.id = d.environment_id
    WHERE d.model_id = ANY($1::text[]) AND ($2::text IS NULL OR d.environment_id = $2)
      AND t.from_at <= coalesce($3, now()) AND (t.to_at IS NULL OR t.to_at > coalesce($3, now()))
    ORDER BY e.rank DESC, t.percent DESC, d.id`;
  return grouped(await rows<DeploymentRow>(context.db, sql, [ids, environmentId, at]), row => row.modelId);
};

export interface DeploymentFilter {
  environmentId: string | null;
  states?: readonly DeploymentState[] | null;
  /** What was live at this instant, whatever its state now. */
  at?: Date | null;
}

const liveAt = `EXISTS (SELECT FROM deployment.traffic t
  WHERE t.deployment_id = d.id AND t.from_at <= $3 AND (t.to_at IS NULL OR t.to_at > $3))`;

/** Deployments over all models that the viewer may see, newest first. */
export async function deploymentPage(
  context: Context,
  filter: DeploymentFilter,
  args: PageArgs,
): Promise<Page<DeploymentRow>> {
  const first = checkFirst(args.first);
  const [after = null] = decodeCursor(args.after, ['text']) ?? [];
  const may = visibleSql(await viewerReach(context), 'm', 4);
  const where = `($1::text IS NULL OR d.environment_id = $1) AND ($2::text[] IS NULL OR d.state = ANY($2))
    AND ($3::timestamptz IS NULL OR ${liveAt}) AND ${may.sql}`;
  const parameters = [filter.environmentId, filter.states ?? null, filter.at ?? null, ...may.parameters];
  const next = parameters.length + 1;
  const found = await rows<DeploymentRow>(
    context.db,
    `SELECT ${selected} FROM ${visibleTables} WHERE ${where} AND ($${next}::text IS NULL OR d.id < $${next})
     ORDER BY d.id DESC LIMIT $${next + 1}`,
    [...parameters, after, first + 1],
  );
  const count = () => countRows(context.db, `FROM ${visibleTables} WHERE ${where}`, parameters);
  return pageOf(found, first, { position: row => [row.id], count });
}

export interface ModelDeploymentArguments extends PageArgs {
  environmentId: string | null;
}

/** A page of each model's deployments, newest first. The caller has judged the models. */
export const deploymentsOfModel: BatchWith<ModelDeploymentArguments, Page<DeploymentRow>> = async (
  ids,
  args,
  context,
) => {
  const first = checkFirst(args.first);
  const [after = null] = decodeCursor(args.after, ['text']) ?? [];
  const sql = `SELECT ${selected} FROM unnest($1::text[]) p(id) CROSS JOIN LATERAL (
      SELECT * FROM deployment.deployment d WHERE d.model_id = p.id AND ($2::text IS NULL OR d.environment_id = $2)
        AND ($3::text IS NULL OR d.id < $3)
      ORDER BY d.id DESC LIMIT $4) d ORDER BY d.model_id, d.id DESC`;
  const found = await rows<DeploymentRow>(context.db, sql, [ids, args.environmentId, after, first + 1]);
  const ofModel = grouped(found, row => row.modelId);
  const count = (key: string) => loadWith(context, countOfModel, { key, args: args.environmentId });
  const pages = ids.map(id => {
    const rowsOfModel = ofModel.get(id) ?? [];
    const page = pageOf(rowsOfModel, first, { position: row => [row.id], count: async () => (await count(id)) ?? 0 });
    return [id, page] as const;
  });
  return new Map(pages);
};

const countOfModel: BatchWith<string | null, number> = async (ids, environmentId, context) => {
  const sql = `SELECT model_id AS id, count(*)::int AS count FROM deployment.deployment
    WHERE model_id = ANY($1::text[]) AND ($2::text IS NULL OR environment_id = $2) GROUP BY model_id`;
  const found = await rows<{ id: string; count: number }>(context.db, sql, [ids, environmentId]);
  return new Map(found.map(row => [row.id, row.count]));
};

/** Which versions deployments of a model run, by the id of the deployment; in a command with its transaction. */
export async function versionsDeployed(
  reader: Reader,
  modelId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const sql = `SELECT d.id, d.version_id AS "versionId" FROM deployment.deployment d
    WHERE d.model_id = $1 AND d.id = ANY($2::text[])`;
  const found = await rows<{ id: string; versionId: string }>(reader, sql, [modelId, ids.map(storable)]);
  return new Map(found.map(({ id, versionId }) => [id, versionId]));
}
