import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { silentLog } from '@handoff/kit/log';
import { startEmbedded } from '@handoff/kit/postgres/embedded';
import { Pool } from 'undici';
import { type Figure, figure } from './figures.ts';
import { cpuOf, cpuOfFamily } from './gateway/cpu.ts';
import { answerOf, type Round, round, type Target } from './gateway/load.ts';
import { seed } from './gateway/seed.ts';
import { statementsOf } from './gateway/statements.ts';
import { startWays, type Way, type WayName } from './gateway/ways.ts';
import { startHandoff } from './process.ts';

/**
 * Ten models with owner, newest version, where it runs, what is wrong with them, and who looks into that: three hops, from
 * registry to deployment and monitoring, and from there to registry. Each request asks for another page, so that no way
 * can answer several of them with one question to a subgraph.
 */
const query = `query Overview($after: String) {
  models(first: 10, after: $after) { nodes {
    name owner { name }
    latestVersion { version deployments { id state environment { name } } }
    alerts(first: 5) { nodes { id state severity title acknowledgedBy { name } } }
  } }
}`;
/** Of the pages, where each ends. */
const positions = 'query Positions($after: String) { models(first: 10, after: $after) { pageInfo { endCursor } } }';
const pages = 64;
const connections = 8;
/** Rounds that do not count: a process becomes faster for its first ten or fifteen seconds, while what it does often is compiled. */
const warming = 5;
const rounds = 9;
const seconds = 3;

/**
 * What the same query costs in one process, split, with stock Apollo and with Hive Gateway before the same subgraphs, and
 * as one statement that PostgreSQL makes the whole answer of; rounds take turns.
 */
export async function benchGateway(): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const database = await startEmbedded({ home, log: silentLog(), durable: false });
  try {
    await migrated(database.url, home);
    await seed(database.url);
    const { token, ways, stop } = await startWays(database.url, home);
    try {
      return await measure(database, ways, token);
    } finally {
      await stop();
    }
  } finally {
    await database.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** A first start migrates the database. */
async function migrated(url: string, home: string): Promise<void> {
  const first = await startHandoff(home, { DATABASE_URL: url });
  await first.stop();
}

interface Database {
  url: string;
  dataDirectory: string;
}

async function measure(database: Database, ways: readonly Way[], token: string): Promise<Figure[]> {
  const bodies = await bodiesOf({ url: ways[0]?.url ?? '', token, bodies: [] });
  const targets = ways.map(way => ({ way, target: { url: way.url, token, bodies }, samples: [] as Sample[] }));
  await sameAnswers(targets.map(each => each.target));
  const postgres = Number((await readFile(join(database.dataDirectory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  for (let count = 0; count < warming; count++)
    for (const { target } of targets) await round(target, connections, seconds);
  for (let count = 0; count < rounds; count++)
    for (const { way, target, samples } of targets) samples.push(await sample(way, target, postgres));
  const figures: Figure[] = [];
  for (const { way, target, samples } of targets) {
    figures.push(...figuresOf(way, samples), await statements(database, way, target));
  }
  const samplesOf = (name: WayName) => targets.find(({ way }) => way.name === name)?.samples ?? [];
  return [...figures, ...shares(samplesOf)];
}

/** A request for each page: where it begins is asked of a way. */
async function bodiesOf(of: Target): Promise<string[]> {
  const pool = new Pool(of.url);
  const bodies: string[] = [];
  let after: string | null = null;
  while (bodies.length < pages) {
    bodies.push(JSON.stringify({ query, variables: { after } }));
    const asked = [JSON.stringify({ query: positions, variables: { after } })];
    const answer: unknown = JSON.parse(await answerOf(pool, { ...of, bodies: asked }, 0));
    after = (answer as { data: { models: { pageInfo: { endCursor: string } } } }).data.models.pageInfo.endCursor;
  }
  await pool.close();
  return bodies;
}

/** Throws when the ways do not answer the same; the order of an object's fields is no difference in JSON. */
async function sameAnswers(targets: readonly Target[]): Promise<void> {
  const answers: unknown[] = [];
  for (const target of targets) {
    const pool = new Pool(target.url);
    const all = target.bodies.map(async (_, number) => JSON.parse(await answerOf(pool, target, number)) as unknown);
    answers.push(await Promise.all(all));
    await pool.close();
  }
  if (answers.every(each => isDeepStrictEqual(each, answers[0]))) return;
  throw new Error(`The ways answer differently:\n${answers.map(each => JSON.stringify(each)).join('\n')}`);
}

/** One round, with the CPU it cost, in milliseconds for each request. */
interface Sample extends Round {
  parts: ReadonlyMap<string, number>;
  total: number;
  postgres: number;
}

async function sample(way: Way, target: Target, postgres: number): Promise<Sample> {
  const used = () => ({
    parts: [...way.pids].map(([part, pid]) => [part, cpuOf(pid)] as const),
    postgres: cpuOfFamily(postgres),
  });
  const before = used();
  const found = await round(target, connections, seconds);
  const after = used();
  const parts = after.parts.map(([part, cpu], index) => {
    return [part, (cpu - (before.parts[index]?.[1] ?? 0)) / found.requests] as const;
  });
  const total = parts.reduce((sum, [, cpu]) => sum + cpu, 0);
  return { ...found, parts: new Map(parts), total, postgres: (after.postgres - before.postgres) / found.requests };
}

function figuresOf({ name, pids }: Way, samples: readonly Sample[]): Figure[] {
  const told = (what: string, unit: string, of: (sample: Sample) => number) =>
    figure({ bench: 'gateway', figure: `${name}: ${what}`, unit, digits: 2, samples: samples.map(of) });
  const at = (share: number) => (sample: Sample) =>
    sample.latencies[Math.floor(share * (sample.latencies.length - 1))] ?? Number.NaN;
  const cpu = 'ms of CPU a request';
  return [
    told('requests a second', 'requests/s', ({ requests, seconds: took }) => requests / took),
    told('half of the requests within', 'ms', at(0.5)),
    told('99 of 100 requests within', 'ms', at(0.99)),
    ...[...pids.keys()].map(part => told(`CPU of ${part}`, cpu, ({ parts }) => parts.get(part) ?? Number.NaN)),
    told('CPU outside PostgreSQL', cpu, ({ total }) => total),
    told('CPU of PostgreSQL', cpu, ({ postgres }) => postgres),
  ];
}

async function statements({ url, dataDirectory }: Database, { name }: Way, target: Target): Promise<Figure> {
  const pool = new Pool(target.url, { connections: 1 });
  const count = await statementsOf({ url, logFile: `${dataDirectory}.log` }, 50, () => answerOf(pool, target, 0));
  await pool.close();
  return figure({ bench: 'gateway', figure: `${name}: SQL statements`, unit: 'a request', samples: [count] });
}

/** What is compared with what, and what is promised of it. */
const compared: readonly { way: WayName; to: WayName; atMost?: number }[] = [
  { way: 'one process', to: 'stock Apollo', atMost: 1 / 4 },
  { way: 'one process', to: 'Hive Gateway', atMost: 0.6 },
  { way: 'split', to: 'stock Apollo' },
  { way: 'split', to: 'Hive Gateway' },
  { way: 'one process', to: 'bare SQL' },
];

/** What the ways need without the database, as shares of each other in the rounds that took turns. */
function shares(samplesOf: (name: WayName) => readonly Sample[]): Figure[] {
  return compared.flatMap(({ way, to, atMost }) => {
    const others = samplesOf(to);
    if (others.length === 0) return [];
    const samples = samplesOf(way).map(({ total }, index) => total / (others[index]?.total ?? Number.NaN));
    const name = `CPU outside PostgreSQL, ${way} as a share of ${to}`;
    return figure({ bench: 'gateway', figure: name, unit: 'of 1', digits: 3, samples, atMost });
  });
}
