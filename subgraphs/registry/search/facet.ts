/** How many of the models found have each value of a field; the most frequent twenty values. */
export interface FacetCount {
  field: string;
  /** More models were found than are counted: each count is what it is at least. */
  atLeast: boolean;
  values: { value: string; count: number }[];
}

/** The fields that are counted, in this order. */
export const facetFields = ['tag', 'task', 'riskTier', 'team', 'source'] as const;

const mostValues = 20;

/**
 * Counts over hit (id, tags, task, risk_tier, sources, team_id) as further parts of a WITH, and the expression that
 * gives them as JSON. cap: over how many hits.
 */
export function facetsSql(cap: string): { sql: string; json: string } {
  const sql = `, candidate AS MATERIALIZED (
      SELECT h.tags, h.task, h.risk_tier, h.sources, h.team_id FROM hit h LIMIT ${cap}),
    counted AS (
      SELECT 'tag' AS field, t.tag AS value, count(*)::int AS count FROM (SELECT unnest(c.tags) AS tag FROM candidate c) t GROUP BY t.tag
      UNION ALL SELECT 'task', c.task, count(*)::int FROM candidate c GROUP BY c.task
      UNION ALL SELECT 'riskTier', c.risk_tier, count(*)::int FROM candidate c GROUP BY c.risk_tier
      UNION ALL SELECT 'source', s.system, count(*)::int FROM (SELECT unnest(c.sources) AS system FROM candidate c) s GROUP BY s.system
      UNION ALL SELECT 'team', t.name, c.count FROM access.team t JOIN (
        SELECT c.team_id, count(*)::int FROM candidate c GROUP BY c.team_id) c ON c.team_id = t.id),
    foremost AS (SELECT n.field, n.value, n.count FROM (
      SELECT c.*, row_number() OVER (PARTITION BY c.field ORDER BY c.count DESC, c.value COLLATE "C") AS place
      FROM counted c) n WHERE n.place <= ${mostValues})`;
  const json = `(SELECT jsonb_build_object('more', (SELECT count(*) > ${cap} FROM (SELECT FROM hit LIMIT ${cap}::int + 1) h),
      'values', coalesce(jsonb_agg(l ORDER BY l.count DESC, l.value COLLATE "C"), '[]')) FROM foremost l)`;
  return { sql, json };
}

/** What facetsSql finds. */
export interface Counted {
  more: boolean;
  values: { field: string; value: string; count: number }[];
}

/** The counts by field, fields without any left out. */
export function facetsOf({ more, values }: Counted): FacetCount[] {
  return facetFields
    .map(field => ({ field, atLeast: more, values: values.filter(one => one.field === field) }))
    .filter(facet => facet.values.length > 0);
}
