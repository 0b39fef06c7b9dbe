import { readFile } from 'node:fs/promises';
import { inProcess } from '@handoff/gateway/inprocess';
import { readSupergraph } from '@handoff/gateway/joined/parts';
import { plannedOver } from '@handoff/gateway/testing/planned';
import { firstRow, rows } from '@handoff/kit/database/database';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { actor } from '@handoff/kit/testing/graph';
import { allSubgraphs } from 'handoff/house';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoDatabase } from '../demo.ts';
import { type Federated, federated } from '../federated.ts';
import { type Question, questionsOf } from './everything.ts';

// Everything a root field leads to, over the demo: asked in one process, and as the Apollo gateway plans it.
let database: TestDatabase;
let ways: Federated[];
let questions: Question[];

const tables = [
  ...['registry.model', 'registry.version', 'registry.dataset', 'registry.feature_definition', 'registry.handover'],
  ...['deployment.promotion', 'deployment.deployment', 'deployment.environment', 'deployment.hosting_decision'],
  ...['monitoring.alert', 'monitoring.monitor', 'access.person', 'access.team', 'access.assignment'],
];

beforeAll(async () => {
  database = await demoDatabase();
  const subgraphs = await allSubgraphs();
  const service = actor('svc_00000000000000000000000000');
  ways = await Promise.all(
    [inProcess, plannedOver].map(joined => federated(database.db, { subgraphs, service, joined })),
  );
  const found = await Promise.all(
    tables.map(table => firstRow<{ id: string }>(database.db, `SELECT id FROM ${table} ORDER BY id LIMIT 1`)),
  );
  const restricted = await firstRow<{ id: string }>(
    database.db,
    "SELECT id FROM access.model WHERE visibility = 'RESTRICTED'",
  );
  const ids = [...found, restricted].flatMap(row => (row ? [row.id] : []));
  const supergraph = await readFile(new URL('../../gateway/supergraph.graphql', import.meta.url), 'utf8');
  const locals = subgraphs.map(({ name, schema }) => ({ name, schema, context: () => ({}) }));
  questions = questionsOf(readSupergraph(supergraph, locals).schema, ['churn', ...ids]);
});
afterAll(async () => {
  await Promise.all(ways.map(way => way.close()));
  await database.drop();
});

const moving: ReadonlySet<string> = new Set(['forecast', 'generatedAt']);

/**
 * An answer without what moves from one moment to the next: where a month's costs will end, when a report was made. What
 * several fields complain of has no order.
 */
function still(answer: unknown): unknown {
  const told = JSON.parse(
    JSON.stringify(answer, (key, value) => (moving.has(key) && value !== null ? 'moves' : value)).replaceAll(
      /Made at[^U]{1,20}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g,
      'Made at: moves',
    ),
  ) as { errors?: object[] };
  told.errors?.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  return told;
}

it('whatever is asked, by whomever, is answered alike', async () => {
  const viewers = await rows<{ id: string }>(database.db, 'SELECT id FROM access.person WHERE active ORDER BY email');
  const answers: string[] = [];
  const all = questions.flatMap(({ source, variables }) => variables.map(told => ({ source, told })));
  for (const [at, { source, told }] of all.entries()) {
    const viewer = actor(viewers[at % viewers.length]?.id ?? '');
    const [here, planned] = await Promise.all(ways.map(way => way.as(viewer).request(source, told)));
    expect(still(here), source).toEqual(still(planned));
    answers.push(JSON.stringify(here));
  }
  // Most questions found something: else nothing was compared.
  expect(answers.filter(answer => /"id":"\w+/.test(answer)).length).toBeGreaterThan(60);
  expect(answers.filter(answer => answer.includes('GRAPHQL_PARSE_FAILED'))).toEqual([]);
});
