import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { rows } from '@handoff/kit/database/database';
import type { Batch } from '@handoff/kit/loader';
import { type Counted, type FacetCount, facetsOf, facetsSql } from './facet.ts';
import { facetCap } from './statement.ts';

/** What the models of each team that are in use have in common, counted over those that the viewer may see. */
export const facetsOfTeams: Batch<string, FacetCount[]> = async (teamIds, context) => {
  const visible = visibleSql(await viewerReach(context), 'a', 3);
  const facets = facetsSql('$2');
  const sql = `SELECT p.id, f.facets FROM unnest($1::text[]) p(id) CROSS JOIN LATERAL (
    WITH hit AS NOT MATERIALIZED (SELECT m.* FROM registry.search m JOIN access.model a ON a.id = m.id
      WHERE a.team_id = p.id AND m.archived_at IS NULL AND ${visible.sql})${facets.sql}
    SELECT ${facets.json} AS facets) f`;
  const parameters = [teamIds, facetCap, ...visible.parameters];
  const found = await rows<{ id: string; facets: Counted }>(context.db, sql, parameters);
  return new Map(found.map(row => [row.id, facetsOf(row.facets)]));
};
