import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@handoff/kit/testing/free-port';

/** The project's root, from the source as well as from the build. */
const up = import.meta.url.includes('/dist/') ? '../../../' : '../../';
/** The program behind the command `handoff`. */
export const launcher = fileURLToPath(new URL(`${up}.ci/handoff.mjs`, import.meta.url));

/** A server in a process of its own. */
export interface Process {
  pid: number;
  /** Where it listens, without a slash at the end. */
  url: string;
  /** Ends it as kill -9 does; resolves when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Handoff as a user starts it: a process of its own. */
export interface Running extends Process {
  /** Milliseconds from the command to the first 200 of /readyz. */
  readyAfter: number;
  token: string;
}

/** Starts Handoff with its data in a folder and waits until it is ready. Throws what it printed when it ends before that. */
export async function startHandoff(home: string, settings: Record<string, string> = {}): Promise<Running> {
  const began = performance.now();
  const running = await startProcess([launcher, 'start'], { HANDOFF_HOME: home, ...settings });
  const readyAfter = performance.now() - began;
  const token = (await readFile(join(home, 'secrets', 'admin-token'), 'utf8')).trim();
  return { ...running, readyAfter, token };
}

/** Starts a Node program that listens on PORT and waits until it is ready: until /readyz, or BENCH_READY, answers 200. */
export async function startProcess(words: readonly string[], settings: Record<string, string>): Promise<Process> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, [...words], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...settings, PORT: new URL(url).port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await ready(child, `${url}${settings.BENCH_READY ?? '/readyz'}`);
  return { pid: child.pid ?? 0, url, kill: () => ended(child, 'SIGKILL'), stop: () => ended(child, 'SIGTERM') };
}

async function ready(child: ChildProcess, url: string): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  for (let tries = 0; tries < 12_000; tries++) {
    if (child.exitCode !== null) throw new Error(`Handoff ended with ${child.exitCode}:\n${said}`);
    const answer = await fetch(url, { headers: { 'apollo-require-preflight': '1' } }).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  child.kill('SIGKILL');
  throw new Error(`Handoff was not ready within two minutes:\n${said}`);
}

async function ended(child: ChildProcess, by: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise(resolve => child.once('exit', resolve));
  child.kill(by);
  await gone;
}
