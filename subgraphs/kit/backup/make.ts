import type { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import type { ChainState } from '../event/chain.ts';
import { copyOut, sameWay, written } from './copy.ts';
import { type Begin, type End, format } from './form.ts';
import { type Inventory, inventoryOf } from './tables.ts';

/** What a backup holds. */
export interface Made extends End {
  madeAt: string;
  /** The newest migration of the database. */
  migration: string;
}

export interface MakeOptions {
  url: string;
  /** Where the file goes; it is ended. */
  to: Writable;
  now: Date;
}

const attempts = 3;

/**
 * Writes all of Handoff's data as they are at one instant, while it goes on serving. Memory stays flat. Null: there is
 * nothing of Handoff in this database.
 */
export async function makeBackup({ url, to, now }: MakeOptions): Promise<Made | null> {
  const client = new pg.Client({ connectionString: url, application_name: 'handoff backup' });
  // What the connection dies of, the statement under way says too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const inventory = await heldStill(client);
    if (!inventory) return null;
    const gzip = createGzip({ level: 4 });
    const piped = pipeline(gzip, to);
    const failed = finished(gzip);
    for (const promise of [piped, failed]) promise.catch(() => undefined);
    const write = (chunk: Buffer | string) => Promise.race([written(gzip, chunk, failed), piped]);
    const made = await writeAll({ client, write, now }, inventory);
    gzip.end();
    await piped;
    return made;
  } finally {
    await client.end();
  }
}

/** Begins a transaction that sees one instant, and keeps every table of it from being dropped meanwhile. */
async function heldStill(client: pg.Client): Promise<Inventory | null> {
  for (let attempt = 1; ; attempt++) {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(sameWay);
    const migrated = await client.query("SELECT to_regclass('public.handoff_migration') AS name");
    if (!migrated.rows[0]?.name) return null;
    const inventory = await inventoryOf(client);
    try {
      const names = inventory.tables.map(({ table }) => table).join(', ');
      await client.query(`LOCK TABLE ONLY ${names.replaceAll(', ', ', ONLY ')} IN ACCESS SHARE MODE`);
      return inventory;
    } catch (error) {
      // A table of rows that are not kept any longer was dropped just now.
      if ((error as { code?: string }).code !== '42P01' || attempt === attempts) throw error;
      await client.query('ROLLBACK');
    }
  }
}

interface Writing {
  client: pg.Client;
  write(chunk: Buffer | string): Promise<void>;
  now: Date;
}

async function writeAll({ client, write, now }: Writing, { parts, tables }: Inventory): Promise<Made> {
  const line = (value: object) => write(`${JSON.stringify(value)}\n`);
  const begin = await beginning(client, now);
  await line(begin);
  for (const part of parts) await line(part);
  let rows = 0;
  for (const kept of tables) {
    await line(kept);
    const counted = await copyOut(client, kept, write);
    await write('\\.\n');
    await line(counted);
    rows += counted.rows;
  }
  const head = await client.query<ChainState>('SELECT seq, hash FROM event.head');
  const last = head.rows[0];
  const end: End = { tables: tables.length, rows, head: last ? { seq: Number(last.seq), hash: last.hash } : null };
  await line({ end });
  await client.query('COMMIT');
  return { ...end, madeAt: begin.madeAt, migration: begin.migrations.at(-1) ?? '' };
}

async function beginning(client: pg.Client, now: Date): Promise<Begin> {
  const applied = await client.query<{ name: string }>('SELECT name FROM public.handoff_migration ORDER BY id');
  const server = await client.query<{ server_version: string }>('SHOW server_version');
  return {
    backup: format,
    madeAt: now.toISOString(),
    server: server.rows[0]?.server_version ?? '',
    migrations: applied.rows.map(({ name }) => name),
  };
}
