import type { AskedProperties } from '@handoff/kit/database/asked';
import { storable } from '@handoff/kit/database/text';
import { badInput, checkFirst, decodeCursor, type PageArgs, type Position } from '@handoff/kit/page';
import type { ModelFilterTold } from '../model/filter.ts';
import { type MlflowClause, readMlflowFilter } from './mlflow-filter.ts';
import { type ModelOrder, type Order, orders } from './order.ts';
import { type Term, termsOf } from './words.ts';

/** What a list of models is asked for. */
export interface ModelListArgs extends PageArgs {
  search?: string | null;
  filter?: ModelFilterTold | null;
  orderBy?: ModelOrder | null;
  /** The properties of the models to read beside those that every list needs; left out: all. */
  asked?: AskedProperties;
}

/** The same, understood. */
export interface Ask {
  /** What is looked for; null: nothing is. */
  sought: { text: string; terms: Term[] } | null;
  clauses: MlflowClause[];
  filter: ModelFilterTold | null;
  order: Order;
  first: number;
  after: Position | null;
  asked: AskedProperties;
}

/** Reads the arguments. Throws BAD_USER_INPUT where they make no sense. */
export function readAsk(args: ModelListArgs): Ask {
  const text = storable(args.search?.trim() ?? '');
  const mlflow = readMlflowFilter(text);
  if (mlflow?.kind === 'Broken') throw badInput(mlflow.message);
  const order = orders[args.orderBy ?? 'RELEVANCE'];
  return {
    sought: text === '' || mlflow ? null : { text: text.toLowerCase(), terms: termsOf(text) },
    clauses: mlflow?.clauses ?? [],
    filter: args.filter ?? null,
    order,
    first: checkFirst(args.first),
    after: decodeCursor(args.after, order.kinds),
    asked: args.asked ?? null,
  };
}
