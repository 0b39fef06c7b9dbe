import { rows, type Tx } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';

/**
 * Writes what models are found by, for many with one statement. To be the last thing that a transaction does: the
 * database then need not do it at its end for each of them, as it does for all changes that nobody told it of.
 */
export async function indexModels(tx: Tx, modelIds: readonly string[]): Promise<void> {
  if (modelIds.length > 0) await rows(tx, indexSql, [[...new Set(modelIds)]]);
}

const indexSql = kept('SELECT registry.index_models($1::text[])');
