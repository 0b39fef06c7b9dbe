import { reachOf } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import { type ModelListArgs, readAsk } from '@handoff/registry/search/ask';
import { listStatement, type Way } from '@handoff/registry/search/statement';
import pg from 'pg';
import { type Figure, figure } from './figures.ts';
import { sought } from './registry-seed.ts';
import { asking, percentile, timed } from './rounds.ts';

interface Case {
  name: string;
  args: ModelListArgs;
  /** How the list reads it. */
  way: Way;
  connections: number;
  times: number;
  atMost: number;
}

const searches: readonly Case[] = [
  {
    name: '80 hits and a tag',
    args: { search: sought.seldom.word, filter: { tags: [sought.seldom.tag] } },
    way: 'few',
    connections: 10,
    times: 400,
    atMost: 10,
  },
  { name: '1,000 hits', args: { search: sought.some.word }, way: 'written', connections: 1, times: 60, atMost: 40 },
  { name: '12,500 hits', args: { search: sought.common.word }, way: 'written', connections: 1, times: 40, atMost: 100 },
  { name: '25,000 hits', args: { search: sought.every.word }, way: 'written', connections: 1, times: 40, atMost: 100 },
];

const query = `query ($search: String, $filter: ModelFilter) { models(search: $search, filter: $filter) {
  totalCount nodes { id name title } pageInfo { hasNextPage endCursor } facets { field atLeast values { value count } } } }`;

const rounds = 9;

export interface Place {
  url: string;
  token: string;
  databaseUrl: string;
}

/**
 * p95 of searches with facets through the graph, each beside the same statement sent to the database directly. Counted
 * is from when a question is sent until its whole answer is there, not what a client makes of it.
 */
export async function searchFigures(place: Place): Promise<Figure[]> {
  const pool = await Promise.all(Array.from({ length: 10 }, () => connected(place.databaseUrl)));
  try {
    const figures: Figure[] = [];
    for (const each of searches) figures.push(...(await measured(place, pool, each)));
    return figures;
  } finally {
    await Promise.all(pool.map(client => client.end()));
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

async function measured(
  place: Place,
  pool: readonly pg.Client[],
  { name, args, way, atMost, ...of }: Case,
): Promise<Figure[]> {
  const statement = bareSql(args, way);
  // Another page size for each: ten who ask the same at once would share one reading.
  const questions = pool.map((_, i) => asking(place, query, { ...args, first: 25 + i }));
  const through = (connection: number) => questions[connection]?.() ?? Promise.reject(new Error('no question'));
  const bare = (connection: number) => pool[connection]?.query(statement) ?? Promise.reject(new Error('no pool'));
  // So often that every connection has its plan, which PostgreSQL makes anew five times, and Node has compiled what it runs.
  await timed({ ...of, times: 500 * of.connections }, through);
  await timed({ ...of, times: 20 * of.connections }, bare);
  const samples = { graph: [] as number[], sql: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    samples.graph.push(percentile(await timed(of, through), 95));
    samples.sql.push(percentile(await timed(of, bare), 95));
  }
  const label = `${name}, with facets, ${of.connections} connection${of.connections > 1 ? 's' : ''}`;
  return [
    figure({ bench: 'registry', figure: `search: ${label}, p95`, samples: samples.graph, atMost }),
    figure({ bench: 'registry', figure: `the same by bare SQL, p95`, samples: samples.sql }),
  ];
}

const admin: Actor = {
  kind: 'service',
  id: 'svc_bench',
  name: 'bench',
  via: 'GRAPHQL',
  requestId: 'bench',
  limitedTo: null,
};

function bareSql(args: ModelListArgs, way: Way) {
  const permissions = ['READ'] as const;
  const everywhere = {
    role: 'admin',
    scope: 'EVERYTHING',
    modelId: null,
    teamId: null,
    permissions,
    accepted: true,
  } as const;
  const parts = new Set(['page', 'total', 'facets'] as const);
  const ask = readAsk({ ...args, asked: ['id', 'name', 'title'] });
  const { sql, parameters } = listStatement({ ask, parts, actor: admin, reach: reachOf(admin, [everywhere]), way });
  // What the graph keeps prepared is kept here.
  return { text: sql, values: parameters, name: way === 'few' ? `bench_${way}` : undefined };
}
