import type { Context } from '../context.ts';
import { columns } from '../database/columns.ts';
import { rows } from '../database/database.ts';
import { type Batch, grouped } from '../loader.ts';
import { type EntryRow, entries } from './table.ts';

/** What was done with things, by the id of each, oldest first; what was refused is left out. One statement. */
export const historyOf: Batch<string, EntryRow[]> = async (subjectIds, context: Context) => {
  const sql = `SELECT ${columns(entries, 'e')} FROM event.entry e
    WHERE e.subject_id = ANY($1::text[]) AND NOT e.refused ORDER BY e.at, e.id`;
  return grouped(await rows<EntryRow>(context.db, sql, [subjectIds]), entry => entry.subjectId);
};
