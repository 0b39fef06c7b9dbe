import { columnNames, keyNames, tableName } from './columns.ts';
import { rows, type Table, type Tx } from './database.ts';
import { jsonText } from './json.ts';
import { kept } from './kept.ts';

/** Rows for one table, by the property names of its declaration. */
export interface Rows {
  table: Table;
  rows: readonly object[];
}

function insertSql({ table }: Rows, parameter: number): string {
  const name = tableName(table);
  const columns = columnNames(table)
    .map(([, column]) => `"${column}"`)
    .join(', ');
  return `INSERT INTO ${name} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${name}, $${parameter}::jsonb) WHERE true`;
}

function asJson({ table, rows }: Rows): string {
  const names = columnNames(table);
  const named = (row: object) => names.map(([property, column]) => [column, Reflect.get(row, property) ?? null]);
  return jsonText(rows.map(row => Object.fromEntries(named(row))));
}

/** One entry for each table, so that the statement is the same however many things its rows belong to. */
function byTable(all: readonly Rows[]): Rows[] {
  const rowsOf = new Map<Table, object[]>();
  for (const { table, rows } of all) {
    const gathered = rowsOf.get(table) ?? [];
    if (gathered.length === 0) rowsOf.set(table, gathered);
    for (const row of rows) gathered.push(row);
  }
  return [...rowsOf].map(([table, rows]) => ({ table, rows }));
}

/**
 * Inserts rows into several tables with one statement, those of each table in their order; foreign keys between them
 * are judged when all are in. Each property of a table's declaration is written, null where a row lacks it. Throws what
 * PostgreSQL throws.
 */
export async function insertAll(tx: Tx, all: readonly Rows[]): Promise<void> {
  const made = statementFor(all, () => '');
  if (made) await rows(tx, made.sql, made.parameters);
}

/**
 * As insertAll, but a row that is there already, by its table's primary columns, becomes what is told. None may be told
 * of twice.
 */
export async function upsertAll(tx: Tx, all: readonly Rows[]): Promise<void> {
  const made = statementFor(all, conflictSql);
  if (made) await rows(tx, made.sql, made.parameters);
}

function conflictSql(table: Table): string {
  const keys = keyNames(table).map(([, column]) => `"${column}"`);
  const others = columnNames(table)
    .map(([, column]) => `"${column}"`)
    .filter(column => !keys.includes(column));
  const set = others.map(column => `${column} = excluded.${column}`);
  return ` ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${set.join(', ')}`;
}

function statementFor(all: readonly Rows[], also: (table: Table) => string) {
  const full = byTable(all).filter(each => each.rows.length > 0);
  if (full.length === 0) return null;
  const parts = full.map((each, i) => `i${i} AS (${insertSql(each, i + 1)}${also(each.table)})`);
  return { sql: kept(`WITH ${parts.join(', ')} SELECT 1`), parameters: full.map(asJson) };
}
