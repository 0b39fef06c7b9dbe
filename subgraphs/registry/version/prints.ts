import { type Reader, rows } from '@handoff/kit/database/database';
import type { AssumptionRow } from './version.ts';

export type AssumptionPrint = Pick<AssumptionRow, 'versionId' | 'id' | 'text' | 'status'>;

/** What versions assume and whether it holds, in order; in a command with its transaction. The caller has judged the versions. */
export function assumptionPrints(reader: Reader, versionIds: readonly string[]): Promise<AssumptionPrint[]> {
  const sql = `SELECT a.version_id AS "versionId", a.id, a.text, a.status
    FROM registry.assumption a WHERE a.version_id = ANY($1::text[]) ORDER BY a.position, a.id`;
  return rows(reader, sql, [versionIds]);
}
