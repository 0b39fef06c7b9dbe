import { columnNames, keyNames, tableName } from './columns.ts';
import { ahead, type Table, type Tx } from './database.ts';
import { jsonText } from './json.ts';
import { kept } from './kept.ts';

interface ColumnOptions {
  type?: unknown;
}

/** A row that is new, or is another now: the caller has locked it as it was before. */
export interface Change {
  table: Table;
  before: object | null;
  after: object;
}

/**
 * Sends ahead what became of a row: an INSERT of every column, null where a new row lacks it, or an UPDATE of the columns
 * whose values are not the very same ones, nothing when all are.
 */
export function changeAhead(tx: Tx, change: Change): void {
  const values: unknown[] = [];
  const sql = statementOf(change, values);
  if (sql !== null) ahead(tx, kept(sql), values);
}

/** The SQL of a change, whose values are put among those that are sent; null: nothing changed. */
function statementOf({ table, before, after }: Change, values: unknown[]): string | null {
  const sent = (row: object, property: string) => `$${values.push(sentOf(table, row, property))}`;
  const changed = columnNames(table).filter(
    ([property]) => before === null || Reflect.get(before, property) !== Reflect.get(after, property),
  );
  if (changed.length === 0) return null;
  const named = changed.map(([property, column]) => ({ column: `"${column}"`, value: sent(after, property) }));
  if (before === null) {
    const columns = named.map(({ column }) => column).join(', ');
    return `INSERT INTO ${tableName(table)} (${columns}) VALUES (${named.map(({ value }) => value).join(', ')})`;
  }
  const set = named.map(({ column, value }) => `${column} = ${value}`).join(', ');
  const where = keyNames(table).map(([property, column]) => `"${column}" = ${sent(before, property)}`);
  return `UPDATE ${tableName(table)} SET ${set} WHERE ${where.join(' AND ')}`;
}

/** A list is an array to pg, unless its column is JSON. */
function sentOf(table: Table, row: object, property: string): unknown {
  const value: unknown = Reflect.get(row, property) ?? null;
  const { type } = (table.options.columns as Record<string, ColumnOptions>)[property] ?? {};
  return type === 'jsonb' && value !== null ? jsonText(value) : value;
}
