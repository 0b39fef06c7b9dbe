import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { beginOf, countedOf, type End, lineOf, NoBackup } from './form.ts';
import { Reading } from './read.ts';

/** What a file says of itself. */
export interface Checked extends End {
  madeAt: string;
  migration: string;
}

/** Reads a backup to its end, without any database, and holds every table against its checksum. Throws NoBackup. */
export async function checkBackup(file: Readable): Promise<Checked> {
  const reading = new Reading(file);
  const { madeAt, migrations } = beginOf(await reading.line());
  let [tables, rows, after] = [0, 0, 'its first line'];
  for (;;) {
    const line = lineOf(await reading.line(), after);
    if ('end' in line) {
      if (line.end.tables === tables && line.end.rows === rows)
        return { madeAt, migration: migrations.at(-1) ?? '', ...line.end };
      throw new NoBackup(`It was altered: it should have ${line.end.tables} tables, and has ${tables}.`);
    }
    after = `the rows of ${line.table}`;
    if ('bound' in line) continue;
    tables += 1;
    rows += await checkedRows(reading, line.table);
  }
}

async function checkedRows(reading: Reading, table: string): Promise<number> {
  const hash = createHash('sha256');
  for await (const chunk of reading.rows()) hash.update(chunk);
  const said = countedOf(await reading.line(), table);
  if (hash.digest('hex') === said.sha256) return said.rows;
  throw new NoBackup(`It was altered: the rows of ${table} do not have the checksum that it says.`);
}
