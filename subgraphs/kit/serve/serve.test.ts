import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../actor.ts';
import { assertion, type Claim, callerHeader } from '../assertion.ts';
import type { Caller } from '../caller.ts';
import { PortTaken } from '../http/listen.ts';
import type { Served } from '../http/serve.ts';
import { silentLog } from '../log.ts';
import { serveSubgraph } from './serve.ts';

const key = 'the internal key of this test, 32+';
const actor: Actor = {
  kind: 'person',
  id: 'per_1',
  name: 'Ann',
  via: 'GRAPHQL',
  requestId: 'req-12345',
  limitedTo: null,
};

/** What came through the door: nothing a stranger sends may be here. */
const carriedOut: string[] = [];
const logged: { level: string; entry: Record<string, unknown>; message: string }[] = [];
const noting = (level: string) => (entry: Record<string, unknown>, message: string) =>
  logged.push({ level, entry, message });
const log = Object.assign(silentLog(), { warn: noting('warn'), error: noting('error') }) as never;
let ended = 0;

const rootValue = {
  hello: ({ name }: { name: string }, { actor: { name: as } }: Caller) => {
    carriedOut.push(name);
    return `hello ${name}, says ${as}`;
  },
  fault: () => {
    throw new Error('SELECT secret FROM access.api_token');
  },
  outage: () => {
    throw Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' });
  },
  wrong: () => {
    throw new GraphQLError('That cursor is from another list.', { extensions: { code: 'BAD_USER_INPUT' } });
  },
  wait: (_: object, { signal }: Caller) =>
    new Promise(resolve => {
      signal?.addEventListener('abort', () => {
        ended++;
        resolve('nobody waits');
      });
      setTimeout(resolve, 200, 'done');
    }),
};

function schema(): GraphQLSchema {
  const built = buildSchema(
    'type Query { hello(name: String!): String fault: String outage: String wrong: String wait: String }',
  );
  for (const field of Object.values(built.getQueryType()?.getFields() ?? {}))
    field.resolve = (_, given, context) => rootValue[field.name as 'hello'](given as never, context);
  return built;
}

let served: Served;
const open = (port = 0) =>
  serveSubgraph({
    subgraph: { name: 'registry', schema: schema() },
    context: caller => caller,
    key,
    host: '127.0.0.1',
    port,
    ready: async () => ({ ready: true, parts: { database: 'ready' } }),
    log,
  });
beforeAll(async () => {
  served = await open();
});
beforeEach(() => {
  carriedOut.length = 0;
  logged.length = 0;
});
afterAll(() => served.close());

const hello = JSON.stringify({ query: 'query ($n: String!) { hello(name: $n) }', variables: { n: 'you' } });

function signed(body: string, changes: Partial<Claim> = {}): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return assertion({ key, audience: 'registry', actor, nowSeconds, body, ...changes });
}

async function post(body: string, header: string | null, signal?: AbortSignal) {
  const headers = { 'content-type': 'application/json', ...(header !== null && { [callerHeader]: header }) };
  const response = await fetch(`${served.url}/graphql`, { method: 'POST', headers, body, signal });
  const text = await response.text();
  return { status: response.status, text, json: JSON.parse(text) };
}
const ask = (query: string) => {
  const body = JSON.stringify({ query });
  return post(body, signed(body));
};

describe('the gateway', () => {
  test('is answered, as whoever it speaks for', async () => {
    const { status, json } = await post(hello, signed(hello));
    expect([status, json]).toEqual([200, { data: { hello: 'hello you, says Ann' } }]);
  });

  test('hears of a fault nothing but an id; the log has the rest', async () => {
    const { status, json } = await ask('{ fault hello(name: "x") }');
    const told = { code: 'INTERNAL', requestId: 'req-12345' };
    expect(status).toBe(200);
    expect(json.data).toEqual({ fault: null, hello: 'hello x, says Ann' });
    expect(json.errors).toMatchObject([{ path: ['fault'], extensions: told }]);
    expect(JSON.stringify(json)).not.toMatch(/SELECT|\.ts|stack/);
    const err = { stack: expect.stringMatching(/^Error: SELECT secret.*serve\.test\.ts/s) };
    expect(logged).toMatchObject([{ level: 'error', entry: { requestId: 'req-12345', err } }]);
  });

  test.each([
    ['an outage', '{ outage }', 'UNAVAILABLE'],
    ['bad input', '{ wrong }', 'BAD_USER_INPUT'],
    ['an argument of a wrong form', '{ hello(name: 7) }', 'BAD_USER_INPUT'],
    ['a field of another version', '{ nothing }', 'INTERNAL'],
    ['what is no GraphQL', '{ hello', 'INTERNAL'],
  ])('is told of %s by its code', async (_, query, code) => {
    const { status, json, text } = await ask(query);
    expect([status, json.errors[0].extensions.code]).toEqual([200, code]);
    expect(text).not.toMatch(/10\.1\.2\.3|ECONN/);
  });

  test('is told of a variable that is wrong', async () => {
    const body = JSON.stringify({ query: 'query ($n: String!) { hello(name: $n) }', variables: { n: 7 } });
    expect((await post(body, signed(body))).json.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test.each(['[]', '{"query":7}', 'no JSON'])('is refused the body %s', async body => {
    const { status, json } = await post(body, signed(body));
    expect([status, json.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  test('may hang up, and the work hears of it', async () => {
    const hangUp = new AbortController();
    const body = JSON.stringify({ query: '{ wait }' });
    const before = ended;
    const asked = post(body, signed(body), hangUp.signal);
    setTimeout(() => hangUp.abort(), 50);
    await expect(asked).rejects.toThrow();
    await expect.poll(() => ended).toBe(before + 1);
  });
});

describe('nobody else is answered', () => {
  const now = Math.floor(Date.now() / 1000);
  test.each<[string, () => string | null, string]>([
    ['no header', () => null, 'missing'],
    ['garbage', () => 'let me in', 'malformed'],
    ['another key', () => signed(hello, { key: 'some other key of 32 characters..' }), 'signed with another key'],
    ['another subgraph', () => signed(hello, { audience: 'monitoring' }), 'for another subgraph'],
    ['an old one', () => signed(hello, { nowSeconds: now - 120 }), 'out of date'],
    ['one from tomorrow', () => signed(hello, { nowSeconds: now + 86_400 }), 'out of date'],
    ['one for another body', () => signed(`${hello} `), 'for another body'],
  ])('%s', async (...[, header, why]) => {
    const { status, json } = await post(hello, header());
    expect([status, json.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(carriedOut).toEqual([]);
    expect(logged.map(({ entry }) => entry.why)).toEqual([why]);
  });

  test('the same request a second time', async () => {
    const header = signed(hello);
    expect((await post(hello, header)).status).toBe(200);
    expect((await post(hello, header)).status).toBe(401);
    expect(carriedOut).toEqual(['you']);
  });

  test('a header that was tried on another body still serves its own', async () => {
    const header = signed(hello);
    expect((await post('{"query":"{ __typename }"}', header)).status).toBe(401);
    expect((await post(hello, header)).status).toBe(200);
  });

  test('a stranger’s huge body is not read, and the gateway’s is refused', async () => {
    const huge = `{"query":"{ __typename }","x":"${'x'.repeat(10 * 1024 * 1024)}"}`;
    const send = (header: string | null) =>
      post(huge, header).then(
        ({ status }) => status,
        () => 'cut off',
      );
    expect([401, 'cut off']).toContain(await send(null));
    expect([413, 'cut off']).toContain(await send(signed(huge)));
  });

  test.each([
    ['GET', '/graphql', 405],
    ['PUT', '/graphql', 405],
    ['POST', '/', 404],
    ['POST', '/metrics', 404],
  ])('%s %s', async (method, path, status) => {
    expect((await fetch(`${served.url}${path}`, { method })).status).toBe(status);
  });
});

describe('the server', () => {
  test('says that it lives and is ready', async () => {
    const said = async (path: string) => (await fetch(`${served.url}${path}`)).json();
    expect(await said('/livez')).toEqual({ live: true });
    expect(await said('/readyz')).toEqual({ ready: true, parts: { database: 'ready' } });
  });

  test('names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.once('listening', resolve));
    await expect(open((other.address() as AddressInfo).port)).rejects.toThrow(PortTaken);
    other.close();
  });

  test('finishes what is under way before it stops', async () => {
    const first = served;
    served = await open();
    const slow = ask('{ wait }');
    await new Promise(resolve => setTimeout(resolve, 50));
    const closing = served.close();
    expect((await slow).json).toEqual({ data: { wait: 'done' } });
    await closing;
    served = first;
  });
});
