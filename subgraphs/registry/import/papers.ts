import { rows, type Tx } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import { documents } from '../document/table.ts';
import type { DocumentContent } from '../version/content.ts';
import { newAssumptions, newDocuments } from '../version/new-version.ts';
import { assumptions } from '../version/table.ts';
import { same } from './merge.ts';

/** What documents say, in an order that does not depend on how they were given. */
export function asSet(list: readonly DocumentContent[]): DocumentContent[] {
  const sortKey = ({ title, kind, uri, body }: DocumentContent) => JSON.stringify([title, kind, uri, body]);
  return list
    .map(({ title, kind, uri, body }) => ({ title, kind, uri, body }))
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

interface Subject {
  modelId: string;
  /** null: the model itself. */
  versionId: string | null;
  byId: string;
}

/** Makes the documents of a model or version what an import says; those that go stay for the history. */
export async function replaceDocuments(tx: Tx, of: Subject, wanted: readonly DocumentContent[]): Promise<void> {
  const sql = `SELECT d.id, d.title, d.kind, d.uri, d.body FROM registry.document d
    WHERE d.model_id = $1 AND d.version_id IS NOT DISTINCT FROM $2 AND d.removed_at IS NULL`;
  const standing = await rows<DocumentContent & { id: string }>(tx, sql, [of.modelId, of.versionId]);
  const gone = standing.filter(({ id: _, ...old }) => !wanted.some(one => same(one, old)));
  const fresh = wanted.filter(one => !standing.some(({ id: _, ...old }) => same(one, old)));
  const remove = 'UPDATE registry.document SET removed_at = now() WHERE id = ANY($1::text[])';
  if (gone.length > 0) await rows(tx, remove, [gone.map(({ id }) => id)]);
  await insertAll(tx, [{ table: documents, rows: newDocuments(of, fresh) }]);
}

/** Makes the assumptions of a version what an import says; those that stay keep what was found of them. */
export async function replaceAssumptions(tx: Tx, versionId: string, wanted: readonly string[]): Promise<void> {
  const sql = 'SELECT text FROM registry.assumption WHERE version_id = $1';
  const standing = (await rows<{ text: string }>(tx, sql, [versionId])).map(({ text }) => text);
  const fresh = wanted.filter(text => !standing.includes(text));
  await rows(tx, 'DELETE FROM registry.assumption WHERE version_id = $1 AND NOT (text = ANY($2::text[]))', [
    versionId,
    wanted,
  ]);
  await insertAll(tx, [{ table: assumptions, rows: newAssumptions(versionId, fresh, standing.length) }]);
}
