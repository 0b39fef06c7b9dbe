import type { ClientBase } from 'pg';
import type { Part } from './form.ts';

/** The schemas of the database that are Handoff's. */
export const schemas = ['access', 'event', 'registry', 'deployment', 'monitoring', 'bot'] as const;

/** A table that holds rows itself. */
export interface Kept {
  /** Quoted where it must be, with its schema. */
  table: string;
  columns: string[];
}

/** What is in a database: parts of tables, outer ones first, and tables, each after those that it refers to. */
export interface Inventory {
  parts: Part[];
  tables: Kept[];
}

interface Found {
  table: string;
  /** r: holds rows; p: has parts. */
  kind: 'r' | 'p';
  parent: string | null;
  bound: string | null;
  level: number;
  columns: string[];
}

// What cannot be written is left out: generated columns come back by themselves.
const foundSql = `
  WITH RECURSIVE tree AS (
    SELECT c.oid, 0 AS level FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    UNION ALL SELECT i.inhrelid, t.level + 1 FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid
  )
  SELECT c.oid::regclass::text AS "table", c.relkind AS kind, i.inhparent::regclass::text AS parent,
    pg_get_expr(c.relpartbound, c.oid) AS bound, t.level,
    array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
      AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns
  FROM tree t JOIN pg_class c ON c.oid = t.oid LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
  ORDER BY t.level, 1`;

const referencesSql = `
  SELECT conrelid::regclass::text AS "from", confrelid::regclass::text AS "to" FROM pg_constraint
  WHERE contype = 'f' AND conparentid = 0 AND conrelid <> confrelid AND connamespace = ANY ($1::regnamespace[])`;

/** What is in a database now. The connection must have an empty search_path, so that every name has its schema. */
export async function inventoryOf(client: ClientBase): Promise<Inventory> {
  const found = (await client.query<Found>(foundSql, [schemas])).rows;
  const there = await client.query<{ name: string }>(
    'SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY ($1)',
    [schemas],
  );
  const named = there.rows.map(({ name }) => name);
  const references = (await client.query<Reference>(referencesSql, [named])).rows;
  const parts = found.flatMap(({ table, parent, bound }) => (parent && bound ? [{ table, of: parent, bound }] : []));
  const holding = found.filter(({ kind }) => kind === 'r').map(({ table, columns }) => ({ table, columns }));
  return { parts, tables: inOrder(holding, rootsOf(found), references) };
}

/** One table refers to another. */
export interface Reference {
  from: string;
  to: string;
}

/** The outermost table of each. */
function rootsOf(found: readonly Found[]): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const { table, parent } of found) roots.set(table, parent === null ? table : (roots.get(parent) ?? parent));
  return roots;
}

/** Tables, each after those that it refers to; by name otherwise. Throws when they refer to each other in a circle. Pure. */
export function inOrder(
  tables: readonly Kept[],
  roots: ReadonlyMap<string, string>,
  references: readonly Reference[],
): Kept[] {
  const rootOf = (table: string) => roots.get(table) ?? table;
  const done = new Set<string>();
  const ordered: Kept[] = [];
  let left = [...tables];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ table }) => rootOf(table)));
    const free = left.filter(({ table }) => {
      const needs = references.filter(({ from }) => from === rootOf(table));
      return needs.every(({ to }) => done.has(to) || !waiting.has(to));
    });
    if (free.length === 0) throw new Error(`Tables refer to each other in a circle: ${[...waiting].join(', ')}.`);
    for (const { table } of free) done.add(rootOf(table));
    ordered.push(...free);
    left = left.filter(each => !free.includes(each));
  }
  return ordered;
}
