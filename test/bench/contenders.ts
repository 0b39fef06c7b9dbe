import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Stock } from './stock.ts';

const up = import.meta.url.includes('/dist/') ? '../../../' : '../../';
const at = (file: string) => fileURLToPath(new URL(`${up}${file}`, import.meta.url));
/** What runs the command in a clone. */
export const launcher = at('.ci/handoff.mjs');
const stockModule = at('test/bench/dist/stock.js');
export const supergraphFile = at('gateway/supergraph.graphql');

/** One way to answer the same query: where, and by which processes. */
export interface Contender {
  name: string;
  /** Full address of its /graphql. */
  url: string;
  /** Ids of the processes that work on it, by what they are. */
  processes: Readonly<Record<string, number>>;
}

/** A process of the bench, with the address it printed. */
export interface Started {
  child: ChildProcess;
  url: string;
}

/** Starts Handoff, or a part of it, and waits for its address. */
export function startPart(words: readonly string[], environment: Record<string, string>): Promise<Started> {
  return started(spawn(process.execPath, [launcher, ...words], options(environment)));
}

/** Starts a stock Apollo gateway. */
export function startStock(stock: Stock): Promise<Started> {
  const script = `import(${JSON.stringify(stockModule)}).then(m => m.serveStock(JSON.parse(process.env.STOCK)))`;
  return started(
    spawn(process.execPath, ['-e', script], options({ STOCK: JSON.stringify(stock), NODE_ENV: 'production' })),
  );
}

function options(environment: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, LOG_LEVEL: 'error', PORT: '0', ...environment };
  return { env, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
}

function started(child: ChildProcess): Promise<Started> {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /(http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (url) resolve({ child, url });
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', code => reject(new Error(`A process of the bench ended with ${code}:\n${said}`)));
  });
}

/** Ends a process and waits until it is gone. */
export function ended({ child }: Started): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  return gone;
}
