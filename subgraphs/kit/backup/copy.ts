import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from, to } from 'pg-copy-streams';
import type { Counted } from './form.ts';
import type { Kept } from './tables.ts';

/** Makes a connection write and read values the same way on every server, and rows in the order in which they lie. */
export const sameWay = `
  SET LOCAL search_path = '';
  SET LOCAL timezone = 'UTC';
  SET LOCAL datestyle = 'ISO, YMD';
  SET LOCAL intervalstyle = 'postgres';
  SET LOCAL bytea_output = 'hex';
  SET LOCAL extra_float_digits = 1;
  SET LOCAL synchronize_seqscans = off;
  SET LOCAL statement_timeout = 0;
  SET LOCAL idle_in_transaction_session_timeout = 0`;

/** Sends the rows of a table to where they are wanted; answers how many, and the hash of their text. */
export async function copyOut(
  client: ClientBase,
  kept: Kept,
  write: (chunk: Buffer) => Promise<void>,
): Promise<Counted> {
  const hash = createHash('sha256');
  const rows = client.query(to(`COPY ${columnsOf(kept)} TO STDOUT`));
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    hash.update(chunk);
    await write(chunk);
  }
  return { rows: rows.rowCount, sha256: hash.digest('hex') };
}

/** Puts rows into a table; answers how many came, and the hash of their text. Throws what the database says of them. */
export async function copyIn(client: ClientBase, kept: Kept, chunks: AsyncIterable<Buffer>): Promise<Counted> {
  const hash = createHash('sha256');
  const stream = client.query(from(`COPY ${columnsOf(kept)} FROM STDIN`));
  const failed = finished(stream);
  failed.catch(() => undefined);
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await written(stream, chunk, failed);
    }
    stream.end();
    await failed;
  } catch (error) {
    stream.destroy(error as Error);
    throw error;
  }
  return { rows: stream.rowCount, sha256: hash.digest('hex') };
}

/** Writes a chunk, and waits where the other side is slower. */
export async function written(stream: Writable, chunk: Buffer | string, failed: Promise<void>): Promise<void> {
  if (stream.write(chunk)) return;
  await Promise.race([failed, new Promise<void>(resolve => stream.once('drain', resolve))]);
}

function columnsOf({ table, columns }: Kept): string {
  return `${table} (${columns.map(column => `"${column}"`).join(', ')})`;
}
