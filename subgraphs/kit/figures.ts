import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pool } from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/*
 * Figures of this process, whatever parts of Handoff it runs, in the text format of Prometheus. They name no person and
 * no model.
 */

const register = new Registry();

const rounds = new Counter({
  name: 'handoff_work_rounds_total',
  help: 'Rounds of what goes on in the background, by what it is and whether the round went well.',
  labelNames: ['work', 'outcome'],
  registers: [register],
});

const pools = new Set<Pool>();

const connections = new Gauge({
  name: 'handoff_database_connections',
  help: 'Connections of this process to the database: at work, or idle.',
  labelNames: ['state'],
  registers: [register],
  collect() {
    connections.set(
      { state: 'idle' },
      summed(pool => pool.idleCount),
    );
    connections.set(
      { state: 'at work' },
      summed(pool => pool.totalCount - pool.idleCount),
    );
  },
});

const waiting = new Gauge({
  name: 'handoff_database_waiting',
  help: 'Requests and work of this process that wait for a connection to the database.',
  registers: [register],
  collect() {
    waiting.set(summed(pool => pool.waitingCount));
  },
});

function summed(of: (pool: Pool) => number): number {
  return [...pools].reduce((sum, pool) => sum + of(pool), 0);
}

/** Counts a round of background work. */
export function countRound(work: string, outcome: 'done' | 'failed'): void {
  rounds.inc({ work, outcome });
}

/** Counts the connections of a pool until it has ended. */
export function watchPool(pool: Pool): void {
  for (const each of pools) if (each.ended) pools.delete(each);
  pools.add(pool);
}

let started = false;

/** All figures of this process. What costs something is watched from the first call on. */
export function processFigures(): Registry {
  if (started) return register;
  started = true;
  collectDefaultMetrics({ register });
  const build = new Gauge({
    name: 'handoff_build_info',
    help: 'Always 1; says which version of Handoff this is.',
    labelNames: ['version'],
    registers: [register],
  });
  build.set({ version: versionOf() }, 1);
  return register;
}

function versionOf(): string {
  const file = new URL(import.meta.url.includes('/dist/') ? '../package.json' : 'package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Answers GET /metrics; false: the request is for another path. */
export async function answerFigures(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (request.method !== 'GET' || request.url !== '/metrics') return false;
  const figures = processFigures();
  const body = await figures.metrics();
  response.writeHead(200, { 'content-type': figures.contentType, 'cache-control': 'no-store' }).end(body);
  return true;
}
