import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { verifyActingFor } from './acting-for.ts';
import { createGraphClient, type GraphClient, graphEndpoint } from './graph-client.ts';

interface Seen {
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server;
let url: string;
let seen: Seen[] = [];
let sockets = 0;
let answer: (response: ServerResponse) => void;
const clients: GraphClient[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen.push({ url: request.url ?? '', headers: request.headers, body });
    answer(response);
  });
  server.on('connection', () => sockets++);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  seen = [];
});
afterAll(async () => {
  await Promise.all(clients.map(client => client.close()));
  await new Promise(done => server.close(done));
});

function client(to = url, timeoutMs?: number): GraphClient {
  const made = createGraphClient({ url: to, token: 'hof_test', via: 'IMPORT', timeoutMs });
  clients.push(made);
  return made;
}

function reply(status: number, body: unknown, type = 'application/json') {
  answer = response => {
    response.writeHead(status, { 'content-type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

test('a request carries the token, the way it came, and the document', async () => {
  reply(200, { data: { viewer: null } });
  expect(await client().request('{ viewer { id } }', { a: 1 })).toEqual({
    kind: 'Data',
    data: { viewer: null },
    errors: [],
  });
  expect(seen[0]).toMatchObject({
    url: '/graphql',
    headers: { authorization: 'Bearer hof_test', 'content-type': 'application/json', 'handoff-via': 'IMPORT' },
  });
  expect(seen[0]?.headers.accept).toBe('application/graphql-response+json, application/json');
  expect(seen[0]?.headers['handoff-acting-for']).toBeUndefined();
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ query: '{ viewer { id } }', variables: { a: 1 } });
});

test('a request for a person is stamped over the body as sent', async () => {
  reply(200, { data: {} });
  await client().request('{ viewer { id } }', { text: 'Zürich ☂' }, { actingFor: 'U0123ABC' });
  const header = String(seen[0]?.headers['handoff-acting-for']);
  const nowSeconds = Math.floor(Date.now() / 1000);
  const body = seen[0]?.body ?? '';
  expect(verifyActingFor(header, { token: 'hof_test', nowSeconds, body })).toEqual({ slackUserId: 'U0123ABC' });
  expect(verifyActingFor(header, { token: 'hof_test', nowSeconds, body: body.replace('☂', '!') })).toBeNull();
});

test('requests one after another share connections', async () => {
  reply(200, { data: {} });
  const one = client();
  const before = sockets;
  for (let i = 0; i < 20; i++) await one.request('{ viewer { id } }');
  expect(sockets - before).toBeLessThanOrEqual(2);
});

test.each([
  [
    'GraphQL error',
    400,
    { errors: [{ message: 'Too deep.', extensions: { code: 'TOO_COSTLY' } }] },
    'TOO_COSTLY',
    /^Too deep\.$/,
  ],
  [
    'null data',
    200,
    { data: null, errors: [{ message: 'Down.', extensions: { code: 'UNAVAILABLE' } }] },
    'UNAVAILABLE',
    /^Down\.$/,
  ],
  ['error without a code', 200, { errors: [{ message: 'No.' }] }, 'HTTP_200', /^No\.$/],
  ['401 as text', 401, 'who are you', 'UNAUTHENTICATED', /does not know this token/],
  ['503 of a proxy', 503, '<html>', 'UNAVAILABLE', /not ready \(HTTP 503\)/],
  ['a web page', 200, '<html>', 'HTTP_200', /not as a graph: check the address/],
  ['other JSON', 404, { message: 'no' }, 'HTTP_404', /not as a graph/],
  ['JSON null', 200, 'null', 'HTTP_200', /not as a graph/],
  ['nothing at all', 200, '', 'HTTP_200', /not as a graph/],
] as const)('%s is a refusal with a code and a sentence', async (...[, status, body, code, message]) => {
  reply(status, body);
  const refused = await client().request('{ viewer { id } }');
  expect(refused).toEqual({ kind: 'Refused', status, code, message: expect.stringMatching(message) });
});

test('what a part of the graph could not supply comes with the rest of the data', async () => {
  reply(200, {
    data: { a: 1, b: null },
    errors: [{ message: 'Monitoring is down.', extensions: { code: 'UNAVAILABLE' } }],
  });
  expect(await client().request('{ a b }')).toEqual({
    kind: 'Data',
    data: { a: 1, b: null },
    errors: [{ code: 'UNAVAILABLE', message: 'Monitoring is down.' }],
  });
});

test('a server that is not there is unreachable, with the reason', async () => {
  const closed = createServer();
  await new Promise<void>(done => closed.listen(0, '127.0.0.1', done));
  const { port } = closed.address() as AddressInfo;
  await new Promise(done => closed.close(done));
  expect(await client(`http://127.0.0.1:${port}`).request('{ a }')).toEqual({
    kind: 'Unreachable',
    message: `http://127.0.0.1:${port} cannot be reached: nothing listens there. Check that Handoff runs there.`,
  });
});

test('a server that cuts the connection or says nothing is unreachable', async () => {
  answer = response => response.destroy();
  expect(await client().request('{ a }')).toMatchObject({ kind: 'Unreachable', message: expect.stringMatching(/cut/) });
  answer = response => setTimeout(() => response.end(), 3_000).unref();
  expect(await client(url, 100).request('{ a }')).toMatchObject({
    kind: 'Unreachable',
    message: expect.stringMatching(/too long to answer/),
  });
});

test('a request that was given up is unreachable too', async () => {
  answer = response => setTimeout(() => response.end(), 3_000).unref();
  const cancelled = await client().request('{ a }', {}, { signal: AbortSignal.timeout(50) });
  expect(cancelled).toEqual({ kind: 'Unreachable', message: `The request to ${url} was cancelled.` });
});

test('another way of sending can be given', async () => {
  const { request } = createGraphClient({
    url: 'http://in-process',
    token: 't',
    via: 'SLACK',
    fetch: async (to, { headers }) => ({
      status: 200,
      text: async () => JSON.stringify({ data: { to, via: headers['handoff-via'] } }),
    }),
  });
  expect(await request('{ a }')).toMatchObject({ data: { to: 'http://in-process/graphql', via: 'SLACK' } });
});

test.each([
  ['http://127.0.0.1:4000', 'http://127.0.0.1:4000/graphql'],
  ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000/graphql'],
  ['https://handoff.example/api/graphql', 'https://handoff.example/api/graphql'],
])('%s is asked at %s', (given, endpoint) => {
  expect(graphEndpoint(given).href).toBe(endpoint);
});
