import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LineFault, openProxy, type TcpProxy } from './proxy.ts';

// What every other test here rests on: each fault does what it is called, and no more.
let server: Server;
let proxy: TcpProxy;
let sockets: Socket[];

beforeEach(async () => {
  sockets = [];
  server = createServer(socket => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await openProxy((server.address() as { port: number }).port);
});
afterEach(async () => {
  await proxy.stop();
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** Somebody who speaks through the line, and what came back so far. */
async function caller() {
  const socket = connect(proxy.port, '127.0.0.1');
  sockets.push(socket);
  const heard = { text: '', pieces: 0, ended: '' };
  socket.on('data', chunk => {
    heard.text += chunk.toString();
    heard.pieces += 1;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    heard.ended = error.code ?? 'error';
  });
  socket.on('close', () => {
    heard.ended ||= 'closed';
  });
  await once(socket, 'connect').catch(() => undefined);
  return { socket, heard };
}

test('without a fault all of it passes, and the end too', async () => {
  const { socket, heard } = await caller();
  const long = 'x'.repeat(1_000_000);
  socket.end(long);
  await expect.poll(() => heard.ended).toBe('closed');
  expect(heard.text.length).toBe(long.length);
  await expect.poll(() => proxy.connected()).toBe(0);
});

test.each<[LineFault, string]>([
  [{ kind: 'cut' }, 'ECONNRESET'],
  [{ kind: 'refuse' }, 'ECONNRESET'],
])('%o: what is connected is reset', async (fault, code) => {
  const { heard } = await caller();
  await proxy.fault(fault);
  await expect.poll(() => heard.ended).toBe(code);
});

test.each<[LineFault, string]>([
  [{ kind: 'cut' }, 'ECONNRESET'],
  [{ kind: 'refuse' }, 'ECONNREFUSED'],
])('%o: so is what connects anew, and afterwards it is as before', async (fault, code) => {
  await proxy.fault(fault);
  const { socket, heard } = await caller();
  socket.write('hello');
  await expect.poll(() => heard.ended).toBe(code);
  await proxy.fault(null);
  const again = await caller();
  again.socket.write('hello');
  await expect.poll(() => again.heard.text).toBe('hello');
});

test('a black hole keeps what was sent, and lets it out when it is over', async () => {
  const { socket, heard } = await caller();
  await proxy.fault({ kind: 'blackHole' });
  socket.write('hello');
  const other = await caller();
  other.socket.write('you');
  await sleep(200);
  expect([heard, other.heard]).toEqual([
    { text: '', pieces: 0, ended: '' },
    { text: '', pieces: 0, ended: '' },
  ]);
  await proxy.fault(null);
  await expect.poll(() => [heard.text, other.heard.text]).toEqual(['hello', 'you']);
});

test('a half-open line never answers again; what connects anew is answered', async () => {
  const { socket, heard } = await caller();
  socket.write('hello');
  await expect.poll(() => heard.text).toBe('hello');
  await proxy.fault({ kind: 'halfOpen' });
  await proxy.fault(null);
  socket.write('are you there?');
  const again = await caller();
  again.socket.write('you');
  await expect.poll(() => again.heard.text).toBe('you');
  await sleep(100);
  expect(heard).toMatchObject({ text: 'hello', ended: '' });
});

test('delayed and dripping, it arrives whole and in order', async () => {
  const { socket, heard } = await caller();
  await proxy.fault({ kind: 'delay', ms: 150 });
  const began = performance.now();
  socket.write('one');
  await expect.poll(() => heard.text).toBe('one');
  expect(performance.now() - began).toBeGreaterThan(290);
  await proxy.fault({ kind: 'drip', bytes: 2, everyMs: 5 });
  const before = heard.pieces;
  socket.write('two three four');
  await expect.poll(() => heard.text).toBe('onetwo three four');
  expect(heard.pieces - before).toBeGreaterThan(3);
  await proxy.fault(null);
});
