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

it.each([
  { type: 'Model', list: 'models(first: 100)', anything: 'viewerCan' },
  { type: 'Alert', list: 'alerts(first: 100)', anything: 'moves' },
  { type: 'Alert', list: 'alerts', anything: 'moves', within: 'models(first: 100)' },
  { type: 'Alert', list: 'explains', anything: 'moves', within: 'alerts(first: 100)' },
])('each field of $list is what it is where all columns are read', async ({ type, list, anything, within }) => {
  const graph = both.ways[0]?.as(actor(both.viewers[0] ?? ''));
  const ask = async (asked: string) => {
    const inner = `${list} { nodes { ${asked} } }`;
    const query = within ? `{ ${within} { nodes { ${inner} } } }` : `{ ${inner} }`;
    return JSON.stringify(still(await graph?.request(query, {})));
  };
  let filled = 0;
  for (const [name, asked] of fieldsOf(type)) {
    const some = await ask(asked);
    expect(some, name).toBe((await ask(`${asked} all: ${anything}`)).replaceAll(/,"all":\[[^\]]*\]/g, ''));
    if (new RegExp(`"${name}":(?!null|\\[\\])`).test(some)) filled++;
  }
  expect(filled).toBeGreaterThan(fieldsOf(type).length * 0.7);
});
