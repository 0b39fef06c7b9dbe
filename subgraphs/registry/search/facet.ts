/** How many of the models found have each value of a field; the most frequent twenty values. */
export interface FacetCount {
  field: string;
  /** More models were found than are counted: each count is what it is at least. */
  atLeast: boolean;
  values: { value: string; count: number }[];
}

/** The fields that are counted, in this order. */
const facetFields = ['tag', 'task', 'riskTier', 'team', 'source'] as const;

const mostValues = 20;

/** How many models facets are counted over; where more are found, each count is "at least". */
const facetCap = 10_000;

/**
 * Counts over hit (traits) as further parts of a WITH, and the expression that gives them as JSON: traits such as
 * task:RANKING, each with its count, and of a team its name.
 */
export const facetsSql = {
  parts: `, counted AS (
      SELECT t.trait, count(*)::int AS count FROM (SELECT unnest(h.traits) AS trait FROM (
        SELECT hit.traits FROM hit LIMIT ${facetCap}) h) t GROUP BY t.trait),
    foremost AS (SELECT n.trait, n.count FROM (
      SELECT c.*, row_number() OVER (PARTITION BY split_part(c.trait, ':', 1) ORDER BY c.count DESC, c.trait COLLATE "C") AS place
      FROM counted c) n WHERE n.place <= ${mostValues})`,
  json: `(SELECT json_agg(json_build_array(f.trait, f.count, CASE WHEN starts_with(f.trait, 'team:') THEN (
      SELECT t.name FROM access.team t WHERE t.id = substr(f.trait, 6)) END)) FROM foremost f)`,
} as const;

/** What facetsSql finds: traits, counts, and names where people know something by another name; null: nothing. */
export type Counted = readonly (readonly [trait: string, count: number, name: string | null])[] | null;

/** The counts by field, fields without any left out. total: how many models were found. */
export function facetsOf(counted: Counted, total: number): FacetCount[] {
  const told = (counted ?? []).map(([trait, count, name]) => {
    const colon = trait.indexOf(':');
    return { field: trait.slice(0, colon), value: name ?? trait.slice(colon + 1), count };
  });
  return facetFields.flatMap(field => {
    const values = told.filter(one => one.field === field).map(({ value, count }) => ({ value, count }));
    return values.length === 0 ? [] : [{ field, atLeast: total > facetCap, values: values.toSorted(moreFirst) }];
  });
}

function moreFirst(a: FacetCount['values'][number], b: FacetCount['values'][number]): number {
  return b.count - a.count || (a.value < b.value ? -1 : 1);
}
