import type { Position, SortKind } from '@handoff/kit/page';
import type { ModelRow } from '../model/model.ts';

export const modelOrders = ['RELEVANCE', 'NAME', 'UPDATED_AT', 'CREATED_AT'] as const;
export type ModelOrder = (typeof modelOrders)[number];

/** A model as it was found. */
export type FoundModel = ModelRow & {
  /** The smaller the better, see rankSql; 0 where nothing is searched for. */
  rank: number;
};

/** How a list is sorted, and where in it a row stands. */
export interface Order {
  kinds: readonly SortKind[];
  /** What is sorted by, over a row with rank, name, id and the times, and the casts that its cursor values need. */
  keys: readonly { sql: string; cast: string }[];
  descending: boolean;
  /** The time that is sorted by, which is known of the model alone, not of what was found; null: none is. */
  byTime: 'createdAt' | 'updatedAt' | null;
  position(row: FoundModel): Position;
}

const name = { sql: 'm.name', cast: 'text' };
const id = { sql: 'm.id', cast: 'text' };

function newest(sql: string, byTime: 'createdAt' | 'updatedAt'): Order {
  return {
    kinds: ['time', 'text'],
    keys: [{ sql, cast: 'timestamptz' }, id],
    descending: true,
    byTime,
    position: row => [row[byTime].toISOString(), row.id],
  };
}

export const orders: Record<ModelOrder, Order> = {
  RELEVANCE: {
    kinds: ['whole', 'text'],
    keys: [{ sql: 'm.rank', cast: 'int' }, name],
    descending: false,
    byTime: null,
    position: row => [row.rank, row.name],
  },
  NAME: { kinds: ['text'], keys: [name], descending: false, byTime: null, position: row => [row.name] },
  UPDATED_AT: newest('m.updated_at', 'updatedAt'),
  CREATED_AT: newest('m.created_at', 'createdAt'),
};
