import { type Reach, visibleSql } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { AskedProperties } from '@handoff/kit/database/asked';
import { columnNames } from '@handoff/kit/database/columns';
import { type Building, bind, filterSql } from '../model/filter.ts';
import { modelColumnsFor } from '../model/queries.ts';
import { models } from '../model/table.ts';
import type { Ask } from './ask.ts';
import { facetsOfFewSql, facetsSql } from './facet.ts';
import { mlflowSql } from './mlflow-sql.ts';
import { nearQuery } from './near.ts';
import { formsOf, joinedOf, queryOf } from './words.ts';

/** What of a list is wanted: all of it comes from one statement, and so from one moment. */
export type Part = 'page' | 'total' | 'facets';

export interface Wanted {
  ask: Ask;
  parts: ReadonlySet<Part>;
  actor: Actor;
  reach: Reach;
  way: Way;
}

/**
 * How a list is read. few: up to mostFew models that have the words, by a plan that is made once. written: however many
 * have them, by a plan for just these; also where nothing is searched for. alike: those that are only written alike.
 */
export type Way = 'few' | 'written' | 'alike';

/** The most models with the words that are sought, before any filter, that are read as few. */
export const mostFew = 200;

/** Where what is only written alike begins: all that is written so comes before it. */
export const nearRank = 5_000_000;

/**
 * The one statement of a list: rows of a page with rank and total, and in the first row the facets. A row without id
 * comes where the page is empty or was not wanted. Total is null where it is not wanted, and where more than few have
 * the words and only few were read: what else it answers then says nothing.
 */
export function listStatement(wanted: Wanted): { sql: string; parameters: unknown[] } {
  const of: Building = { parameters: [], actor: wanted.actor };
  const { parts, way } = wanted;
  const hit = wanted.ask.sought ? soughtSql(of, wanted) : listedSql(of, wanted);
  const page = parts.has('page') ? pageSql(of, wanted) : 'SELECT NULL::int AS n WHERE false';
  const facets = parts.has('facets') ? (way === 'few' ? facetsOfFewSql : facetsSql) : { parts: '', json: 'NULL::json' };
  const total = totalSql(wanted);
  const sql = `WITH ${hit}, page AS (${page})${facets.parts}
    SELECT CASE WHEN coalesce(p.n, 1) = 1 THEN ${total} END AS total,
      CASE WHEN coalesce(p.n, 1) = 1 THEN ${facets.json} END AS facets, p.*
    FROM (SELECT 1) one LEFT JOIN page p ON true ORDER BY p.n`;
  return { sql, parameters: of.parameters };
}

function totalSql({ ask, parts, way }: Wanted): string {
  const isWanted = ask.sought || parts.has('total') || parts.has('facets');
  const total = isWanted ? '(SELECT count(*)::int FROM hit)' : 'NULL::int';
  return way === 'few' ? `CASE WHEN (SELECT count(*) FROM looked) <= ${mostFew} THEN ${total} END` : total;
}

/** The conditions that what is listed must meet, over m and over a, which is m or access.model. */
function conditions(of: Building, { ask, reach }: Wanted): string {
  const filter = [filterSql(of, ask.filter), ...mlflowSql(of, ask.clauses)];
  const visible = visibleSql(reach, 'a', of.parameters.length + 1);
  of.parameters.push(...visible.parameters);
  return [...filter, visible.sql].join(' AND ');
}

// A row of registry.search knows what access.model knows: what is read for each that is found is that row alone.
const access = 'CROSS JOIN LATERAL (SELECT m.id, m.team_id, m.visibility) a';

// Nothing is searched for: the page is read in the order of an index, and what is counted apart from it.
function listedSql(of: Building, wanted: Wanted): string {
  const facets = wanted.parts.has('facets');
  return `hit AS ${facets ? '' : 'NOT '}MATERIALIZED (SELECT ${facets ? 'm.traits' : 'm.id'} FROM registry.search m ${access}
    WHERE ${conditions(of, wanted)})`;
}

function soughtSql(of: Building, wanted: Wanted): string {
  const { ask, parts, way } = wanted;
  const [from, rank, where] = way === 'alike' ? alikeSql(of, ask) : writtenSql(of, ask);
  const more = [...(parts.has('facets') ? ['traits'] : []), ...(copiedOf(wanted) ?? [])].map(column => `, m.${column}`);
  const told = `m.id, m.name, m.team_id, m.visibility, ${rank} AS rank${more.join('')}`;
  const fits = conditions(of, wanted);
  if (way !== 'few') return `hit AS MATERIALIZED (SELECT ${told} FROM ${from} ${access} WHERE ${where} AND ${fits})`;
  // Words are the only thing an index is asked for, whatever the filter, so that one plan is right for all values.
  return `looked AS MATERIALIZED (SELECT ${told}, ${fits} AS fits
      FROM (SELECT m.* FROM ${from} WHERE ${where} LIMIT ${mostFew + 1}) m ${access}),
    hit AS NOT MATERIALIZED (SELECT * FROM looked WHERE looked.fits)`;
}

function writtenSql(of: Building, { sought }: Ask): [from: string, rank: string, where: string] {
  const { text, terms } = sought ?? { text: '', terms: [] };
  const query = bind(of, queryOf(terms));
  const rank = rankSql(of, { text, query, joined: joinedOf(terms), names: queryOf(terms, 'A') });
  // As a subquery it is unknown when PostgreSQL plans, which always takes the index then.
  return ['registry.search m', rank, `m.everything @@ (SELECT to_tsquery('simple', ${query}))`];
}

/**
 * The exact name (0), the name but for what separates its words (1), what the name begins with (2), all words in name
 * and title (3), anything else (4), in millions; within these by ts_rank over the head, quantised.
 */
function rankSql(of: Building, told: { text: string; query: string; joined: string; names: string }): string {
  const joined = bind(of, told.joined);
  return `CASE WHEN m.name = ${bind(of, told.text)} THEN 0 WHEN m.joined = ${joined} THEN 1000000
      WHEN starts_with(m.joined, ${joined}) THEN 2000000
      WHEN m.head @@ (SELECT to_tsquery('simple', ${bind(of, told.names)})) THEN 3000000 ELSE 4000000 END
    + 999999 - least(999999, (ts_rank(m.head, (SELECT to_tsquery('simple', ${told.query}))) * 1000000)::int)`;
}

// Every word must be there, or one that is written alike: by trigrams of names and titles, or one letter off anywhere.
function alikeSql(of: Building, { sought }: Ask): [from: string, rank: string, where: string] {
  const terms = sought?.terms ?? [];
  const words = bind(
    of,
    terms.map(({ joined }) => formsOf(joined).at(-1) ?? joined),
  );
  const queries = bind(of, terms.map(nearQuery));
  const from = `(SELECT y.id AS found, avg(y.likeness) AS likeness FROM (
      SELECT t.n, x.id, max(x.likeness) AS likeness
      FROM unnest(${words}::text[], ${queries}::text[]) WITH ORDINALITY t(word, query, n) CROSS JOIN LATERAL (
        SELECT s.id, s.likeness FROM registry.alike(t.word) s WHERE length(t.word) > 2
        UNION ALL SELECT s.id, 0.9 FROM registry.search s WHERE s.everything @@ to_tsquery('simple', t.query)) x
      GROUP BY t.n, x.id) y
    GROUP BY y.id HAVING count(*) = ${bind(of, terms.length)}::int) near JOIN registry.search m ON m.id = near.found`;
  return [from, `${nearRank} + 999999 - (near.likeness * 999999)::int`, 'true'];
}

function pageSql(of: Building, wanted: Wanted): string {
  const { ask } = wanted;
  const { keys, descending } = ask.order;
  // Without a search all have the same rank, and the name alone decides.
  const sorted = keys
    .map((key, i) => ({ ...key, value: ask.after?.[i] }))
    .filter(({ sql }) => ask.sought || sql !== 'm.rank');
  const by = sorted.map(({ sql }) => `${sql}${descending ? ' DESC' : ''}`).join(', ');
  const beyond = ask.after === null ? 'true' : beyondSql(of, sorted, descending);
  const foremost = `AND ${beyond} ORDER BY ${by} LIMIT ${bind(of, ask.first + 1)}`;
  if (copiedOf(wanted))
    return `SELECT (row_number() OVER ())::int AS n, m.rank, ${modelColumnsFor(ask.asked)}
      FROM (SELECT * FROM hit m WHERE true ${foremost}) m ${access}`;
  const top = `SELECT ${ask.sought ? 'm.id, m.rank, m.team_id, m.visibility' : 'm.id, 0 AS rank, a.team_id, a.visibility'}
    FROM ${pagedSql(of, wanted)} ${foremost}`;
  // What is listed was judged above, in the same statement: who may see it is carried along.
  return `SELECT a.n, a.rank, ${modelColumnsFor(columnsOf(ask))} FROM (SELECT t.*, (row_number() OVER ())::int AS n FROM (${top}) t) a
    JOIN registry.model m ON m.id = a.id`;
}

/** Columns of a model that a row of registry.search has as well, beside its id and name. */
const copied = new Set(['title', 'tags', 'task', 'risk_tier', 'archived_at']);

/** The columns that are asked for, where few are read and what was found has them all; else null. */
function copiedOf({ ask, way }: Wanted): string[] | null {
  if (way !== 'few' || ask.asked === null || ask.order.byTime) return null;
  const asked = columnNames(models).filter(([property]) => ask.asked?.includes(property));
  const others = asked.map(([, column]) => column).filter(column => column !== 'id' && column !== 'name');
  return others.every(column => copied.has(column)) ? others : null;
}

function columnsOf({ asked, order }: Ask): AskedProperties {
  return asked && order.byTime ? [...asked, order.byTime] : asked;
}

/** What a page is cut from, up to its conditions: what was found, or the models in the order of an index. */
function pagedSql(of: Building, wanted: Wanted): string {
  const { sought, order } = wanted.ask;
  if (!sought) return `registry.model m JOIN access.model a ON a.id = m.id WHERE ${conditions(of, wanted)}`;
  const timed =
    '(SELECT h.id, h.rank, h.team_id, h.visibility, t.created_at, t.updated_at FROM hit h JOIN registry.model t ON t.id = h.id)';
  return `${order.byTime ? timed : 'hit'} m WHERE true`;
}

function beyondSql(of: Building, keys: readonly { sql: string; cast: string; value?: unknown }[], down: boolean) {
  const names = keys.map(({ sql }) => sql).join(', ');
  const values = keys.map(({ cast, value }) => `${bind(of, value)}::${cast}`).join(', ');
  return `(${names}) ${down ? '<' : '>'} (${values})`;
}
