import { canonical } from '@handoff/kit/canonical';
import { rows, type Tx } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { kept } from '@handoff/kit/database/kept';
import type { ImportBaseRow, SourceTold } from './source.ts';

/** The row of what a record brought for a model or version, for the next import to compare with. */
export function baseRow(subjectId: string, { system, externalId }: SourceTold, base: unknown): ImportBaseRow {
  return { subjectId, system, externalId, base: canonical(base) };
}

/** Notes what imports brought; what was noted of the same before goes. One statement, none when there is nothing. */
export async function keepBases(tx: Tx, bases: readonly ImportBaseRow[]): Promise<void> {
  if (bases.length > 0) await rows(tx, keepSql, [jsonText(bases)]);
}

const keepSql = kept(`INSERT INTO registry.import_base (subject_id, system, external_id, base)
  SELECT "subjectId", system, "externalId", base
    FROM jsonb_to_recordset($1::jsonb) AS t("subjectId" text, system text, "externalId" text, base text)
  ON CONFLICT (subject_id, system, external_id) DO UPDATE SET base = excluded.base`);
