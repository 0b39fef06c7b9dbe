import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { rows } from '@handoff/kit/database/database';
import type { Batch } from '@handoff/kit/loader';
import { type Counted, type FacetCount, facetsOf, facetsSql } from './facet.ts';

/** What the models of each team that are in use have in common, counted over those that the viewer may see. */
export const facetsOfTeams: Batch<string, FacetCount[]> = async (teamIds, context) => {
  const visible = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT p.id, f.total, f.facets FROM unnest($1::text[]) p(id) CROSS JOIN LATERAL (
    WITH hit AS MATERIALIZED (SELECT m.traits FROM registry.search m
      WHERE m.team_id = p.id AND m.archived_at IS NULL AND ${visible.sql})${facetsSql.parts}
    SELECT (SELECT count(*)::int FROM hit) AS total, ${facetsSql.json} AS facets) f`;
  const found = await rows<{ id: string; total: number; facets: Counted }>(context.db, sql, [
    teamIds,
    ...visible.parameters,
  ]);
  return new Map(found.map(({ id, total, facets }) => [id, facetsOf(facets, total)]));
};
