import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import type { Actor } from '@handoff/kit/actor';
import { silentLog } from '@handoff/kit/log';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { openBudgets } from '../budget/budgets.ts';
import type { Graph } from '../graph.ts';
import { refuseDocument } from '../guard.ts';
import { createIdentify } from '../identify.ts';
import { openOperations } from '../operations/known.ts';
import { annToken, lookup } from '../testing/house.ts';
import { openPages, type PagesHouse } from './house.ts';
import { documentOf } from './move.ts';
import { answerPages } from './pages.ts';
import { allPages, pageAt } from './routes.ts';
import { newSession } from './session/session.ts';

const supergraph = readFileSync(new URL('../supergraph.graphql', import.meta.url), 'utf8');
const schema = Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema();
const paths = [
  ...['/', '/models', '/models/team/churn', '/versions/v', '/versions/v/watch', '/compare/team/churn/1/2'],
  ...['/compare/churn?left=1&right=2', '/promotions', '/promotions/p', '/alerts', '/alerts/a', '/experiments/e'],
  ...['/lineage/churn', '/people', '/people/p', '/teams/t', '/reports', '/reports/read', '/audit', '/delivery'],
  ...['/versions/v/promote', '/versions/v/promote?environment=production', '/versions/v/handover', '/advice/a'],
  ...['/assign/team/churn', '/assign/churn?who=noor', '/hosting/churn', '/new-experiment/churn'],
];
const at = (path: string) => pageAt(new URL(path, 'http://localhost'));

test('every page has an address here', () => {
  expect(new Set(paths.map(path => at(path)?.page))).toEqual(new Set(allPages));
});

test.each(paths)('the question of %s fits the graph and its limits', path => {
  const found = at(path);
  const document = parse(found?.page.query ?? '');
  expect(validate(schema, document)).toEqual([]);
  expect(refuseDocument(schema, document, found?.page.variables(found.place) ?? {})).toBeNull();
});

test('every form is a mutation of the graph', () => {
  const documents = new Set(allPages.flatMap(page => Object.values(page.moves).map(documentOf)));
  expect(documents.size).toBeGreaterThan(25);
  expect([...documents].flatMap(document => validate(schema, parse(document)))).toEqual([]);
});

test.each([
  ['/compare/team/churn/1/2', { model: 'team/churn', left: '1', right: '2' }],
  ['/compare/team/churn/x?left=1&right=champion', { model: 'team/churn/x', left: '1', right: 'champion' }],
  ['/compare/churn', { model: 'churn', left: '', right: '' }],
  ['/models/catalog.schema.churn', { name: 'catalog.schema.churn' }],
  ['/models/team%2Fchurn', { name: 'team/churn' }],
])('%s asks for what it names', (path, variables) => {
  const found = at(path);
  expect(found?.page.variables(found.place)).toEqual(variables);
});

test.each(paths)('%s asks the graph once', async path => {
  const asked: Actor[] = [];
  const graph: Graph = {
    schema,
    document: parse,
    execute: async (_, { context }) => {
      asked.push(context.caller.actor);
      return { status: 200, headers: {}, result: { data: {} } };
    },
    close: async () => undefined,
  };
  const pages = openPages(
    { secret: 's'.repeat(40), personByIdentity: async () => null, demoPeople: null, oidc: null },
    'http://localhost',
  );
  const [cookie = ''] = (await pages.sessions.keep(newSession({ by: 'token', token: annToken }))).split(';');
  const budgets = openBudgets({ limits: { person: 1e9, service: 1e9 } });
  const operations = openOperations(new Map(), { only: false, free: new Set() });
  const house: PagesHouse = {
    operations,
    graph,
    identify: createIdentify(lookup),
    budgets,
    log: silentLog(),
    publicUrl: '',
    pages,
  };
  const request = { method: 'GET', headers: { cookie, accept: 'text/html' } };
  const knock = {
    request,
    url: new URL(path, 'http://localhost'),
    requestId: 'r',
    signal: new AbortController().signal,
  };
  const answer = await answerPages(house, knock as never);
  expect(answer?.status).toBeLessThan(500);
  expect(asked.map(({ id, via }) => [id, via])).toEqual([['per_ann', 'GRAPHQL']]);
});
