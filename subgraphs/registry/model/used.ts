import { viewerReach } from '@handoff/kit/access/queries';
import { type Reach, visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { countRows, firstRow, rows, type Table } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, keyed } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import { likeText } from './search.ts';

/** A table of what the versions of models use, and the view that says which models use which of it. */
export interface Used {
  table: Table;
  view: string;
  /** The column of the view that names what is used. */
  column: string;
}

export interface UsedQueries<Row> {
  /** By id, as versions point at them. The caller has judged the versions. */
  byId: Batch<string, Row>;
  /** By id, for whoever may see one of the models that use them. */
  shownById: Batch<string, Row>;
  /** All of these names, for whoever may see one of the models that use them; by name. */
  shownByName(context: Context, names: readonly string[]): Promise<Row[]>;
  /** By id or name, the newest of that name; null when there is none that the viewer may see. */
  viewed(context: Context, reference: string): Promise<Row | null>;
  /** By name, those with a text in their name or description when one is searched for. */
  page(context: Context, args: PageArgs & { search?: string | null }): Promise<Page<Row>>;
}

/** How things that models use are read, with who may see them. */
export function usedQueries<Row extends { id: string; name: string }>(used: Used): UsedQueries<Row> {
  const from = `${used.table.options.schema}.${used.table.options.tableName} d`;
  const select = `SELECT ${columns(used.table, 'd')} FROM ${from}`;
  const shown = async (context: Context, next: number) => shownSql(used, await viewerReach(context), next);
  return {
    byId: async (ids, { db }) => keyed(await rows<Row>(db, `${select} WHERE d.id = ANY($1::text[])`, [ids]), idOf),
    shownById: async (ids, context) => {
      const { sql, parameters } = await shown(context, 2);
      const found = `${select} WHERE d.id = ANY($1::text[]) AND ${sql}`;
      return keyed(await rows<Row>(context.db, found, [ids.map(storable), ...parameters]), idOf);
    },
    shownByName: async (context, names) => {
      const { sql, parameters } = await shown(context, 2);
      const found = `${select} WHERE d.name = ANY($1::text[]) AND ${sql} ORDER BY d.name, d.id`;
      return rows<Row>(context.db, found, [names.map(storable), ...parameters]);
    },
    viewed: async (context, reference) => {
      const { sql, parameters } = await shown(context, 2);
      const newest = `${select} WHERE (d.id = $1 OR d.name = $1) AND ${sql} ORDER BY d.id DESC LIMIT 1`;
      return firstRow<Row>(context.db, newest, [storable(reference), ...parameters]);
    },
    page: async (context, args) => {
      const first = checkFirst(args.first);
      const after = decodeCursor(args.after, ['text', 'text']) ?? [null, null];
      const { sql, parameters } = await shown(context, 2);
      const matching = `WHERE ($1::text IS NULL OR d.name ILIKE $1 OR d.description ILIKE $1) AND ${sql}`;
      const given = [likeText(args.search), ...parameters];
      const [name, id, limit] = [1, 2, 3].map(place => `$${given.length + place}`);
      const sorted = `${select} ${matching} AND (${name}::text IS NULL OR (d.name, d.id) > (${name}, ${id}))
        ORDER BY d.name, d.id LIMIT ${limit}`;
      const found = await rows<Row>(context.db, sorted, [...given, ...after, first + 1]);
      const count = () => countRows(context.db, `FROM ${from} ${matching}`, given);
      return pageOf(found, first, { position: row => [row.name, row.id], count });
    },
  };
}

const idOf = ({ id }: { id: string }) => id;

/**
 * Whether a thing d is shown, as a condition of SQL with its parameters, numbered from `next`. One that only models use
 * which the viewer may not see is not: its name could tell of them.
 */
export function shownSql({ view, column }: Used, reach: Reach, next: number): { sql: string; parameters: unknown[] } {
  if (reach.seesAll) return { sql: 'true', parameters: [] };
  const visible = visibleSql(reach, 'a', next);
  const sql = `(NOT EXISTS (SELECT FROM ${view} x WHERE x.${column} = d.id) OR EXISTS (
    SELECT FROM ${view} x JOIN access.model a ON a.id = x.model_id WHERE x.${column} = d.id AND ${visible.sql}))`;
  return { sql, parameters: visible.parameters };
}
