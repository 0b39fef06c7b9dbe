import { columnNames, keyNames, tableName } from './columns.ts';
import { ahead, type Table, type Tx } from './database.ts';
import { jsonText } from './json.ts';
import { kept } from './kept.ts';

interface ColumnOptions {
  type?: unknown;
}

/**
 * Sends ahead what of a row is another now: one UPDATE of the columns whose values are not the very same ones, none
 * when all are. The caller has locked the row as it was before.
 */
export function updateAhead<Row extends object>(tx: Tx, table: Table, row: { before: Row; after: Row }): void {
  const { before, after } = row;
  const changed = columnNames(table).filter(
    ([property]) => Reflect.get(before, property) !== Reflect.get(after, property),
  );
  if (changed.length === 0) return;
  const keys = keyNames(table);
  const set = changed.map(([, column], i) => `"${column}" = $${i + 1}`).join(', ');
  const where = keys.map(([, column], i) => `"${column}" = $${changed.length + i + 1}`).join(' AND ');
  const values = [
    ...changed.map(([property]) => sentOf(table, after, property)),
    ...keys.map(([property]) => Reflect.get(before, property)),
  ];
  ahead(tx, kept(`UPDATE ${tableName(table)} SET ${set} WHERE ${where}`), values);
}

/** A list is an array to pg, unless its column is JSON. */
function sentOf(table: Table, row: object, property: string): unknown {
  const value: unknown = Reflect.get(row, property) ?? null;
  const { type } = (table.options.columns as Record<string, ColumnOptions>)[property] ?? {};
  return type === 'jsonb' && value !== null ? jsonText(value) : value;
}
