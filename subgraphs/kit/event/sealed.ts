import { type Db, firstRow, type Reader, rows } from '../database/database.ts';
import { kept } from '../database/kept.ts';
import type { EntryRow } from './table.ts';

/** Whoever listens here hears that entries got their place in the trail, once for all that got it together. */
export const sealedChannel = 'handoff_sealed';

/** An entry of the trail as those see it who only want to know what changed. */
export interface Change extends Pick<EntryRow, 'subjectId' | 'modelId' | 'action'> {
  seq: number;
}

/** The place of the newest entry that has one; 0 in a trail that is empty. */
export async function lastSealed(reader: Reader): Promise<number> {
  return (await firstRow<{ seq: number }>(reader, 'SELECT seq FROM event.head'))?.seq ?? 0;
}

const afterSql = kept(`SELECT seq, subject_id AS "subjectId", model_id AS "modelId", action FROM event.entry
  WHERE seq > $1 AND NOT refused ORDER BY seq LIMIT $2`);

/** What changed after a place in the trail, in order; at most so many. */
export function changesAfter(db: Db, seq: number, most: number): Promise<Change[]> {
  return rows<Change>(db, afterSql, [seq, most]);
}

/** Which things changed: those whose id has this prefix, or models by anything about them. */
export interface Wanted {
  /** mdl: models. */
  prefix: 'mdl' | 'pro' | 'alr';
  /** Only this thing. */
  id: string | null;
  /** Only what is about this model. */
  modelId: string | null;
}

/** The thing that an entry says changed, of those that are wanted; null: another. */
export function changedIn({ subjectId, modelId }: Change, wanted: Wanted): string | null {
  if (wanted.modelId !== null && modelId !== wanted.modelId) return null;
  const id = wanted.prefix === 'mdl' ? modelId : subjectId;
  return id?.startsWith(`${wanted.prefix}_`) && (wanted.id === null || id === wanted.id) ? id : null;
}

const betweenSql = `SELECT id, min(seq) AS seq FROM (
    SELECT seq, CASE WHEN $3 = 'mdl' THEN model_id ELSE subject_id END AS id, model_id FROM event.entry
    WHERE seq > $1 AND seq <= $2 AND NOT refused) e
  WHERE starts_with(id, $3 || '_') AND ($4::text IS NULL OR id = $4) AND ($5::text IS NULL OR model_id = $5)
  GROUP BY id ORDER BY min(seq), id LIMIT $6`;

/** The wanted things that changed after one place in the trail and up to another, each with its first change; at most so many. */
export function changedBetween(
  db: Db,
  [after, upTo]: readonly [number, number],
  { wanted: { prefix, id, modelId }, most }: { wanted: Wanted; most: number },
): Promise<{ id: string; seq: number }[]> {
  return rows(db, betweenSql, [after, upTo, prefix, id, modelId, most]);
}
