import pg from 'pg';
import { request } from 'undici';
import { type Figure, figure } from './figures.ts';
import { inHouse } from './in-house.ts';
import type { Place } from './registry-search.ts';
import { seedModelsWithVersions, sought } from './registry-seed.ts';
import { percentile, timed } from './rounds.ts';

const pages = [
  ['home', '/'],
  ['models', '/models'],
  ['a search', `/models?${new URLSearchParams({ search: sought.seldom.word, tag: sought.seldom.tag })}`],
  ['promotions', '/promotions'],
  ['alerts', '/alerts'],
] as const;

const rounds = 3;

/** How long pages over 25,000 models take at ten connections, to their last byte: the 95th percentile of each round. */
export function benchPages(): Promise<Figure[]> {
  return inHouse(async place => {
    const modelPath = await seeded(place);
    const cookie = await signedIn(place);
    const figures: Figure[] = [];
    for (const [name, path] of [...pages, ['a model', modelPath] as const]) {
      const once = () => wholePage(place.url + path, cookie);
      for (let warm = 0; warm < 20; warm++) await once();
      const samples: number[] = [];
      for (let round = 0; round < rounds; round++)
        samples.push(percentile(await timed({ connections: 10, times: 200 }, once), 95));
      figures.push(figure({ bench: 'pages', figure: `${name}, p95 of 10 at once`, samples, atMost: 100 }));
    }
    return figures;
  });
}

/** Fills the catalogue; the page of one of its models. */
async function seeded({ databaseUrl }: Place): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await seedModelsWithVersions(client);
    const { rows } = await client.query<{ name: string }>('SELECT name FROM registry.model ORDER BY id LIMIT 1');
    return `/models/${rows[0]?.name}`;
  } finally {
    await client.end();
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
