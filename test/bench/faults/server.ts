import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '@handoff/kit/log';
import { startEmbedded, stopEmbedded } from '@handoff/kit/postgres/embedded';
import { isAlive } from '@handoff/kit/postgres/process';

/** A PostgreSQL of somebody's own, to be done something to. */
export interface OwnServer {
  url: string;
  dataDirectory: string;
  /** Ends it as kill -9 of all its processes does; resolves when they are gone. */
  kill(): Promise<void>;
  /** All its processes stand still, and keep their connections. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Starts it again where it was; resolves when it answers. */
  start(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/** Starts one with its data in a folder. durable: whether it writes through to the disk. */
export async function openServer(of: { home: string; durable: boolean }): Promise<OwnServer> {
  const log = silentLog();
  const { url, dataDirectory } = await startEmbedded({ ...of, log });
  const port = Number(new URL(url).port);
  const signalAll = async (signal: NodeJS.Signals) => {
    const pids = await processesOf(dataDirectory);
    for (const pid of pids) signalTo(pid, signal);
    return pids;
  };
  return {
    url,
    dataDirectory,
    kill: async () => {
      const pids = await signalAll('SIGKILL');
      while (pids.some(isAlive)) await sleep(5);
    },
    freeze: async () => void (await signalAll('SIGSTOP')),
    thaw: async () => void (await signalAll('SIGCONT')),
    start: async () => void (await startEmbedded({ ...of, log, port })),
    stop: async () => void (await stopEmbedded(of.home, log)),
  };
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** The server's first process and all that it started, as /proc tells; the first alone where there is none. */
async function processesOf(dataDirectory: string): Promise<number[]> {
  const [first = ''] = (await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8')).split('\n');
  const all = await readdir('/proc').catch(() => []);
  const children: number[] = [];
  for (const name of all) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (stat.slice(stat.lastIndexOf(')')).split(' ')[2] === first) children.push(Number(name));
  }
  return [Number(first), ...children];
}
