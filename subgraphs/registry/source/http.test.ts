import { notFound, type Reply, type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttp, type Http, type HttpOptions } from './http.ts';
import { jsonOf } from './json.ts';
import type { KeptAnswers } from './record.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

async function withHttp<T>(options: HttpOptions, use: (http: Http) => Promise<T>): Promise<T> {
  const http = createHttp({ pauseMs: 1, timeoutMs: 2_000, ...options });
  try {
    return await use(http);
  } finally {
    await http.close();
  }
}
const ask = (options: HttpOptions = {}, path = '/x?token=secret') =>
  withHttp(options, http => http.request(`${server.url}${path}`));

/** Answers one after the other; the last stays. */
function inTurn(...replies: Reply[]): void {
  let next = 0;
  server.answer(() => replies[Math.min(next++, replies.length - 1)] ?? notFound);
}

test.each<[string, Reply]>([
  ['too many requests', { status: 429, headers: { 'retry-after': '0' } }],
  ['a server that is down', { status: 503, body: 'down' }],
  ['a bad gateway', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ['a cut connection', { wire: response => response.destroy() }],
  [
    'half an answer',
    {
      wire: response => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
        response.destroy();
      },
    },
  ],
])('%s is tried again', async (_, reply) => {
  inTurn(reply, reply, { body: { fine: true } });
  expect(jsonOf(await ask(), 'it')).toMatchObject({ kind: 'Value', value: { fine: true } });
  expect(server.asked).toHaveLength(3);
});

const refusals: [string, Reply, number | null, RegExp][] = [
  [
    'a stranger',
    { status: 401, body: 'You are not authenticated.' },
    401,
    /answered HTTP 401: You are not authenticated\. Set IT\.$/,
  ],
  [
    'no permission',
    { status: 403, body: 'Permission denied' },
    403,
    /HTTP 403: Permission denied\. These credentials may not read it\.$/,
  ],
  ['a web page for an unknown path', notFound, 404, /\/x answered HTTP 404\. Check the address\.$/],
  [
    'an error in JSON',
    { status: 400, body: { error_code: 'INVALID', message: 'Invalid\nname.' } },
    400,
    /HTTP 400: Invalid\sname\.$/,
  ],
  [
    'a server that stays down',
    { status: 500, body: 'boom' },
    500,
    /HTTP 500: boom\. The server has a problem of its own/,
  ],
  [
    'too much patience asked',
    { status: 429, headers: { 'retry-after': '3600' } },
    429,
    /wants nobody to ask again before \d{4}-/,
  ],
  ['a redirect in circles', { status: 302, headers: { location: '/x' } }, 302, /redirects too often/],
  ['a redirect to nowhere', { status: 302, headers: { location: 'ftp://x' } }, 302, /or to no address/],
  ['an answer without end', { body: Buffer.alloc(11_000_000, 'x') }, 200, /answered with more than 10 MB/],
];
test.each(refusals.map(([name, ...rest]) => [name, rest] as const))(
  '%s is told with address and mend, and without what the address may hold of secrets',
  async (_, [reply, status, message]) => {
    server.answer(() => reply);
    const answer = await ask({ mend: { 401: 'Set IT.' } });
    expect(answer).toEqual({ kind: 'Problem', status, message: expect.stringMatching(message) });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(server.asked.length).toBeLessThanOrEqual(6);
  },
);

test('a server that drips and one that is silent are given up after their time', async () => {
  server.answer(() => ({
    wire: response => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    },
  }));
  const slow = await withHttp({ timeoutMs: 100 }, http => http.request(`${server.url}/slow`, { retries: 1 }));
  expect(slow).toMatchObject({ kind: 'Problem', message: expect.stringMatching(/more than 0\.1 s to answer/) });
  server.answer(() => ({ wire: () => {} }));
  const silent = await withHttp({ timeoutMs: 100 }, http => http.request(`${server.url}/silent`, { retries: 0 }));
  expect(silent).toMatchObject({ kind: 'Problem', message: expect.stringMatching(/to answer\. Check/) });
});

test('a server that is not there is not asked again', async () => {
  const answer = await withHttp({ pauseMs: 60_000 }, http => http.request('http://127.0.0.1:9/x'));
  expect(answer).toMatchObject({
    message: 'http://127.0.0.1:9/x cannot be read: nothing listens there. Check the address.',
  });
});

test('credentials do not follow a redirect to another host', async () => {
  const other = await testServer();
  other.answer(() => ({ body: { there: true } }));
  server.answer(() => ({ status: 302, headers: { location: `${other.url}/y` } }));
  expect(await ask({ headers: { authorization: 'Bearer t' } })).toMatchObject({ kind: 'Answer', status: 200 });
  expect(server.asked[0]?.headers.authorization).toBe('Bearer t');
  expect(other.asked[0]?.headers.authorization).toBeUndefined();
  await other.stop();
});

test('what did not change is not sent again', async () => {
  const kept: KeptAnswers = new Map();
  server.answer(({ headers }) =>
    headers['if-none-match'] === '"1"'
      ? { status: 304, wire: undefined }
      : { headers: { etag: '"1"', link: '<https://x>; rel="next"' }, body: { n: 1 } },
  );
  const first = await ask({ kept });
  const second = await ask({ kept });
  expect(jsonOf(second, 'it')).toMatchObject({ value: { n: 1 }, headers: { link: '<https://x>; rel="next"' } });
  expect(first.kind).toBe('Answer');
  expect(server.asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"']);
});

test.each<[string, Reply, [asked: number, why: RegExp]]>([
  ['that asks for an hour', { status: 429, headers: { 'retry-after': '3600' } }, [1, /nobody to ask again before/]],
  ['that never answers', { wire: response => response.destroy() }, [6, /gave no answer 3 times in a row\.$/]],
])('a server %s is not asked for anything more', async (_, reply, [asked, why]) => {
  server.answer(() => reply);
  const halted: string[] = [];
  await withHttp({ halt: message => void halted.push(message) }, async http => {
    for (let i = 0; i < 10; i++)
      expect(await http.request(`${server.url}/${i}`, { retries: 1 })).toMatchObject({ kind: 'Problem' });
  });
  expect(server.asked).toHaveLength(asked);
  expect(halted).toEqual([expect.stringMatching(why)]);
});

test('one thing that cannot be had is no reason to ask for nothing else', async () => {
  const bad: Reply = { wire: response => response.destroy() };
  server.answer(({ path }) => (path === '/fine' ? { body: {} } : bad));
  await withHttp({}, async http => {
    for (let i = 0; i < 4; i++) await http.request(`${server.url}/bad`, { retries: 0 });
    expect(await http.request(`${server.url}/fine`)).toMatchObject({ kind: 'Problem' });
  });
  await withHttp({}, async http => {
    for (let i = 0; i < 4; i++) {
      await http.request(`${server.url}/bad`, { retries: 0 });
      expect(await http.request(`${server.url}/fine`)).toMatchObject({ kind: 'Answer' });
    }
  });
});

test('kept answers take a bounded part of the memory', async () => {
  const kept: KeptAnswers = new Map();
  server.answer(({ path }) => ({ headers: { etag: path }, body: Buffer.alloc(190_000) }));
  await withHttp({ kept }, async http => {
    for (let i = 0; i < 150; i++) await http.request(`${server.url}/${i}`);
  });
  expect([...kept.values()].reduce((sum, { body }) => sum + body.length, 0)).toBeLessThan(20_000_001);
  expect(kept.size).toBeGreaterThan(100);
});

test('a stop ends the waiting', async () => {
  const stop = new AbortController();
  server.answer(() => {
    stop.abort();
    return { status: 503, headers: { 'retry-after': '30' } };
  });
  expect(await ask({ signal: stop.signal })).toMatchObject({ kind: 'Problem' });
});

test.each<[string, Reply, RegExp]>([
  ['a sign-in page', { headers: { 'content-type': 'text/html' }, body: '<html>' }, /a web page and not with data/],
  ['half of JSON', { body: '{"a": [1, 2' }, /no valid JSON/],
  ['nesting without end', { body: '['.repeat(9_000_000) }, /deeper than 200 levels/],
  ['Latin-1', { body: Buffer.from('"Zürich"', 'latin1') }, /no UTF-8/],
  ['NUL bytes', { body: Buffer.from('"a\0b"') }, /no UTF-8/],
])('%s in the place of data is told as such', async (_, reply, message) => {
  server.answer(() => reply);
  expect(jsonOf(await ask(), 'It')).toMatchObject({ kind: 'Problem', message: expect.stringMatching(message) });
});
