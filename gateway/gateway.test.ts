import { once } from 'node:events';
import { connect } from 'node:net';
import { PortTaken } from '@handoff/kit/http/listen';
import { silentLog } from '@handoff/kit/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gateway } from './gateway.ts';
import { ask, openHouse, replyOf } from './testing/house.ts';
import { contexts } from './testing/subgraphs.ts';

let gateway: Gateway;
const logged: { requestId: string; err: Error }[] = [];
beforeAll(async () => {
  const log = Object.assign(silentLog(), { error: (entry: (typeof logged)[number]) => logged.push(entry) });
  gateway = await openHouse({ log: log as never });
});
afterAll(() => gateway.close());

describe('the graph', () => {
  test('answers from two subgraphs, with one context for each in a request', async () => {
    contexts.made = 0;
    const query = '{ a: model(id: "7") { name deployments { environment } } b: model(id: "8") { contexts } }';
    const reply = await ask(gateway.url, { query });
    expect(reply.json.data).toEqual({
      a: { name: 'model 7', deployments: [{ environment: 'production' }] },
      b: { contexts: 2 },
    });
  });

  test('tells the subgraphs who is asking', async () => {
    const reply = await ask(gateway.url, { query: '{ viewer { id name kind via requestId limitedTo } }' });
    const requestId = reply.headers.get('x-request-id');
    const expected = { id: 'per_ann', name: 'Ann', kind: 'person', via: 'GRAPHQL', requestId, limitedTo: null };
    expect(reply.json.data?.viewer).toEqual(expected);
  });

  test('keeps a request id of sane form and replaces any other', async () => {
    const query = { query: '{ hello }' };
    const kept = await ask(gateway.url, query, { 'x-request-id': 'ci-run-4711.3' });
    expect(kept.headers.get('x-request-id')).toBe('ci-run-4711.3');
    const replaced = await ask(gateway.url, query, { 'x-request-id': 'a"><script>' });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('errors', () => {
  const codeOf = (reply: Awaited<ReturnType<typeof ask>>) => reply.json.errors?.[0]?.extensions.code;

  test('a fault of ours shows an id and nothing else; the log has the rest', async () => {
    const reply = await ask(gateway.url, { query: '{ hello fault }' });
    const requestId = reply.headers.get('x-request-id');
    expect(reply.json.data).toEqual({ hello: 'hello you', fault: null });
    expect(reply.json.errors).toEqual([
      {
        message: `Something went wrong here. Tell the operators this id: ${requestId}`,
        path: ['fault'],
        locations: [{ line: 1, column: 9 }],
        extensions: { code: 'INTERNAL', requestId },
      },
    ]);
    const entry = logged.find(each => each.requestId === requestId);
    expect(entry?.err.stack).toMatch(/^Error: SELECT secret.*subgraphs\.ts/s);
  });

  test('an outage is named as one, without an address', async () => {
    const reply = await ask(gateway.url, { query: '{ hello outage }' });
    expect([codeOf(reply), reply.json.data]).toEqual(['UNAVAILABLE', { hello: 'hello you', outage: null }]);
    expect(reply.text).not.toMatch(/10\.1\.2\.3|ECONN/);
  });

  test('of a document with many mistakes some are told, and that there are more', async () => {
    const query = `{ models { nodes { ${Array.from({ length: 150 }, (_, i) => `a${i}`).join(' ')} } } }`;
    const { errors } = (await ask(gateway.url, { query })).json;
    expect(errors).toHaveLength(21);
    expect(errors?.at(-1)?.message).toContain('Too many validation errors');
  });

  test('a broken promise of a subgraph is answered with null and logged', async () => {
    const reply = await ask(gateway.url, { query: '{ broken { name } }' });
    expect(reply.json.data).toEqual({ broken: null });
    expect(codeOf(reply)).toBe('INTERNAL');
  });

  test.each([
    ['a resolver says so', '{ wrong }', {}, /another list/],
    ['a variable of another type', 'query ($ms: Int!) { slow(ms: $ms) }', { ms: 'long' }, /got invalid value "long"/],
    ['a variable is missing', 'query ($ms: Int!) { slow(ms: $ms) }', {}, /\$ms/],
    ['a scalar only its subgraph can judge', 'query ($d: Day) { hello(on: $d) }', { d: 'May' }, /Not a day: May/],
    ['the same, written out', '{ hello(on: "May") }', {}, /May/],
  ])('bad input: %s', async (...[, query, variables, message]) => {
    const reply = await ask(gateway.url, { query, variables });
    expect([codeOf(reply), reply.json.errors?.[0]?.message]).toEqual([
      'BAD_USER_INPUT',
      expect.stringMatching(message),
    ]);
    expect(reply.json.errors?.[0]?.extensions.requestId).toBe(reply.headers.get('x-request-id'));
  });

  test.each([
    ['GRAPHQL_PARSE_FAILED', '{ hello'],
    ['GRAPHQL_VALIDATION_FAILED', '{ nothing }'],
    ['BAD_USER_INPUT', 'query a { hello } query b { hello }'],
  ])('%s', async (code, query) => {
    const modern = await ask(gateway.url, { query }, { accept: 'application/graphql-response+json' });
    expect([modern.status, codeOf(modern), 'data' in modern.json]).toEqual([400, code, false]);
    expect(modern.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect((await ask(gateway.url, { query }, { accept: 'application/json' })).status).toBe(200);
  });
});

describe('beside the graph', () => {
  const get = async (path: string, headers = {}) => replyOf(await fetch(`${gateway.url}${path}`, { headers }));

  test('livez and readyz', async () => {
    expect((await get('/livez')).status).toBe(200);
    expect(await get('/readyz')).toMatchObject({ status: 200, json: { ready: true, parts: { database: 'ready' } } });
    const other = await openHouse({ ready: async () => ({ ready: false, parts: { database: 'starting' } }) });
    const response = await fetch(`${other.url}/readyz`);
    expect([response.status, await response.json()]).toEqual([503, { ready: false, parts: { database: 'starting' } }]);
    await other.close();
  });

  test('metrics count requests by what came of them', async () => {
    await ask(gateway.url, { query: '{ hello }' });
    const { text } = await get('/metrics');
    expect(text).toMatch(/handoff_graph_requests_total\{outcome="OK"\} [1-9]/);
    expect(text).toMatch(/handoff_graph_request_seconds_count [1-9]/);
    expect(text).not.toMatch(/Ann|model/);
  });

  test('every answer carries headers that keep browsers from guessing, framing and storing', async () => {
    for (const path of ['/livez', '/graphql', '/nowhere']) {
      const { headers } = await get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('handlers of others come first, and their faults are masked', async () => {
    const other = await openHouse({
      extra: [
        async ({ url }, response) => url === '/chat' && Boolean(response.end('chat')),
        async ({ url }) => {
          if (url === '/fault') throw new Error('SELECT 1');
          return false;
        },
      ],
    });
    expect(await (await fetch(`${other.url}/chat`)).text()).toBe('chat');
    const fault = await replyOf(await fetch(`${other.url}/fault`));
    expect([fault.status, fault.json.errors?.[0]?.extensions.code]).toEqual([500, 'INTERNAL']);
    expect((await ask(other.url, { query: '{ hello }' })).status).toBe(200);
    await other.close();
  });
});

describe('starting and stopping', () => {
  test('a port that is taken is named, with what to do', async () => {
    const taken = openHouse({ port: gateway.port });
    await expect(taken).rejects.toThrow(PortTaken);
    await expect(taken).rejects.toThrow(`Port ${gateway.port} is taken`);
    await expect(taken).rejects.toThrow('PORT=');
  });

  test('requests under way are finished, and no new connection is taken', async () => {
    const other = await openHouse();
    await ask(other.url, { query: '{ hello }' });
    const slow = ask(other.url, { query: '{ slow(ms: 300) }' });
    await new Promise(resolve => setTimeout(resolve, 100));
    const closed = other.close();
    const connecting = once(connect(other.port, '127.0.0.1'), 'connect');
    await expect(connecting).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const { json, headers } = await slow;
    expect([json, headers.get('connection')]).toEqual([{ data: { slow: 'done' } }, 'close']);
    await closed;
  });

  test('a lookup that fails is an outage, and is asked again', async () => {
    let calls = 0;
    const identify = {
      authenticate: async () => {
        calls++;
        throw Object.assign(new Error('down'), { code: '57P01' });
      },
      actor: async () => Promise.reject(new Error('not reached')),
    };
    const other = await openHouse({ identify: () => identify });
    const reply = await ask(other.url, { query: '{ hello }' });
    expect([reply.status, reply.json.errors?.[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE']);
    await ask(other.url, { query: '{ hello }' });
    expect(calls).toBe(2);
    await other.close();
  });
});
