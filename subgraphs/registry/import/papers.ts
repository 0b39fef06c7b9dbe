import { rows, type Tx } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import { kept } from '@handoff/kit/database/kept';
import { grouped } from '@handoff/kit/loader';
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

/** What the documents of a model or version are to be. */
export interface DocumentsWanted {
  modelId: string;
  /** null: the model itself. */
  versionId: string | null;
  byId: string;
  documents: readonly DocumentContent[];
}

type Standing = DocumentContent & { id: string; subjectId: string };

const standingSql = kept(`SELECT d.id, coalesce(d.version_id, d.model_id) AS "subjectId", d.title, d.kind, d.uri, d.body
  FROM registry.document d WHERE d.removed_at IS NULL
    AND (d.version_id = ANY($1::text[]) OR (d.version_id IS NULL AND d.model_id = ANY($1::text[])))`);

/**
 * Makes the documents of models and versions what an import says; those that go stay for the history. At most three
 * statements.
 */
export async function replaceDocuments(tx: Tx, all: readonly DocumentsWanted[]): Promise<void> {
  if (all.length === 0) return;
  const subjects = all.map(({ modelId, versionId }) => versionId ?? modelId);
  const found = grouped(await rows<Standing>(tx, standingSql, [subjects]), ({ subjectId }) => subjectId);
  const changes = all.map(({ documents: wanted, ...of }, i) => {
    const standing = (found.get(subjects[i] ?? '') ?? []).map(({ id, subjectId: _, ...old }) => ({ id, old }));
    const gone = standing.filter(({ old }) => !wanted.some(one => same(one, old))).map(({ id }) => id);
    const fresh = wanted.filter(one => !standing.some(({ old }) => same(one, old)));
    return { gone, rows: newDocuments(of, fresh) };
  });
  const gone = changes.flatMap(change => change.gone);
  const remove = 'UPDATE registry.document SET removed_at = now() WHERE id = ANY($1::text[])';
  if (gone.length > 0) await rows(tx, remove, [gone]);
  await insertAll(
    tx,
    changes.map(change => ({ table: documents, rows: change.rows })),
  );
}

/** What the assumptions of a version are to be. */
export interface AssumptionsWanted {
  versionId: string;
  assumptions: readonly string[];
}

interface Assumption {
  id: string;
  versionId: string;
  text: string;
}

/** Makes the assumptions of versions what an import says; those that stay keep what was found of them. At most three statements. */
export async function replaceAssumptions(tx: Tx, all: readonly AssumptionsWanted[]): Promise<void> {
  if (all.length === 0) return;
  const sql = 'SELECT id, version_id AS "versionId", text FROM registry.assumption WHERE version_id = ANY($1::text[])';
  const found = await rows<Assumption>(tx, sql, [all.map(({ versionId }) => versionId)]);
  const standingOf = grouped(found, ({ versionId }) => versionId);
  const changes = all.map(({ versionId, assumptions: wanted }) => {
    const standing = standingOf.get(versionId) ?? [];
    const gone = standing.filter(({ text }) => !wanted.includes(text)).map(({ id }) => id);
    const fresh = wanted.filter(text => !standing.some(one => one.text === text));
    return { gone, rows: newAssumptions(versionId, fresh, standing.length) };
  });
  const gone = changes.flatMap(change => change.gone);
  if (gone.length > 0) await rows(tx, 'DELETE FROM registry.assumption WHERE id = ANY($1::text[])', [gone]);
  await insertAll(
    tx,
    changes.map(change => ({ table: assumptions, rows: change.rows })),
  );
}
