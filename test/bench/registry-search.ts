import { reachOf } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import { type ModelListArgs, readAsk } from '@handoff/registry/search/ask';
import { listStatement } from '@handoff/registry/search/statement';
import pg from 'pg';
import { type Figure, figure } from './figures.ts';
import { sought } from './registry-seed.ts';
import { asked, percentile, timed } from './rounds.ts';

interface Case {
  name: string;
  args: ModelListArgs;
  connections: number;
  times: number;
  atMost: number;
}

const searches: readonly Case[] = [
  {
    name: '80 hits and a tag',
    args: { search: sought.seldom.word, filter: { tags: [sought.seldom.tag] } },
    connections: 10,
    times: 400,
    atMost: 10,
  },
  { name: '1,000 hits', args: { search: sought.some.word }, connections: 1, times: 60, atMost: 40 },
  { name: '12,500 hits', args: { search: sought.common.word }, connections: 1, times: 40, atMost: 100 },
  { name: '25,000 hits', args: { search: sought.every.word }, connections: 1, times: 40, atMost: 100 },
];

const query = `query ($search: String, $filter: ModelFilter) { models(search: $search, filter: $filter) {
  totalCount nodes { id name title } pageInfo { hasNextPage endCursor } facets { field atLeast values { value count } } } }`;

const rounds = 5;

export interface Place {
  url: string;
  token: string;
  databaseUrl: string;
}

/** p95 of searches with facets through the graph, each beside the same statement sent to the database directly. */
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
  { name, args, atMost, ...of }: Case,
): Promise<Figure[]> {
  const { sql, parameters } = bareSql(args);
  const through = () => asked(place, query, args);
  const bare = (connection: number) => pool[connection]?.query(sql, parameters) ?? Promise.reject(new Error('no pool'));
  await timed({ ...of, times: 20 }, through);
  await timed({ ...of, times: 20 }, bare);
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

function bareSql(args: ModelListArgs): { sql: string; parameters: unknown[] } {
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
  return listStatement({
    ask: readAsk(args),
    parts,
    actor: admin,
    reach: reachOf(admin, [everywhere]),
    way: 'written',
  });
}
