import { deploymentSubgraph, deploymentTables } from '@handoff/deployment/subgraph';
import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { monitoringSubgraph, monitoringTables } from '@handoff/monitoring/subgraph';
import { registrySubgraph, registryTables } from '@handoff/registry/subgraph';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Federated, federated } from '../federated.ts';

const tables = [...new Set([...registryTables, ...deploymentTables, ...monitoringTables])];
/** How many versions use the data set and the feature of each name. */
const sizes = { few: 1, plenty: 20 } as const;

let database: TestDatabase;
let graph: Federated;
let admin: string;
let stranger: string;

beforeAll(async () => {
  database = await testDatabase(tables);
  admin = await addPerson(database.db, 'Ada');
  stranger = await addPerson(database.db, 'Stan');
  await giveRole(database.db, { to: admin, role: 'admin' });
  const subgraphs = [await registrySubgraph(), await deploymentSubgraph(), await monitoringSubgraph()];
  graph = await federated(database.db, { subgraphs: subgraphs, service: actor(admin) });
  for (const [name, size] of Object.entries(sizes)) await plant(name, size);
});
afterAll(async () => {
  await graph.close();
  await database.drop();
});

// A model for each version, with two versions, of which the second descends from the first and was trained on the data set;
// it runs twice, and each time something is wrong with it. The twentieth model is restricted.
async function plant(name: string, size: number): Promise<void> {
  for (const sql of planting) await rows(database.db, sql, [name, size]);
  const ids = await rows<{ id: string }>(database.db, `SELECT ${model} AS id, $1::text AS name FROM ${each}`, [
    name,
    size,
  ]);
  for (const [i, { id: planted }] of ids.entries()) {
    const person = await addPerson(database.db, `${name}-${i + 1}`);
    await addTeam(database.db, `${name}-team-${i + 1}`, [person]);
    await giveRole(database.db, { to: person, role: 'owner', model: planted });
  }
}

const each = 'generate_series(1, $2::int) i';
const twice = `${each}, generate_series(1, 2) n`;
/** An id of the nth thing of a name; names differ in length. */
const id = (prefix: string, n: string) =>
  `'${prefix}_' || lpad(length($1::text) || lpad((${n})::text, 4, '0'), 26, '0')`;
const [model, old, version] = [id('mdl', 'i'), id('ver', 'i * 10 + 1'), id('ver', 'i * 10 + 2')];
const [data, feature, deployment] = [id('dts', '1'), id('ftr', '1'), id('dep', 'i * 10 + n')];
const planting = [
  `INSERT INTO access.model (id, visibility) SELECT ${model}, CASE i WHEN 20 THEN 'RESTRICTED' ELSE 'INTERNAL' END FROM ${each}`,
  `INSERT INTO registry.model (id, name, title, task, risk_tier) SELECT ${model}, $1::text || '/' || i, 'T', 'OTHER', 'MINIMAL' FROM ${each}`,
  `INSERT INTO registry.version (id, model_id, version, ordinal, state, digest, parent_id, created_by_id, created_at)
    SELECT ${id('ver', 'i * 10 + n')}, ${model}, n, n, 'READY', repeat('a', 64), CASE n WHEN 2 THEN ${old} END, 'svc_plant',
      now() + n * interval '1 second' FROM ${twice}`,
  `INSERT INTO registry.dataset (id, name) SELECT ${data}, $1::text WHERE $2::int > 0`,
  `INSERT INTO registry.dataset_use (version_id, position, dataset_id, purpose) SELECT ${version}, 0, ${data}, 'TRAINING' FROM ${each}`,
  `INSERT INTO registry.feature_definition (id, name, dtype) SELECT ${feature}, $1::text, 'double' WHERE $2::int > 0`,
  `INSERT INTO registry.feature (version_id, position, name, dtype, required, sensitive, transformations, definition_id)
    SELECT ${version}, 0, $1::text, 'double', true, false, '{}', ${feature} FROM ${each}`,
  `INSERT INTO deployment.deployment (id, model_id, version_id, environment_id, kind, state, traffic_percent, started_at)
    SELECT ${deployment}, ${model}, ${version}, e.id, 'PRIMARY', 'LIVE', 100, now() FROM ${each} CROSS JOIN LATERAL (
      SELECT e.id, row_number() OVER (ORDER BY e.rank) AS n FROM deployment.environment e ORDER BY e.rank LIMIT 2) e`,
  `INSERT INTO monitoring.alert (id, model_id, deployment_id, fingerprint, state, state_since, severity, title, detail, fired_at,
      last_seen_at, count, escalation, revision)
    SELECT ${id('alr', 'i * 10 + n')}, ${model}, ${deployment}, 'lineage-' || n, 'FIRING', now(), 'WARNING', 'Slow', 'It is slow.',
      now(), now(), 1, 0, 1 FROM ${twice}`,
];

const versions = `totalCount nodes { id version parent { version }
  model { name }
  deployments { state environment { name }
    alerts { nodes { title responsible { name ... on Person { teams { name } } } } } } }`;
const source = `query ($name: String) {
  dataset(name: $name) { name usedBy(first: 100) { ${versions} } }
  feature(name: $name) { name usedBy(first: 100) { ${versions} } } }`;

interface Version {
  model: { name: string };
  version: string;
  parent: { version: string };
  deployments: { state: string; environment: { name: string }; alerts: { nodes: object[] } }[];
}
interface Users {
  usedBy: { totalCount: number; nodes: Version[] };
}

async function walked(name: keyof typeof sizes, as = admin): Promise<{ dataset: Users; feature: Users }> {
  const answer = await graph.as(actor(as)).request<{ dataset: Users; feature: Users }>(source, { name });
  if (answer.kind !== 'Data' || answer.errors.length > 0) throw new Error(JSON.stringify(answer));
  return answer.data;
}

it('leads from a data set and a feature by versions and deployments to alerts and teams, in one query', async () => {
  const { dataset, feature } = await walked('few');
  const [version] = dataset.usedBy.nodes;
  expect(version).toMatchObject({ version: '2', parent: { version: '1' }, model: { name: 'few/1' } });
  expect(version?.deployments).toHaveLength(2);
  for (const { alerts } of version?.deployments ?? [])
    expect(alerts.nodes).toMatchObject([
      { title: 'Slow', responsible: { name: 'few-1', teams: [{ name: 'few-team-1' }] } },
    ]);
  expect(feature).toEqual({ ...dataset, name: 'few' });
});

it('sends as many statements for one row at each hop as for a great many', async () => {
  const few = await countStatements(() => walked('few'));
  const many = await countStatements(() => walked('plenty'));
  const deployments = many.result.dataset.usedBy.nodes.flatMap(version => version.deployments);
  expect(deployments).toHaveLength(2 * sizes.plenty);
  expect(deployments.flatMap(({ alerts }) => alerts.nodes)).toHaveLength(2 * sizes.plenty);
  expect(many.statements).toHaveLength(few.statements.length);
  expect(few.statements.length).toBeLessThan(40);
});

it('leaves out, and out of the totals, what the viewer may not see', async () => {
  const { dataset, feature } = await walked('plenty', stranger);
  for (const { usedBy } of [dataset, feature]) {
    expect(usedBy.totalCount).toBe(sizes.plenty - 1);
    expect(usedBy.nodes.map(({ model }) => model.name)).not.toContain('plenty/20');
  }
});
