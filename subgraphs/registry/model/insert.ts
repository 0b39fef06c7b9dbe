import { rows, type Table, type Tx } from '@handoff/kit/database/database';

/** Rows for one table, by the property names of its declaration. */
export interface Rows {
  table: Table;
  rows: readonly object[];
}

interface Column {
  name?: string;
}

function insertSql({ table }: Rows, parameter: number): string {
  const name = `${table.options.schema}.${table.options.tableName}`;
  const columns = Object.entries(table.options.columns as Record<string, Column>)
    .map(([property, column]) => `"${column.name ?? property}"`)
    .join(', ');
  return `INSERT INTO ${name} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${name}, $${parameter}::jsonb)`;
}

function asJson({ table, rows }: Rows): string {
  const columns = Object.entries(table.options.columns as Record<string, Column>);
  return JSON.stringify(
    rows.map(row =>
      Object.fromEntries(
        columns.map(([property, { name }]) => [name ?? property, (row as Record<string, unknown>)[property] ?? null]),
      ),
    ),
  );
}

/**
 * Inserts rows into several tables with one statement; foreign keys between them are judged when all are in. Each
 * property of a table's declaration is written, null where a row lacks it. Throws what PostgreSQL throws.
 */
export async function insertAll(tx: Tx, all: readonly Rows[]): Promise<void> {
  const full = all.filter(each => each.rows.length > 0);
  if (full.length === 0) return;
  const parts = full.map((each, i) => `i${i} AS (${insertSql(each, i + 1)})`);
  await rows(tx, `WITH ${parts.join(', ')} SELECT 1`, full.map(asJson));
}
