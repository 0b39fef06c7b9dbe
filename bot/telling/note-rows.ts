import { firstRow, type Reader, rows } from '@handoff/kit/database/database';
import type { NoteKind } from './plan.ts';

/** Something said in the thread of a thing's card, once in each place. */
export interface NoteRow {
  id: string;
  subjectId: string;
  kind: NoteKind;
  /** What more there is to say, from outside; null: nothing. */
  detail: string | null;
}

/** Keeps notes; one that is there already stays. */
export async function keepNotes(reader: Reader, notes: readonly NoteRow[]): Promise<void> {
  if (notes.length === 0) return;
  await rows(
    reader,
    `INSERT INTO bot.note (id, subject_id, kind, detail)
     SELECT i, s, k, d FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS t(i, s, k, d) ON CONFLICT DO NOTHING`,
    [
      notes.map(each => each.id),
      notes.map(each => each.subjectId),
      notes.map(each => each.kind),
      notes.map(({ detail }) => detail?.replaceAll('\0', '').slice(0, 2000) ?? null),
    ],
  );
}

/** A note, or null. */
export function noteOf(reader: Reader, id: string): Promise<NoteRow | null> {
  const sql = 'SELECT id, subject_id AS "subjectId", kind, detail FROM bot.note WHERE id = $1';
  return firstRow(reader, sql, [id]);
}

/** Forgets notes of more than a month ago. */
export async function tidyNotes(reader: Reader): Promise<void> {
  await reader.query("DELETE FROM bot.note WHERE made_at < clock_timestamp() - interval '30 days'");
}
