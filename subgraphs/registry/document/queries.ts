import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, type Reader, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, grouped, keyed } from '@handoff/kit/loader';
import type { DocumentRow } from './document.ts';
import { documents } from './table.ts';

const selected = columns(documents, 'd');

/** The documents about models themselves, by title. The caller has judged the models. */
export const documentsOfModel: Batch<string, DocumentRow[]> = async (modelIds, context) => {
  const sql = `SELECT ${selected} FROM registry.document d
    WHERE d.model_id = ANY($1::text[]) AND d.version_id IS NULL AND d.removed_at IS NULL ORDER BY d.title, d.id`;
  return grouped(await rows<DocumentRow>(context.db, sql, [modelIds]), document => document.modelId);
};

/** The documents about versions, by title. The caller has judged the versions. */
export const documentsOfVersion: Batch<string, DocumentRow[]> = async (versionIds, context) => {
  const sql = `SELECT ${selected} FROM registry.document d
    WHERE d.version_id = ANY($1::text[]) AND d.removed_at IS NULL ORDER BY d.title, d.id`;
  return grouped(await rows<DocumentRow>(context.db, sql, [versionIds]), document => document.versionId ?? '');
};

/** Documents by id, also removed ones; those about models that the viewer may not see are left out. */
export const documentById: Batch<string, DocumentRow> = async (ids, context) => {
  const visible = visibleSql(await viewerReach(context), 'a', 2);
  const sql = `SELECT ${selected} FROM registry.document d JOIN access.model a ON a.id = d.model_id
    WHERE d.id = ANY($1::text[]) AND ${visible.sql}`;
  return keyed(await rows<DocumentRow>(context.db, sql, [ids.map(storable), ...visible.parameters]), row => row.id);
};

/** A document by its id, also a removed one; the caller judges its model. */
export function findDocument(reader: Reader, id: string): Promise<DocumentRow | null> {
  return firstRow(reader, `SELECT ${selected} FROM registry.document d WHERE d.id = $1`, [storable(id)]);
}

/** How many documents a model, or one of its versions, has. */
export async function countDocuments(
  reader: Reader,
  of: { modelId: string; versionId: string | null },
): Promise<number> {
  const sql = `SELECT count(*)::int AS count FROM registry.document d
    WHERE d.model_id = $1 AND d.version_id IS NOT DISTINCT FROM $2 AND d.removed_at IS NULL`;
  return (await firstRow<{ count: number }>(reader, sql, [of.modelId, of.versionId]))?.count ?? 0;
}
