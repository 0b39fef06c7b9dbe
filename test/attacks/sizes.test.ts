import { createHmac, randomBytes } from 'node:crypto';
import { firstRow } from '@handoff/kit/database/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../house.ts';
import { Visitor } from '../pages/visitor.ts';

const most = 256 * 1024;
const secret = randomBytes(24).toString('hex');

let house: TestHouse;
let visitor: Visitor;
beforeAll(async () => {
  house = await testHouse('socket', {
    HANDOFF_MLFLOW_URL: 'http://127.0.0.1:9',
    HANDOFF_MLFLOW_WEBHOOK_SECRET: secret,
  });
  visitor = await new Visitor(house.url).be('Noor');
});
afterAll(() => house?.stop());

type Sent = [path: string, body: string, headers?: Record<string, string>, method?: string];

interface Heard {
  status: number;
  text: string;
  /** How many entries of the trail the request made. */
  changes: number | undefined;
}

async function send([path, body, headers = {}, method = 'POST']: Sent): Promise<Heard> {
  const requestId = randomBytes(12).toString('hex');
  const authorization = `Bearer ${house.adminToken}`;
  const known = { authorization, 'x-request-id': requestId, 'content-type': 'application/json', ...headers };
  const answer = await fetch(`${house.url}${path}`, { method, headers: known, body, redirect: 'manual' });
  const text = await answer.text();
  const sql = 'SELECT count(*)::int AS n FROM event.entry WHERE request_id = $1';
  const made = await firstRow<{ n: number }>(house.db, sql, [requestId]);
  return { status: answer.status, text, changes: made?.n };
}

/** A JSON text of so many bytes: a value, and a member `filling` that makes up the rest. */
function filled(value: object, bytes: number): string {
  const bare = JSON.stringify({ ...value, filling: '' });
  return JSON.stringify({ ...value, filling: 'x'.repeat(bytes - bare.length) });
}

const changing = (name: string) => ({
  query: `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { problem { message } } }`,
});
const question = { query: '{ me { __typename } }' };

function ofMlflow(body: string): Sent {
  const id = randomBytes(8).toString('hex');
  const timestamp = String(Math.floor(Date.now() / 1000));
  const hmac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'x-mlflow-delivery-id': id,
    'x-mlflow-timestamp': timestamp,
    'x-mlflow-signature': `v1,${hmac}`,
  };
  return ['/hooks/mlflow', body, headers];
}

const doors: [string, (bytes: number) => Sent][] = [
  ['a question', bytes => ['/graphql', filled(question, bytes)]],
  ['observations as a change', bytes => ['/graphql', filled(changing('recordObservations'), bytes)]],
  ['a reference', bytes => ['/graphql', filled(changing('saveReference'), bytes)]],
  [
    'an import with a rider',
    bytes => ['/graphql', filled({ query: `${changing('importModels').query.slice(0, -1)} me { id } }` }, bytes)],
  ],
  ['live updates', bytes => ['/graphql/stream', filled(question, bytes), { accept: 'text/event-stream' }]],
  ['alerts', bytes => ['/ingest/alertmanager', filled({ version: '4', alerts: [] }, bytes)]],
  ['MLflow', bytes => ofMlflow(filled({ entity: 'registered_model', action: 'created', data: {} }, bytes))],
  ['a person of the directory', bytes => ['/scim/v2/Users', filled({ userName: '' }, bytes)]],
  ['a group of the directory', bytes => ['/scim/v2/Groups/team_x', filled({ displayName: '' }, bytes), {}, 'PUT']],
  ['a change of a group', bytes => ['/scim/v2/Groups/team_x', filled({ Operations: [] }, bytes), {}, 'PATCH']],
  [
    'a form',
    bytes => [
      '/models/churn',
      `move=subscribe&x=${'x'.repeat(bytes)}`,
      { 'content-type': 'application/x-www-form-urlencoded', cookie: visitor.cookies() },
    ],
  ],
  [
    'a sign-in',
    bytes => ['/auth/token', `secret=${'x'.repeat(bytes)}`, { 'content-type': 'application/x-www-form-urlencoded' }],
  ],
];

it.each(doors)('%s of more than 256 kB is refused', async (_, of) => {
  const { status, text, changes } = await send(of(most + 1));
  expect([404, 413]).toContain(status);
  if (status === 413) expect(text).toMatch(/256 kB|64 kB/);
  expect(changes).toBe(0);
});

it.each(doors.filter(([name]) => !/form|sign-in/.test(name)))('%s of 256 kB is read', async (_, of) => {
  expect((await send(of(most))).status).not.toBe(413);
});

it('an import may be larger', async () => {
  const record = (i: number) => ({
    source: { system: 'MLFLOW', externalId: `large-${i}` },
    name: `large-${i}`,
    description: 'x'.repeat(5_000),
  });
  const records = Array.from({ length: 100 }, (_, i) => record(i));
  const query = 'mutation ($input: ImportModelsInput!) { importModels(input: $input) { results { outcome } } }';
  const { status, text, changes } = await send([
    '/graphql',
    JSON.stringify({ query, variables: { input: { records } } }),
  ]);
  expect(status).toBe(200);
  expect(text.match(/CREATED/g)).toHaveLength(100);
  expect(changes).toBeGreaterThanOrEqual(100);
});

it.each([
  ['a question in an address', `/graphql?query=${'x'.repeat(20_000)}`],
  ['a page', `/models?q=${'x'.repeat(20_000)}`],
])('%s of more than 16 kB is refused', async (_, path) => {
  const { status } = await fetch(`${house.url}${path}`, { headers: { authorization: `Bearer ${house.adminToken}` } });
  expect(status).toBe(431);
});
