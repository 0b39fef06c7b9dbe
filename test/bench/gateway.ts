import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@handoff/kit/log';
import { startEmbedded } from '@handoff/kit/postgres/embedded';
import pg from 'pg';
import { Pool } from 'undici';
import { query, seedAround, shown } from './catalogue.ts';
import { type Contender, ended, type Started, startPart, startStock, supergraphFile } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const connections = 8;
const requestsARound = 150;
const rounds = 5;

/** One round of one contender. */
interface Round {
  perSecond: number;
  p50: number;
  p99: number;
  /** Milliseconds of CPU per request, by process. */
  cpu: Record<string, number>;
  /** SQL statements per request. */
  statements: number;
}

/** The same query answered in one process, split, and by a stock Apollo gateway over our subgraphs; all in one run. */
export async function benchGateway(): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const database = await startEmbedded({ home, log: silentLog() });
  const token = randomBytes(24).toString('hex');
  const key = randomBytes(32).toString('hex');
  const environment = {
    DATABASE_URL: database.url,
    HANDOFF_HOME: home,
    HANDOFF_BOOTSTRAP_TOKEN: token,
    HANDOFF_INTERNAL_KEY: key,
    HANDOFF_DEMO: '0',
  };
  const started: Started[] = [];
  const client = new pg.Client({ connectionString: database.url });
  try {
    await client.connect();
    const contenders = await start({ environment, key, client, started, token });
    return await measure(contenders, client, token);
  } finally {
    await client.end();
    await Promise.all(started.map(ended));
    await database.stop();
    await rm(home, { recursive: true, force: true });
  }
}

interface Starting {
  environment: Record<string, string>;
  key: string;
  client: pg.Client;
  started: Started[];
  token: string;
}

async function start({ environment, key, client, started, token }: Starting): Promise<Contender[]> {
  const keep = async (starting: Promise<Started>) => {
    const one = await starting;
    started.push(one);
    return one;
  };
  const whole = await keep(startPart(['start'], environment));
  await register(`${whole.url}/graphql`, token);
  await seedAround(client);
  const graph = `${whole.url}/graphql`;
  const parts: Record<string, Started> = {};
  for (const name of ['registry', 'deployment', 'monitoring'])
    parts[name] = await keep(startPart(['serve', name], { ...environment, GATEWAY_URL: graph }));
  const addresses = Object.fromEntries(Object.entries(parts).map(([name, { url }]) => [name, `${url}/graphql`]));
  const urls = Object.fromEntries(Object.entries(addresses).map(([name, url]) => [`${name.toUpperCase()}_URL`, url]));
  const gateway = await keep(startPart(['serve', 'gateway'], { ...environment, ...urls }));
  const { rows } = await client.query("SELECT id FROM access.service_account WHERE name = 'admin'");
  const actor = {
    kind: 'service',
    id: String(rows[0]?.id),
    name: 'admin',
    via: 'GRAPHQL',
    requestId: 'bench',
    limitedTo: null,
  } as const;
  const stock = await keep(startStock({ supergraph: supergraphFile, addresses, key, actor }));
  const subgraphs = Object.fromEntries(Object.entries(parts).map(([name, { child }]) => [name, child.pid ?? 0]));
  return [
    { name: 'one process', url: graph, processes: { all: whole.child.pid ?? 0 } },
    { name: 'split', url: `${gateway.url}/graphql`, processes: { gateway: gateway.child.pid ?? 0, ...subgraphs } },
    { name: 'stock Apollo', url: stock.url, processes: { gateway: stock.child.pid ?? 0, ...subgraphs } },
  ];
}

async function register(url: string, token: string): Promise<void> {
  for (let i = 0; i < shown; i++) {
    const model = { name: `bench-${i}`, title: `Model ${i}`, task: 'REGRESSION', riskTier: 'LIMITED' };
    await asked(
      { url, token },
      'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { problem { message } } }',
      model,
    );
    const version = { model: model.name, content: { framework: 'xgboost 2.1.0' } };
    await asked(
      { url, token },
      'mutation ($input: RegisterVersionInput!) { registerVersion(input: $input) { problem { message } } }',
      version,
    );
  }
}

async function asked(to: { url: string; token: string }, document: string, input: object): Promise<void> {
  const headers = { authorization: `Bearer ${to.token}`, 'content-type': 'application/json' };
  const answer = await fetch(to.url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query: document, variables: { input } }),
  });
  const text = await answer.text();
  if (!answer.ok || !text.includes('"problem":null'))
    throw new Error(`The bench could not be set up: ${text.slice(0, 500)}`);
}

async function measure(contenders: readonly Contender[], client: pg.Client, token: string): Promise<Figure[]> {
  const found = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]));
  for (const contender of contenders) await load(contender, token, 100);
  for (let round = 0; round < rounds; round++)
    for (const contender of contenders) found.get(contender.name)?.push(await measured(contender, client, token));
  const figures = contenders.flatMap(({ name, processes }) =>
    figuresOf(name, Object.keys(processes), found.get(name) ?? []),
  );
  const total = (name: string) =>
    (found.get(name) ?? []).map(({ cpu }) => Object.values(cpu).reduce((sum, one) => sum + one, 0));
  const stock = total('stock Apollo');
  const shares = total('one process').map((own, i) => own / (stock[i] ?? Number.NaN));
  return [
    ...figures,
    figure({
      bench: 'gateway',
      figure: 'CPU of one process ÷ stock Apollo',
      unit: 'ratio',
      samples: shares,
      atMost: 0.33,
    }),
  ];
}

async function measured(contender: Contender, client: pg.Client, token: string): Promise<Round> {
  const before = await cpuOf(contender);
  const statementsBefore = await transactions(client);
  const { seconds, latencies } = await load(contender, token, requestsARound);
  const after = await cpuOf(contender);
  const statements = (await transactions(client)) - statementsBefore;
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  const cpu = Object.fromEntries(
    Object.keys(after).map(name => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / requestsARound]),
  );
  return {
    perSecond: requestsARound / seconds,
    p50: at(0.5),
    p99: at(0.99),
    cpu,
    statements: statements / requestsARound,
  };
}

/** Sends so many requests over the connections, each as soon as the one before was answered. */
async function load({ url }: Contender, token: string, requests: number) {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ query });
  const latencies: number[] = [];
  let left = requests;
  const began = performance.now();
  const one = async () => {
    while (left-- > 0) {
      const sent = performance.now();
      const answer = await pool.request({ path: pathname, method: 'POST', headers, body });
      const text = await answer.body.text();
      if (text.includes('"errors"')) throw new Error(`The bench's query failed: ${text.slice(0, 500)}`);
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  const seconds = (performance.now() - began) / 1000;
  await pool.close();
  return { seconds, latencies };
}

/** CPU that each process has used so far, user and system, in milliseconds, as Linux counts it: in hundredths of a second. */
async function cpuOf({ processes }: Contender): Promise<Record<string, number>> {
  const used = await Promise.all(
    Object.entries(processes).map(async ([name, pid]) => {
      const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return [name, (Number(fields[11]) + Number(fields[12])) * 10] as const;
    }),
  );
  return Object.fromEntries(used);
}

/** Transactions of the database so far; a read outside of a transaction is one of its own. */
async function transactions(client: pg.Client): Promise<number> {
  await new Promise(resolve => setTimeout(resolve, 1200));
  await client.query('SELECT pg_stat_clear_snapshot()');
  const { rows } = await client.query(
    'SELECT xact_commit AS n FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(rows[0]?.n);
}

function figuresOf(name: string, processes: readonly string[], found: readonly Round[]): Figure[] {
  const of = (what: string, unit: string, pick: (round: Round) => number) =>
    figure({ bench: 'gateway', figure: `${name}: ${what}`, unit, samples: found.map(pick) });
  return [
    of('requests per second', '1/s', round => round.perSecond),
    of('p50', 'ms', round => round.p50),
    of('p99', 'ms', round => round.p99),
    ...processes.map(each => of(`CPU per request, ${each}`, 'ms', round => round.cpu[each] ?? Number.NaN)),
    of('SQL statements per request, with what runs beside', 'statements', round => round.statements),
  ];
}
