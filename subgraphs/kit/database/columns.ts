import type { Table } from './database.ts';

interface ColumnOptions {
  name?: string;
}

/** A table's columns as a SELECT list under their property names: `a.team_id AS "teamId", …`. */
export function columns(table: Table, alias: string): string {
  return Object.entries(table.options.columns as Record<string, ColumnOptions>)
    .map(([property, column]) => `${alias}.${column.name ?? property} AS "${property}"`)
    .join(', ');
}

/** `a longPropertyName` as `long_property_name`, the way columns are called. */
export function snake(property: string): string {
  return property.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}
