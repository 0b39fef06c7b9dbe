import pg from 'pg';
import { type Figure, figure } from './figures.ts';
import type { Place } from './registry-search.ts';
import { longestModel } from './registry-seed.ts';
import { asked, percentile, timed } from './rounds.ts';

const rounds = 5;
const pageSize = 100;

interface Versions {
  model: { versions: { pageInfo: { endCursor: string } } };
}

const versions = `query ($name: String, $after: String) { model(name: $name) {
  versions(first: ${pageSize}, after: $after) { nodes { id version createdAt } pageInfo { endCursor } } } }`;

const bareVersions = `SELECT id, version, created_at FROM registry.version WHERE model_id = (SELECT id FROM registry.model WHERE name = $1)
  ORDER BY created_at DESC, ordinal DESC`;

/** The first and the thousandth page of a model with 200,000 versions. */
export async function pageFigures(place: Place): Promise<Figure[]> {
  const page = (after: string | null) => asked<Versions>(place, versions, { name: longestModel, after });
  let after: string | null = null;
  for (let n = 1; n < 1000; n++) after = (await page(after)).model.versions.pageInfo.endCursor;
  const deep = after;
  const client = new pg.Client({ connectionString: place.databaseUrl });
  await client.connect();
  const by = (offset: number) => () =>
    client.query(`${bareVersions} LIMIT ${pageSize} OFFSET ${offset}`, [longestModel]);
  const of = { connections: 1, times: 60 };
  const found = { first: [] as number[], deep: [] as number[], sqlFirst: [] as number[], sqlDeep: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    found.first.push(percentile(await timed(of, () => page(null)), 50));
    found.deep.push(percentile(await timed(of, () => page(deep)), 50));
    found.sqlFirst.push(percentile(await timed(of, by(0)), 50));
    found.sqlDeep.push(percentile(await timed(of, by(999 * pageSize)), 50));
  }
  await client.end();
  const ratio = (of: readonly number[], to: readonly number[]) => of.map((one, i) => one / (to[i] ?? Number.NaN));
  const told = { bench: 'registry', unit: 'ratio' };
  return [
    figure({ bench: 'registry', figure: 'page 1 of 200,000 versions', samples: found.first }),
    figure({ bench: 'registry', figure: 'page 1,000 of them', samples: found.deep }),
    figure({ ...told, figure: 'page 1,000 ÷ page 1', samples: ratio(found.deep, found.first), atMost: 1.5 }),
    figure({ ...told, figure: 'the same by bare SQL with an offset', samples: ratio(found.sqlDeep, found.sqlFirst) }),
  ];
}
