import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { databaseUser } from './cluster.ts';
import { type PidFile, parsePidFile } from './pidfile.ts';
import { passwordFile } from './place.ts';
import { isAlive, mayBePostgres } from './process.ts';

/** A server that was proved to serve a data folder. */
export interface Server {
  url: string;
  pid: number;
}

/**
 * The server that runs on a data folder, whoever started it; null when there is none. One that is starting or stopping
 * is waited for until the deadline (epoch ms). Throws when a server runs there that does not take our password.
 */
export async function findServer(dataDirectory: string, deadline: number): Promise<Server | null> {
  for (;;) {
    const file = await readPidFile(dataDirectory);
    if (!file || !(await mayBePostgres(file.pid))) return null;
    if (file.ready && file.port) return prove(dataDirectory, file.pid, file.port);
    if (Date.now() > deadline) {
      throw new Error(
        `PostgreSQL (process ${file.pid}) has been starting or stopping on ${dataDirectory} for too long: look into ${dataDirectory}.log, or end that process and try again.`,
      );
    }
    await sleep(15);
  }
}

/** Whether a server seems to run on a data folder, going by its process: quick, and no proof. */
export async function seemsToRun(dataDirectory: string): Promise<boolean> {
  const file = await readPidFile(dataDirectory);
  return file !== null && (await mayBePostgres(file.pid));
}

async function readPidFile(dataDirectory: string): Promise<PidFile | null> {
  const text = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '');
  return parsePidFile(text);
}

/** Asks whoever listens on the port which data it serves: a process id and a port prove nothing. */
async function prove(dataDirectory: string, pid: number, port: number): Promise<Server | null> {
  const password = await readPassword(dataDirectory);
  const url = `postgresql://${databaseUser}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    const served = await realpath(rows[0]?.data_directory ?? '');
    return served === (await realpath(dataDirectory)) ? { url, pid } : null;
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') return null;
    throw new Error(
      `The PostgreSQL on ${dataDirectory} does not take the password in ${passwordFile(dataDirectory)}: put back the file that belongs to these data, or move the folder away to start with an empty database.`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

async function readPassword(dataDirectory: string): Promise<string> {
  try {
    return (await readFile(passwordFile(dataDirectory), 'utf8')).trim();
  } catch {
    throw new Error(
      `${passwordFile(dataDirectory)} can't be read, so the data beside it can't be opened: put the file back, or move ${dataDirectory} away to start with an empty database.`,
    );
  }
}

/** Removes a postmaster.pid that a crash left: its id may be another program's by now, and PostgreSQL would not start. */
export async function removeStalePidFile(dataDirectory: string): Promise<void> {
  const file = await readPidFile(dataDirectory);
  if (file && !(await mayBePostgres(file.pid))) await rm(join(dataDirectory, 'postmaster.pid'), { force: true });
}

/**
 * Stops the server on a data folder, whoever started it, and waits until it has ended; its clients are cut off.
 * With a process id it stops that server only. False when no such server runs. Throws when it has not ended after 30 s.
 */
export async function stopServer(dataDirectory: string, pid?: number): Promise<boolean> {
  const server = await findServer(dataDirectory, Date.now() + 10_000);
  if (!server || (pid !== undefined && server.pid !== pid)) return false;
  process.kill(server.pid, 'SIGINT');
  const deadline = Date.now() + 30_000;
  while ((await readPidFile(dataDirectory)) && isAlive(server.pid)) {
    if (Date.now() > deadline) {
      throw new Error(`PostgreSQL (process ${server.pid}) did not end within 30 s: end that process yourself.`);
    }
    await sleep(10);
  }
  return true;
}
