import { createGraphClient } from '@handoff/kit/graph-client';
import pg from 'pg';
import { request } from 'undici';
import { type Figure, figure } from './figures.ts';
import { furnish } from './furnish.ts';
import { inHouse } from './in-house.ts';
import { pagePaths, withIds } from './page-paths.ts';
import type { Place } from './registry-search.ts';
import { seedModelsWithVersions, sought } from './registry-seed.ts';
import { percentile, timed } from './rounds.ts';

const rounds = 3;
const connections = 10;

/**
 * How long each kind of page over 25,000 models takes at ten connections, to its last byte: the 95th percentile of each
 * round. The demo catalogue is among the models, and its pages have something of everything to show. Ten ask for the same
 * page, as after an alert, and so share what is read; and then ten go through all pages, each from another one on.
 */
export function benchPages(): Promise<Figure[]> {
  return inHouse(
    async place => {
      const paths = await seeded(place);
      const cookie = await signedIn(place);
      const figures: Figure[] = [];
      for (const [name, path] of paths) {
        const once = () => wholePage(place.url + path, cookie);
        for (let warm = 0; warm < 60; warm++) await once();
        const samples = await times(once, 200);
        figures.push(figure({ bench: 'pages', figure: `${name}, p95 of 10 at once`, samples, atMost: 100 }));
      }
      const mixed = await times(
        allInTurn(paths, path => wholePage(place.url + path, cookie)),
        10 * paths.length,
      );
      figures.push(figure({ bench: 'pages', figure: 'all of them in turn, p95 of 10 at once', samples: mixed }));
      return figures;
    },
    { HANDOFF_DEMO: '1' },
  );
}

/** The 95th percentile of each round, in milliseconds. */
async function times(once: (connection: number) => Promise<void>, count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++)
    samples.push(percentile(await timed({ connections, times: count }, once), 95));
  return samples;
}

/** Each connection asks for one page after the other, and begins with another one. */
function allInTurn(paths: readonly [string, string][], ask: (path: string) => Promise<void>) {
  const next = Array.from({ length: connections }, (_, i) => Math.floor((i * paths.length) / connections));
  return (connection: number) => {
    const turn = next[connection] ?? 0;
    next[connection] = turn + 1;
    return ask(paths[turn % paths.length]?.[1] ?? '/');
  };
}

const searches = {
  'a search of few': `/models?${new URLSearchParams({ search: sought.seldom.word, tag: sought.seldom.tag })}`,
  'a search of half': `/models?${new URLSearchParams({ search: sought.common.word })}`,
  'a filter of a quarter': '/models?riskTier=HIGH',
};

/** Fills the catalogue. Every page by a name. */
async function seeded({ databaseUrl, url, token }: Place): Promise<[name: string, path: string][]> {
  const admin = createGraphClient({ url, token, via: 'GRAPHQL' });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const addressOf = await withIds(admin, await furnish(admin));
    await seedModelsWithVersions(client);
    const { rows } = await client.query<{ name: string }>(
      `SELECT name FROM registry.model WHERE title LIKE 'Model %' ORDER BY id LIMIT 1`,
    );
    const there = pagePaths.filter(path => path !== '/models/nothing');
    return [
      ...there.map((path): [string, string] => [path, addressOf(path)]),
      ['/versions/{watched}/watch', addressOf('/versions/{watched}/watch?days=30').replace('?days=30', '')],
      ['a model of many', `/models/${rows[0]?.name}`],
      ...Object.entries(searches),
    ];
  } finally {
    await Promise.all([client.end(), admin.close()]);
  }
}

/** The cookie of a session, had as a browser gets one: by the form for tokens. */
async function signedIn({ url, token: secret }: Place): Promise<string> {
  const form = await request(`${url}/auth`);
  const [, token = ''] = /name="token" value="([^"]+)"/.exec(await form.body.text()) ?? [];
  const before = cookieOf(form.headers['set-cookie']);
  const body = new URLSearchParams({ secret, token, to: '/' }).toString();
  const headers = { cookie: before, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await request(`${url}/auth/token`, { method: 'POST', headers, body });
  await answer.body.dump();
  if (answer.statusCode !== 303) throw new Error(`Signing in was answered with ${answer.statusCode}.`);
  return cookieOf(answer.headers['set-cookie']);
}

function cookieOf(header: string | string[] | undefined): string {
  return String([header].flat()[0] ?? '').split(';')[0] ?? '';
}

async function wholePage(url: string, cookie: string): Promise<void> {
  const { statusCode, body } = await request(url, { headers: { cookie, accept: 'text/html' } });
  if (statusCode !== 200) throw new Error(`${url} was answered with ${statusCode}.`);
  await body.dump();
}
