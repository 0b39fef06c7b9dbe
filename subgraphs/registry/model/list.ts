import { knownModels, viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { countRows, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import {
  checkFirst,
  decodeCursor,
  type Page,
  type PageArgs,
  type Position,
  pageOf,
  type SortKind,
} from '@handoff/kit/page';
import { type Building, bind, filterSql, type ModelFilterTold } from './filter.ts';
import type { ModelRow } from './model.ts';
import { modelColumns, modelTables } from './queries.ts';
import { likeStart, likeText } from './search.ts';

export const modelOrders = ['RELEVANCE', 'NAME', 'UPDATED_AT', 'CREATED_AT'] as const;
export type ModelOrder = (typeof modelOrders)[number];

export interface ModelListArgs extends PageArgs {
  search?: string | null;
  filter?: ModelFilterTold | null;
  orderBy?: ModelOrder | null;
}

type Ranked = ModelRow & { rank: number };

interface Order {
  kinds: readonly SortKind[];
  /** What is sorted by, with the casts that its cursor values need. */
  keys: readonly { sql: string; cast: string }[];
  descending: boolean;
  position(row: Ranked): Position;
}

const orders: Record<ModelOrder, Order> = {
  RELEVANCE: {
    kinds: ['whole', 'text'],
    keys: [
      { sql: 'rank', cast: 'int' },
      { sql: 'name', cast: 'text' },
    ],
    descending: false,
    position: row => [row.rank, row.name],
  },
  NAME: { kinds: ['text'], keys: [{ sql: 'name', cast: 'text' }], descending: false, position: row => [row.name] },
  UPDATED_AT: {
    kinds: ['time', 'text'],
    keys: [
      { sql: '"updatedAt"', cast: 'timestamptz' },
      { sql: 'id', cast: 'text' },
    ],
    descending: true,
    position: row => [row.updatedAt.toISOString(), row.id],
  },
  CREATED_AT: {
    kinds: ['time', 'text'],
    keys: [
      { sql: '"createdAt"', cast: 'timestamptz' },
      { sql: 'id', cast: 'text' },
    ],
    descending: true,
    position: row => [row.createdAt.toISOString(), row.id],
  },
};

/**
 * Models the viewer may see, that hold a text in name, title, description or tags and fit a filter. By relevance: the
 * exact name first, then what the name begins with, then what it holds, then the rest.
 */
export async function modelPage(context: Context, args: ModelListArgs): Promise<Page<ModelRow>> {
  const first = checkFirst(args.first);
  const order = orders[args.orderBy ?? 'RELEVANCE'];
  const after = decodeCursor(args.after, order.kinds);
  const of: Building = { parameters: [], actor: context.actor };
  const found = await matching(context, of, args);
  const limits = after === null ? '' : `WHERE ${beyond(of, order, after)}`;
  const sorted = order.keys.map(({ sql }) => `${sql}${order.descending ? ' DESC' : ''}`).join(', ');
  const sql = `SELECT * FROM (SELECT ${modelColumns}, ${found.rank} AS rank ${found.from}) ranked
    ${limits} ORDER BY ${sorted} LIMIT ${bind(of, first + 1)}`;
  const list = knownModels(context, await rows<Ranked>(context.db, sql, of.parameters));
  return pageOf(list, first, { position: order.position, count: () => countOf(context, args) });
}

async function matching(context: Context, of: Building, args: ModelListArgs): Promise<{ from: string; rank: string }> {
  const search = searchSql(of, args.search);
  const filter = filterSql(of, args.filter);
  const visible = visibleSql(await viewerReach(context), 'a', of.parameters.length + 1);
  of.parameters.push(...visible.parameters);
  return { from: `FROM ${modelTables} WHERE ${search.where} AND ${filter} AND ${visible.sql}`, rank: search.rank };
}

function searchSql(of: Building, search: string | null | undefined): { where: string; rank: string } {
  const like = likeText(search);
  if (like === null) return { where: 'true', rank: '0' };
  const anywhere = bind(of, like);
  const start = bind(of, likeStart(search));
  const exact = bind(of, storable(search?.trim().toLowerCase() ?? ''));
  const rank = `CASE WHEN m.name = ${exact} THEN 0 WHEN m.name ILIKE ${start} THEN 1 WHEN m.name ILIKE ${anywhere} THEN 2 ELSE 3 END`;
  const where = `(m.name ILIKE ${anywhere} OR m.title ILIKE ${anywhere} OR m.description ILIKE ${anywhere}
    OR EXISTS (SELECT FROM unnest(m.tags) tag WHERE tag ILIKE ${anywhere}) OR m.name = ${exact} OR m.name ILIKE ${start})`;
  return { where, rank };
}

function beyond(of: Building, { keys, descending }: Order, after: Position): string {
  const names = keys.map(({ sql }) => sql).join(', ');
  const values = keys.map(({ cast }, i) => `${bind(of, after[i])}::${cast}`).join(', ');
  return `(${names}) ${descending ? '<' : '>'} (${values})`;
}

async function countOf(context: Context, args: ModelListArgs): Promise<number> {
  const of: Building = { parameters: [], actor: context.actor };
  const { from } = await matching(context, of, args);
  return countRows(context.db, from, of.parameters);
}
