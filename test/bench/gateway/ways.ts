import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Actor } from '@handoff/kit/actor';
import pg from 'pg';
import { freePort, launcher, type Process, startProcess } from '../process.ts';

/** A way to run the graph: where it is asked, and the processes that it takes. */
export interface Way {
  name: 'one process' | 'split' | 'stock Apollo';
  url: string;
  /** The processes by their part. */
  pids: ReadonlyMap<string, number>;
}

export interface Ways {
  token: string;
  ways: readonly Way[];
  stop(): Promise<void>;
}

const subgraphs = ['registry', 'deployment', 'monitoring'] as const;
const stock = join(dirname(fileURLToPath(import.meta.url)), 'stock.js');

/** Starts all three ways on one database; the split one and stock Apollo share the subgraphs. */
export async function startWays(databaseUrl: string, home: string): Promise<Ways> {
  const started: Process[] = [];
  const stop = async () => void (await Promise.all(started.splice(0).map(each => each.stop())));
  const token = randomBytes(24).toString('hex');
  const shared = {
    DATABASE_URL: databaseUrl,
    HANDOFF_HOME: home,
    HANDOFF_BOOTSTRAP_TOKEN: token,
    HANDOFF_INTERNAL_KEY: randomBytes(24).toString('hex'),
    NODE_ENV: 'production',
  };
  const start = async (words: readonly string[], environment: Record<string, string>) => {
    const process = await startProcess(words, { ...shared, ...environment });
    started.push(process);
    return process;
  };
  try {
    const one = await start([launcher, 'start'], {});
    const { addresses, pids } = await startSubgraphs(start);
    const gateway = await start([launcher, 'serve', 'gateway'], addresses);
    const BENCH_ACTOR = JSON.stringify(await admin(databaseUrl));
    const apollo = await start([stock], { ...addresses, BENCH_ACTOR, BENCH_READY: '/graphql?query=%7B__typename%7D' });
    const ways: Way[] = [
      { name: 'one process', url: one.url, pids: new Map([['handoff', one.pid]]) },
      { name: 'split', url: gateway.url, pids: new Map([['gateway', gateway.pid], ...pids]) },
      { name: 'stock Apollo', url: apollo.url, pids: new Map([['gateway', apollo.pid], ...pids]) },
    ];
    return { token, ways, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The admin's account: whoever our own gateway finds for the token. */
async function admin(databaseUrl: string): Promise<Actor> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const found = await client.query<{ id: string }>("SELECT id FROM access.service_account WHERE name = 'admin'");
  await client.end();
  const id = found.rows[0]?.id ?? null;
  return { kind: 'service', id, name: 'admin', via: 'GRAPHQL', requestId: 'bench', limitedTo: null };
}

type Start = (words: readonly string[], environment: Record<string, string>) => Promise<Process>;

async function startSubgraphs(start: Start) {
  // None of them asks the graph while it is measured.
  const GATEWAY_URL = `http://127.0.0.1:${await freePort()}/graphql`;
  const addresses: Record<string, string> = {};
  const pids: [string, number][] = [];
  for (const name of subgraphs) {
    const { url, pid } = await start([launcher, 'serve', name], { GATEWAY_URL });
    addresses[`${name.toUpperCase()}_URL`] = `${url}/graphql`;
    pids.push([name, pid]);
  }
  return { addresses, pids };
}
