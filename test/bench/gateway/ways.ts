import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Actor } from '@handoff/kit/actor';
import { freePort } from '@handoff/kit/testing/free-port';
import pg from 'pg';
import { launcher, type Process, startProcess } from '../process.ts';
import { installHive } from './hive-install.ts';

export type WayName = 'one process' | 'split' | 'stock Apollo' | 'Hive Gateway' | 'bare SQL';

/** A way to run the graph: where it is asked, and the processes that it takes. */
export interface Way {
  name: WayName;
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
const program = (name: string) => join(dirname(fileURLToPath(import.meta.url)), `${name}.js`);
/** What answers 200 on a gateway of others when it is ready. */
const BENCH_READY = '/graphql?query=%7B__typename%7D';

/** Starts all ways on one database; the split one and those of others share the subgraphs. */
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
    const before = { ...addresses, BENCH_ACTOR, BENCH_READY };
    const apollo = await start([program('stock')], before);
    const BENCH_HIVE = await installHive(home);
    const hive = BENCH_HIVE === null ? null : await start([program('hive')], { ...before, BENCH_HIVE });
    const bare = await start([program('bare-sql')], { BENCH_READY });
    const ways: Way[] = [
      { name: 'one process', url: one.url, pids: new Map([['handoff', one.pid]]) },
      { name: 'split', url: gateway.url, pids: new Map([['gateway', gateway.pid], ...pids]) },
      { name: 'stock Apollo', url: apollo.url, pids: new Map([['gateway', apollo.pid], ...pids]) },
      ...(hive
        ? [{ name: 'Hive Gateway', url: hive.url, pids: new Map([['gateway', hive.pid], ...pids]) } as const]
        : []),
      { name: 'bare SQL', url: bare.url, pids: new Map([['server', bare.pid]]) },
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
