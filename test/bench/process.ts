import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root, from the source as well as from the build. */
const up = import.meta.url.includes('/dist/') ? '../../../' : '../../';
const launcher = fileURLToPath(new URL(`${up}.ci/handoff.mjs`, import.meta.url));

/** Handoff as a user starts it: a process of its own. */
export interface Running {
  url: string;
  /** Milliseconds from the command to the first 200 of /readyz. */
  readyAfter: number;
  token: string;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** Starts Handoff with its data in a folder and waits until it is ready. Throws what it printed when it ends before that. */
export async function startHandoff(home: string): Promise<Running> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [launcher, 'start'], {
    env: { ...process.env, PORT: String(port), HANDOFF_HOME: home, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = `http://127.0.0.1:${port}`;
  await ready(child, url);
  const readyAfter = performance.now() - began;
  const token = (await readFile(join(home, 'secrets', 'admin-token'), 'utf8')).trim();
  return { url, readyAfter, token, stop: () => ended(child) };
}

async function ready(child: ChildProcess, url: string): Promise<void> {
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  for (let tries = 0; tries < 12_000; tries++) {
    if (child.exitCode !== null) throw new Error(`Handoff ended with ${child.exitCode}:\n${said}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  child.kill('SIGKILL');
  throw new Error(`Handoff was not ready within two minutes:\n${said}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
