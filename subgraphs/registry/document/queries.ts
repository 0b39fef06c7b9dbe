import { columns } from '@handoff/kit/database/columns';
import { rows } from '@handoff/kit/database/database';
import { type Batch, grouped } from '@handoff/kit/loader';
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
