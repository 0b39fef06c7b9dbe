import { z } from 'zod';

/*
 * A backup is a gzip file of lines: a beginning, then for each table a line that names it, its rows as COPY writes them,
 * a line "\." and a line that counts them, and an end. What lacks its end is torn.
 */

/** A quoted name with its schema. */
const name = z.string().regex(/^[a-z_]+\."?[a-z_0-9]+"?$/);
const column = z.string().regex(/^[a-z_0-9]+$/);
const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const begin = z.object({
  backup: z.literal('handoff-backup-1'),
  madeAt: z.iso.datetime(),
  /** Of PostgreSQL, that it was read from. */
  server: z.string(),
  migrations: z.array(z.string()).min(1),
});

const part = z.object({
  table: name,
  of: name,
  bound: z.string().regex(/^FOR VALUES (FROM \('[^']+'\) TO \('[^']+'\)|IN \('[^']+'\))$/),
});

const table = z.object({ table: name, columns: z.array(column).min(1) });
const counted = z.object({ rows: count, sha256 });

const end = z.object({
  end: z.object({
    tables: count,
    rows: count,
    /** The last sealed entry of the audit trail; null: none was sealed. */
    head: z.object({ seq: count, hash: sha256 }).nullable(),
  }),
});

/** The first line: what the rest was written by. */
export type Begin = z.output<typeof begin>;
/** A part of a table that grows by time, which the restored database needs too. */
export type Part = z.output<typeof part>;
/** What comes before the rows of a table. */
export type TableLine = z.output<typeof table>;
/** What comes after them: how many, and the hash of their text. */
export type Counted = z.output<typeof counted>;
/** The last line. */
export type End = z.output<typeof end>['end'];

/** The format's name in the first line. */
export const format = 'handoff-backup-1';

/** Thrown for a file that is no whole backup, with where it breaks. */
export class NoBackup extends Error {
  override readonly name = 'NoBackup';
}

/** The first line. Throws NoBackup. */
export function beginOf(line: string | null): Begin {
  const read = begin.safeParse(json(line));
  if (read.success) return read.data;
  throw new NoBackup('Its first line is not that of a backup: give a file that "handoff backup" wrote.');
}

/** A line between the rows. Throws NoBackup; after: what came before it, in words. */
export function lineOf(line: string | null, after: string): Part | TableLine | { end: End } {
  if (line === null) throw new NoBackup(`It is torn: it ends after ${after}, before its last line.`);
  const value = json(line);
  for (const form of [part, table, end]) {
    const read = form.safeParse(value);
    if (read.success) return read.data;
  }
  throw new NoBackup(`It was altered: what follows ${after} is no line of a backup.`);
}

/** The line after the rows of a table. Throws NoBackup. */
export function countedOf(line: string | null, of: string): Counted {
  if (line === null) throw new NoBackup(`It is torn: it ends in the rows of ${of}.`);
  const read = counted.safeParse(json(line));
  if (read.success) return read.data;
  throw new NoBackup(`It was altered: the rows of ${of} are not followed by their number.`);
}

function json(line: string | null): unknown {
  try {
    return line === null ? null : JSON.parse(line);
  } catch {
    return null;
  }
}
