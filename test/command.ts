import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../dist/handoff.js', import.meta.url));
const entry = `import(${JSON.stringify(built)}).then(({ main }) => main(process.argv.slice(1)))`;

/** Where Hive Gateway is installed, for journeys that go through it; null: they go through ours. */
export const hive = process.env.HANDOFF_TEST_HIVE || null;
const behind = fileURLToPath(new URL('./dist/hive/gateway.js', import.meta.url));

/** The gateway as a process of its own: ours, or ours with Hive Gateway behind its door. */
export function gateway(settings: Record<string, string>): ChildProcess {
  return hive ? started([behind, hive], settings) : handoff(['serve', 'gateway'], settings);
}

/** A process that runs the built command, with nothing of this process's settings but what is given. input: what it reads. */
export function handoff(words: readonly string[], settings: Record<string, string>, input?: string): ChildProcess {
  return started(['-e', entry, ...words], settings, input);
}

function started(words: readonly string[], settings: Record<string, string>, input?: string): ChildProcess {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
  const child = spawn(process.execPath, [...words], {
    env: { PATH, HOME, TMPDIR, LOG_LEVEL: 'warn', ...settings },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  return child;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command to its end. */
export function ended(child: ChildProcess): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (chunk: Buffer) => {
      said[stream] += chunk.toString();
    });
  }
  return new Promise(resolve => child.once('close', code => resolve({ code, ...said })));
}

/** Listens to what a process says from now on; to be told all of it. */
export function saidBy(child: ChildProcess): () => string {
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return () => said;
}

/** Waits until a started house, or a part of one, prints where it is; throws what it said when it ends before that. */
export function ready(child: ChildProcess): Promise<string> {
  const said = saidBy(child);
  return new Promise((resolve, reject) => {
    const look = () => {
      const url = /(?:The graph|Address)\s+(http:\/\/[^/\s]+)/.exec(said())?.[1];
      if (url) resolve(url);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', code => reject(new Error(`handoff ended with ${code}:\n${said()}`)));
  });
}

/** Ends a process that a test started, and waits until it is gone. */
export function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()));
  child.kill(signal);
  return gone;
}
