import { connect, type Socket } from 'node:net';
import type { Served } from '@handoff/kit/http/serve';
import { silentLog } from '@handoff/kit/log';
import { serveSubgraph } from '@handoff/kit/serve/serve';
import { allSubgraphs } from 'handoff/house';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse } from '../house.ts';

let house: TestHouse;
let served: Served;
beforeAll(async () => {
  house = await testHouse('socket');
  const [subgraph] = await allSubgraphs();
  if (!subgraph) throw new Error('there is no subgraph');
  const ready = async () => ({ ready: true, parts: {} });
  const common = { context: () => ({}), key: 'the internal key of this test, 32+', ready, log: silentLog() };
  served = await serveSubgraph({ ...common, subgraph, host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await served?.close();
  await house?.stop();
});

const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

const doors = ['gateway', 'subgraph'] as const;
const portOf = (door: (typeof doors)[number]) => Number(new URL(door === 'gateway' ? house.url : served.url).port);

/** A connection on which something was written, and what came back on it until it ended or fell silent. */
function wire(port: number, written: string | Uint8Array): { socket: Socket; said(): Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  open.push(socket);
  const parts: Buffer[] = [];
  socket.on('data', part => parts.push(part));
  socket.on('error', () => undefined);
  socket.write(written);
  const said = () =>
    new Promise<string>(resolve => {
      const done = () => resolve(Buffer.concat(parts).toString('latin1'));
      socket.once('close', done);
      // The answer to what is whole comes at once; what is not is waited for, and that is no answer.
      let before = -1;
      const look = setInterval(() => {
        if (parts.length > 0 && parts.length === before) {
          clearInterval(look);
          done();
        }
        before = parts.length;
      }, 300);
      setTimeout(() => {
        clearInterval(look);
        done();
      }, 10_000).unref();
    });
  return { socket, said };
}

const known = () =>
  `Host: localhost\r\nAuthorization: Bearer ${house.adminToken}\r\nContent-Type: application/json\r\n`;
const question = '{"query":"{ me { __typename } }"}';
const post = (headers: string, body: string) => `POST /graphql HTTP/1.1\r\n${known()}${headers}\r\n${body}`;

/** Requests that are none, with the statuses that may come back; an empty one: the connection is just closed. */
const broken: readonly [name: string, written: () => string, statuses: readonly string[]][] = [
  ['no HTTP', () => 'hello there\r\n\r\n', ['400']],
  ['bytes', () => `\u0000\u0001\u0002\u00ff${'\u0000'.repeat(1_000)}\r\n\r\n`, ['400']],
  ['TLS', () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003', ['400']],
  ['HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', ['400', '']],
  ['another version', () => 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', ['400', '505']],
  ['no version, as it was in the beginning', () => 'GET /\r\n\r\n', ['303', '404', '400']],
  ['no host', () => 'GET /graphql HTTP/1.1\r\n\r\n', ['400']],
  ['a method of 10,000 letters', () => `${'G'.repeat(10_000)} / HTTP/1.1\r\nHost: x\r\n\r\n`, ['400']],
  ['an address of 100 kB', () => `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, ['431']],
  ['a header of 100 kB', () => `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, ['431']],
  ['10,000 headers', () => `GET / HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(10_000)}\r\n`, ['431']],
  ['headers that never end', () => `GET / HTTP/1.1\r\nHost: x\r\n${'x'.repeat(200_000)}`, ['431', '400']],
  ['a header with a NUL', () => 'GET / HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n', ['400']],
  ['a header name with a space', () => 'GET / HTTP/1.1\r\nHost: x\r\nX y: a\r\n\r\n', ['400']],
  ['a folded header', () => 'GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n', ['400']],
  ['two lengths', () => post('Content-Length: 5\r\nContent-Length: 50\r\n', question), ['400']],
  ['a length and chunks', () => post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'), ['400']],
  ['an encoding that is not known', () => post('Transfer-Encoding: gzip\r\n', question), ['400', '501']],
  ['a length below nothing', () => post('Content-Length: -1\r\n', question), ['400']],
  ['a length that is no number', () => post('Content-Length: 0x10\r\n', question), ['400']],
  ['a chunk that is none', () => post('Transfer-Encoding: chunked\r\n', 'zz\r\nx\r\n0\r\n\r\n'), ['400', '401']],
  ['a chunk without end', () => post('Transfer-Encoding: chunked\r\n', `${'f'.repeat(20)}\r\nx`), ['400', '401']],
  [
    'extensions of a chunk',
    () => post('Transfer-Encoding: chunked\r\n', `1;${'x'.repeat(50_000)}\r\n`),
    ['413', '400', '401'],
  ],
  ['CONNECT', () => 'CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n', ['', '400']],
  ['another server', () => 'GET http://169.254.169.254/ HTTP/1.1\r\nHost: x\r\n\r\n', ['404', '400', '303']],
  [
    'an upgrade',
    () => 'GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ['404', '400', '303'],
  ],
  ['an expectation', () => post('Expect: nonsense\r\nContent-Length: 2\r\n', '{}'), ['417']],
];

describe.each(doors)('%s', door => {
  it.each(broken)('turns away what is no request: %s', async (_, written, statuses) => {
    const said = await wire(portOf(door), Buffer.from(written(), 'latin1')).said();
    const [, status = ''] = /^HTTP\/1\.1 (\d{3})/.exec(said) ?? [];
    expect(statuses, said.slice(0, 200)).toContain(status);
    expect(said).not.toMatch(/\bat \S+ \(|node_modules|\.ts:/);
  });

  it('is there for others while 300 requests are half sent, and forgets them when they go', async () => {
    const half = Array.from({ length: 100 }, () => [
      wire(portOf(door), 'POST /graphql HT'),
      wire(portOf(door), `POST /graphql HTTP/1.1\r\n${known()}X-Slow: `),
      wire(portOf(door), post('Content-Length: 1000\r\n', '{"query":')),
    ]).flat();
    await Promise.all(half.map(({ socket }) => new Promise(done => socket.once('connect', done))));
    expect(await asked(house.admin, '{ me { __typename } }')).toEqual({ me: { __typename: 'ServiceAccount' } });
    expect((await fetch(`http://127.0.0.1:${portOf(door)}/livez`)).status).toBe(200);
    for (const { socket } of half) socket.destroy();
    expect((await fetch(`http://127.0.0.1:${portOf(door)}/livez`)).status).toBe(200);
  });
});

it('a second request in the body of the first is not heard as one of its sender', async () => {
  const hidden = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${question.length}\r\n\r\n${question}`;
  const first = `POST /graphql HTTP/1.1\r\n${known()}Content-Length: 0\r\n\r\n${hidden}`;
  const said = await wire(portOf('gateway'), first).said();
  expect(said.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 401']);
});

it('a thousand requests of a stranger in one go are a thousand refusals', async () => {
  const one = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${question.length}\r\n\r\n${question}`;
  const { socket, said } = wire(portOf('gateway'), one.repeat(1_000));
  let heard = '';
  socket.on('data', part => {
    heard += part;
  });
  await expect.poll(() => heard.match(/HTTP\/1\.1 401/g)?.length, { timeout: 30_000 }).toBe(1_000);
  expect((await said()).includes('ServiceAccount')).toBe(false);
});

it('others are answered while some ask and read nothing of what they are told', async () => {
  const slow = Array.from({ length: 20 }, () => {
    const { socket } = wire(portOf('gateway'), post(`Content-Length: ${question.length}\r\n`, question).repeat(5));
    socket.pause();
    return socket;
  });
  expect(await asked(house.admin, '{ me { __typename } }')).toEqual({ me: { __typename: 'ServiceAccount' } });
  for (const socket of slow) socket.destroy();
  expect(await asked(house.admin, '{ me { __typename } }')).toEqual({ me: { __typename: 'ServiceAccount' } });
});
