import { grouped } from '@handoff/kit/loader';

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

/** A trait with its count as c, and of a team its name. */
const told = `json_build_array(c.trait, c.count, t.name)`;
const named = `LEFT JOIN access.team t ON starts_with(c.trait, 'team:') AND t.id = substr(c.trait, 6)`;

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
  json: `(SELECT json_agg(${told}) FROM foremost c ${named})`,
} as const;

/** The same where few were found: all of their traits are told, the foremost first. */
export const facetsOfFewSql = {
  parts: '',
  json: `(SELECT json_agg(${told} ORDER BY c.count DESC, c.trait COLLATE "C") FROM (SELECT u.trait, count(*)::int AS count
      FROM (SELECT unnest(hit.traits) AS trait FROM hit) u GROUP BY u.trait) c ${named})`,
} as const;

/** What facetsSql finds: traits, counts, and names where people know something by another name; null: nothing. */
export type Counted = readonly (readonly [trait: string, count: number, name: string | null])[] | null;

/** The counts by field, fields without any left out. total: how many models were found. */
export function facetsOf(counted: Counted, total: number): FacetCount[] {
  const byField = grouped(counted ?? [], ([trait]) => trait.slice(0, trait.indexOf(':')));
  return facetFields.flatMap(field => {
    const values = byField.get(field)?.slice(0, mostValues).map(toldValue) ?? [];
    return values.length === 0 ? [] : [{ field, atLeast: total > facetCap, values: values.toSorted(moreFirst) }];
  });
}

function toldValue([trait, count, name]: NonNullable<Counted>[number]): FacetCount['values'][number] {
  return { value: name ?? trait.slice(trait.indexOf(':') + 1), count };
}

function moreFirst(a: FacetCount['values'][number], b: FacetCount['values'][number]): number {
  return b.count - a.count || (a.value < b.value ? -1 : 1);
}
