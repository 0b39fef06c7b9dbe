import type { Table } from './database.ts';

interface ColumnOptions {
  name?: string;
}

/** The columns of a table: the property of a row and the name in the database, in the order they are declared. */
export function columnNames(table: Table): [property: string, column: string][] {
  const declared = Object.entries(table.options.columns as Record<string, ColumnOptions>);
  return declared.map(([property, column]) => [property, column.name ?? property]);
}

/** A table's columns as a SELECT list under their property names: `a.team_id AS "teamId", …`. only: of these properties. */
export function columns(table: Table, alias: string, only?: readonly string[]): string {
  return columnNames(table)
    .filter(([property]) => only?.includes(property) ?? true)
    .map(([property, column]) => `${alias}.${column} AS "${property}"`)
    .join(', ');
}
