import type { Table } from './database.ts';

interface ColumnOptions {
  name?: string;
  primary?: boolean;
}

/** The columns of a table: the property of a row and the name in the database, in the order they are declared. */
export function columnNames(table: Table): [property: string, column: string][] {
  const declared = Object.entries(table.options.columns as Record<string, ColumnOptions>);
  return declared.map(([property, column]) => [property, column.name ?? property]);
}

/** The columns among them that tell the rows of a table apart. */
export function keyNames(table: Table): [property: string, column: string][] {
  const declared = table.options.columns as Record<string, ColumnOptions>;
  return columnNames(table).filter(([property]) => declared[property]?.primary === true);
}

/** A table by its schema and its name. */
export function tableName({ options }: Table): string {
  return `${options.schema}.${options.tableName ?? options.name}`;
}

/** A table's columns as a SELECT list under their property names: `a.team_id AS "teamId", …`. only: of these properties; null: of all. */
export function columns(table: Table, alias: string, only: readonly string[] | null = null): string {
  return columnNames(table)
    .filter(([property]) => only?.includes(property) ?? true)
    .map(([property, column]) => `${alias}.${column} AS "${property}"`)
    .join(', ');
}
