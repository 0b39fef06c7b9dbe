import { columns } from '@handoff/kit/database/columns';
import { firstRow, type Reader, rows } from '@handoff/kit/database/database';
import { type Batch, keyed } from '@handoff/kit/loader';
import type { SourceSystem } from '../import/source.ts';
import type { RefreshRow } from './refresh.ts';
import { refreshes } from './table.ts';

/** What is to be read anew. */
export const refreshById: Batch<string, RefreshRow> = async (ids, context) => {
  const sql = `SELECT ${columns(refreshes, 'r')} FROM registry.refresh r WHERE r.id = ANY($1::text[])`;
  return keyed(await rows<RefreshRow>(context.db, sql, [ids]), row => row.id);
};

/** The model that a record of a system was brought in as; null: it is not known yet. */
export async function modelOfSource(reader: Reader, system: SourceSystem, externalId: string): Promise<string | null> {
  const sql = `SELECT s.model_id AS "modelId" FROM registry.source s
    WHERE s.system = $1 AND s.external_id = $2 AND s.kind = 'MODEL'`;
  return (await firstRow<{ modelId: string }>(reader, sql, [system, externalId]))?.modelId ?? null;
}
