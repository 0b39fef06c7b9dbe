import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import { type Batch, type BatchWith, grouped, load } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import { versionColumns } from './queries.ts';
import type { VersionRow } from './version.ts';

/**
 * Pages of the versions that use things, newest first; those of models that the viewer may not see are left out.
 * uses: SQL for the ids of the versions that use the thing p.id.
 */
export function versionsUsing(uses: string): BatchWith<PageArgs, Page<VersionRow>> {
  const counts = countsOf(uses);
  return async (ids, args, context) => {
    const first = checkFirst(args.first);
    const after = decodeCursor(args.after, ['time', 'text']);
    const visible = visibleSql(await viewerReach(context), 'a', 5);
    const sql = `SELECT p.id AS "of", v.* FROM unnest($1::text[]) p(id) CROSS JOIN LATERAL (
      SELECT ${versionColumns} FROM registry.version v JOIN access.model a ON a.id = v.model_id
      WHERE v.id IN (${uses}) AND ($2::timestamptz IS NULL OR (v.created_at, v.id) < ($2, $3)) AND ${visible.sql}
      ORDER BY v.created_at DESC, v.id DESC LIMIT $4) v`;
    const given = [ids, ...(after ?? [null, null]), first + 1, ...visible.parameters];
    const groups = grouped(await rows<VersionRow & { of: string }>(context.db, sql, given), row => row.of);
    const pageFor = (id: string) => usersPage(groups.get(id) ?? [], first, () => countFor(context, counts, id));
    return new Map(ids.map(id => [id, pageFor(id)]));
  };
}

async function countFor(context: Context, counts: Batch<string, number>, id: string): Promise<number> {
  return (await load(context, counts, id)) ?? 0;
}

function usersPage(found: readonly VersionRow[], first: number, count: () => Promise<number>): Page<VersionRow> {
  return pageOf(found, first, { position: version => [version.createdAt.toISOString(), version.id], count });
}

function countsOf(uses: string): Batch<string, number> {
  return async (ids, context) => {
    const visible = visibleSql(await viewerReach(context), 'a', 2);
    const sql = `SELECT p.id, count(*)::int AS count FROM unnest($1::text[]) p(id)
      JOIN registry.version v ON v.id IN (${uses}) JOIN access.model a ON a.id = v.model_id
      WHERE ${visible.sql} GROUP BY p.id`;
    const found = await rows<{ id: string; count: number }>(context.db, sql, [ids, ...visible.parameters]);
    return new Map(found.map(({ id, count }) => [id, count]));
  };
}
