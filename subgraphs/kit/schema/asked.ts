import { createParameterDecorator } from 'type-graphql';
import { type AskedProperties, askedOfRows, asksFor, type Reads } from '../database/asked.ts';
import type { Table } from '../database/database.ts';

/** The object that rows belong to, and what is asked of them. */
export interface RootAsked {
  id: string;
  /** Properties of the rows, "id" among them; null: all. */
  asked: AskedProperties;
}

/**
 * Of a list that belongs to nobody: the properties that are needed of its rows, "id" among them; null: all. reads: what
 * fields that are no columns need.
 */
export function Asked(table: Table, reads?: Reads): ParameterDecorator {
  return createParameterDecorator(({ info }) => askedOfRows(info, table, reads)) as ParameterDecorator;
}

/** In the place of `@Root()`: a RootAsked, for a field whose rows of a table are read with no more columns than are asked. */
export function RootOfRows(table: Table, reads?: Reads): ParameterDecorator {
  return createParameterDecorator(({ root, info }): RootAsked => {
    return { id: (root as { id: string }).id, asked: askedOfRows(info, table, reads) };
  }) as ParameterDecorator;
}

/** In the place of `@Root()`: its id, and whether a field with one of these names is asked anywhere below. */
export function RootAskedFor(...names: string[]): ParameterDecorator {
  return createParameterDecorator(({ root, info }) => {
    return { id: (root as { id: string }).id, isAsked: asksFor(info, names) };
  }) as ParameterDecorator;
}
