import { rows } from '@handoff/kit/database/database';
import { actor } from '@handoff/kit/testing/graph';
import { type GraphQLObjectType, getNamedType, isLeafType } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BothWays, openBothWays, still } from './both-ways.ts';
import { givenOf } from './everything.ts';

// A list reads no more columns than its fields need, and all where one of them may read anything.
let both: BothWays;
beforeAll(async () => {
  both = await openBothWays();
  await rows(both.db, alerts, []);
  for (const each of served) await rows(both.db, each);
});
afterAll(() => both.close());

/** Two alerts of everything there is, of which the first explains the second. */
const alerts = `INSERT INTO monitoring.alert
    (id, model_id, deployment_id, environment, monitor_id, fingerprint, state, state_since, severity, title, detail, value,
     threshold, fired_at, last_seen_at, count, escalation, escalates_at, revision, acknowledged_by_id, acknowledged_at,
     silenced_at, silenced_until, resolved_at, resolved_by_id, runbook, previous_id, cause_id, told, labels, started_at, ended_at)
  SELECT 'alr_0000000000000000000000000' || n, d.model_id, d.id, 'production', (SELECT min(id) FROM monitoring.monitor),
    'f' || n, 'RESOLVED', now(), 'WARNING', 'Drift', 'It moved.', 0.5, 0.2, now(), now(), 3, 1, now(), 4, p.id, now(), now(),
    now(), now(), p.id, 'https://example.org/mend', 'alr_00000000000000000000000001', CASE n WHEN 2 THEN
    'alr_00000000000000000000000001' END, true, '{"a": "b"}', now(), now()
  FROM generate_series(1, 2) n, (SELECT * FROM deployment.deployment ORDER BY id LIMIT 1) d,
    (SELECT id FROM access.person WHERE active ORDER BY email LIMIT 1) p`;

/** What the demo has not: deployments that a target serves, and that were seen to run. */
const served = [
  `INSERT INTO deployment.target (id, environment_id, name, kind, executor)
    SELECT 'tgt_0000000000000000000000000' || e.rank, e.id, 'told', 'CONTAINER', 'MANUAL' FROM deployment.environment e`,
  `UPDATE deployment.deployment d SET target_id = t.id
    FROM deployment.target t WHERE t.name = 'told' AND t.environment_id = d.environment_id`,
  `INSERT INTO deployment.serving (model_id, environment_id, target_id, version, version_id, runs, at)
    SELECT d.model_id, d.environment_id, d.target_id, v.version, v.id, true, now()
    FROM deployment.deployment d JOIN registry.version v ON v.id = d.version_id WHERE d.state = 'LIVE'
    ON CONFLICT DO NOTHING`,
];

/** Every field of a type by its name, asked for with what it leads to by its type and, where there is one, its id. */
function fieldsOf(name: string): [name: string, asked: string][] {
  const type = both.schema.getType(name) as GraphQLObjectType;
  return Object.values(type.getFields()).map(field => {
    const inner = getNamedType(field.type);
    const call = `${field.name}${givenOf(field)}`;
    if (isLeafType(inner)) return [field.name, call];
    const hasId = 'getFields' in inner && 'id' in inner.getFields();
    return [field.name, `${call} { __typename ${hasId ? 'id' : ''} }`];
  });
}

/** What is asked beside a field so that all columns are read: something that reads anything, or one field for each column. */
const beside = {
  ModelVersion: 'all_card: card { __typename }',
  Deployment: `all_1: kind all_2: state all_3: trafficPercent all_4: startedAt all_5: endedAt all_6: model { id }
    all_7: version { id } all_8: environment { id } all_9: target { id } all_10: promotion { id }`,
  Model: 'all_viewerCan: viewerCan',
  Alert: 'all_moves: moves',
};

/** The fields of which nothing is compared but that both ways have nothing: the demo has nothing there. */
const empty: Record<keyof typeof beside, readonly string[]> = {
  Model: [
    ...['requirements', 'divergences', 'advice', 'lastValidatedAt', 'validationDueAt', 'archivedAt', 'documents'],
    'sources',
  ],
  Alert: ['moves', 'history'],
  ModelVersion: [
    ...['promotionPreview', 'drift', 'metric', 'performance', 'quality', 'trainingQuality', 'reference', 'handovers'],
  ],
  Deployment: ['endedAt', 'sums'],
};

const models = 'models(first: 100)';
it.each([
  { type: 'Model', list: models },
  { type: 'Alert', list: 'alerts(first: 100)' },
  { type: 'Alert', list: 'alerts', within: models },
  { type: 'Alert', list: 'explains', within: 'alerts(first: 100)' },
  { type: 'ModelVersion', row: 'latestVersion', within: models },
  { type: 'Deployment', row: 'latestVersion { deployments', within: models },
  { type: 'Deployment', row: 'deployments', within: 'promotions(first: 100)' },
] as const)('each field is what it is where all columns are read: %j', async of => {
  const graph = both.ways[0]?.as(actor(both.viewers[0] ?? ''));
  const ask = async (asked: string) => {
    const inner = 'list' in of ? `${of.list} { nodes { ${asked} } }` : `${of.row} { ${asked} }`;
    const closed = inner + ' }'.repeat(inner.split('{').length - inner.split('}').length);
    const query = 'within' in of ? `{ ${of.within} { nodes { ${closed} } } }` : `{ ${closed} }`;
    const answer = JSON.stringify(still(await graph?.request(query, {})));
    return JSON.stringify(JSON.parse(answer, (key, value) => (key.startsWith('all_') ? undefined : value)));
  };
  for (const [name, asked] of fieldsOf(of.type)) {
    const some = await ask(asked);
    expect(some, name).toBe(await ask(`${asked} ${beside[of.type]}`));
    if (!empty[of.type].includes(name)) expect(some).toMatch(new RegExp(`"${name}":(?!null|\\[\\])`));
  }
});
