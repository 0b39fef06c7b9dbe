import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import type { Place } from './place.ts';
import { runningAs } from './process.ts';
import { findServer, removeStalePidFile, type Server } from './server.ts';

/** A server that this process started. */
export interface Launched extends Server {
  /** Resolves when the server has ended, however; keeps this process alive until then. */
  ended(): Promise<unknown>;
}

/** How a server is started. */
export interface LaunchOptions {
  /** False gives up safety against power cuts for speed. */
  durable: boolean;
  /** Epoch ms. */
  deadline: number;
  /** Port to listen on; a free one when it is left out. */
  port?: number | undefined;
}

const attempts = 3;
const largestLog = 10_000_000;

/**
 * Starts a server on existing data and resolves when it takes connections. It is detached: it outlives this process and
 * Ctrl-C in its terminal, and does not keep it alive. Throws with the end of the server's log when it does not start.
 */
export async function launch(binaries: Binaries, place: Place, options: LaunchOptions): Promise<Launched> {
  await removeStalePidFile(place.dataDirectory);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const launched = await launchOnce(binaries, place, options);
    if (launched) return launched;
  }
  throw new Error(`PostgreSQL did not start. Its log, ${place.logFile}, ends with:\n${await tailOf(place.logFile)}`);
}

/** Null when the server ended at once, as it does when somebody else took the free port meanwhile. */
async function launchOnce(binaries: Binaries, place: Place, options: LaunchOptions): Promise<Launched | null> {
  const program = join(binaries.bin, 'postgres');
  const args = serverArguments(place.dataDirectory, options.port ?? (await freePort()), options.durable);
  const log = await openLogFile(place.logFile);
  const child = spawn(program, args, {
    ...runningAs(place.account, program),
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  child.unref();
  let over = false;
  const exited = once(child, 'exit').catch(() => {});
  const ended = () => {
    child.ref();
    return exited;
  };
  void exited.then(() => {
    over = true;
  });
  await log.close();
  try {
    const server = await firstAnswer(place.dataDirectory, options.deadline, () => over);
    return server ? { ...server, ended } : null;
  } catch (error) {
    child.kill('SIGINT');
    await ended();
    throw error;
  }
}

async function firstAnswer(dataDirectory: string, deadline: number, over: () => boolean): Promise<Server | null> {
  while (!over()) {
    const server = await findServer(dataDirectory, deadline);
    if (server) return server;
    if (Date.now() > deadline) throw new Error(`PostgreSQL did not answer in time: look into ${dataDirectory}.log.`);
    await sleep(10);
  }
  return null;
}

function serverArguments(dataDirectory: string, port: number, durable: boolean): string[] {
  // Without room, a search that finds thousands of models counts its facets through files.
  const settings = ['max_connections=100', 'work_mem=16MB', 'timezone=UTC', 'log_timezone=UTC'];
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const network = ['-h', '127.0.0.1', '-p', String(port), '-k', ''];
  return ['-D', dataDirectory, ...network, ...settings.flatMap(setting => ['-c', setting])];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The machine gave no free port on 127.0.0.1.');
  return address.port;
}

/** A log of more than 10 MB is put aside first; one older log is kept. */
async function openLogFile(path: string): Promise<FileHandle> {
  const size = await stat(path).then(
    s => s.size,
    () => 0,
  );
  if (size > largestLog) await rename(path, `${path}.old`);
  return open(path, 'a', 0o600);
}

async function tailOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-5).join('\n');
}
