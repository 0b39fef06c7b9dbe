import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { supergraphFile } from './contenders.ts';
import { type Figure, figure } from './figures.ts';
import type { Place } from './registry-search.ts';
import { lineageDataset, longestModel } from './registry-seed.ts';
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

interface Hop {
  type: string;
  field: string;
  open: string;
  close: string;
}

const hops: readonly Hop[] = [
  { type: 'Dataset', field: 'usedBy', open: 'usedBy(first: 25) { nodes { id version', close: '} }' },
  { type: 'ModelVersion', field: 'deployments', open: 'deployments { id state', close: '}' },
  { type: 'Deployment', field: 'alerts', open: 'alerts { nodes { id title', close: '} }' },
  { type: 'Alert', field: 'responsible', open: 'responsible { id name ... on Person {', close: '} }' },
  { type: 'Person', field: 'teams', open: 'teams { name', close: '}' },
];

const bareLineage = `SELECT v.id, v.version, d.id, d.state, r.id, r.title, p.name, t.name
  FROM registry.dataset s JOIN registry.dataset_use u ON u.dataset_id = s.id JOIN registry.version v ON v.id = u.version_id
  LEFT JOIN deployment.deployment d ON d.version_id = v.id LEFT JOIN monitoring.alert r ON r.deployment_id = d.id
  LEFT JOIN access.assignment x ON x.model_id = v.model_id AND x.role_key = 'ml-engineer' AND x.state = 'ACCEPTED'
  LEFT JOIN access.person p ON p.id = x.assignee_id LEFT JOIN access.team_member b ON b.person_id = p.id
  LEFT JOIN access.team t ON t.id = b.team_id WHERE s.name = $1`;

/** From a data set to the people whose teams must hear of it, as far as the graph has the fields. */
export async function lineageFigures(place: Place): Promise<Figure[]> {
  const supergraph = await readFile(supergraphFile, 'utf8');
  const served = hops.filter(hop => serves(supergraph, hop));
  const missing = hops.filter(hop => !served.includes(hop)).map(({ type, field }) => `${type}.${field}`);
  const told = missing.length > 0 ? `, without ${missing.join(', ')}, which the graph does not serve yet` : '';
  const query = `{ ${questionOf(served)} }`;
  const client = new pg.Client({ connectionString: place.databaseUrl });
  await client.connect();
  const found = { graph: [] as number[], sql: [] as number[] };
  await timed({ connections: 1, times: 20 }, () => asked(place, query));
  for (let round = 0; round < rounds; round++) {
    found.graph.push(...(await timed({ connections: 1, times: 20 }, () => asked(place, query))));
    found.sql.push(...(await timed({ connections: 1, times: 20 }, () => client.query(bareLineage, [lineageDataset]))));
  }
  await client.end();
  const name = `lineage, ${served.length} hops${told}`;
  return [
    figure({ bench: 'registry', figure: name, samples: found.graph, atMost: 50 }),
    figure({ bench: 'registry', figure: 'all five hops by bare SQL', samples: found.sql }),
  ];
}

function serves(supergraph: string, { type, field }: Hop): boolean {
  const body = new RegExp(`^type ${type}\\b[^{]*\\{(.*?)^\\}`, 'ms').exec(supergraph)?.[1] ?? '';
  return new RegExp(`^  ${field}\\b`, 'm').test(body);
}

/** Without the first hop the way begins at versions; behind one that is missing it ends. */
function questionOf(served: readonly Hop[]): string {
  const begins = served[0]?.field === 'usedBy';
  const rest = hops.slice(1);
  const end = rest.findIndex(hop => !served.includes(hop));
  const way = [...(begins ? hops.slice(0, 1) : []), ...(end === -1 ? rest : rest.slice(0, end))];
  const inner = way.reduceRight((text, { open, close }) => `${open} ${text} ${close}`, '');
  const start = begins
    ? `dataset(name: "${lineageDataset}") { name ${inner} }`
    : `models(first: 25, orderBy: NAME) { nodes { latestVersion { id version ${inner} } } }`;
  return start;
}
