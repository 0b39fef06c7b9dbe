import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWire, type Wire } from './wire.ts';

let server: Server;
let other: Server;
let now = 0;
let wire: Wire | undefined;

function listening(name: string): Promise<Server> {
  const made = createServer((request, response) => {
    request.resume();
    response.end(name);
  }).listen(0, '127.0.0.1');
  return new Promise(resolve => made.once('listening', () => resolve(made)));
}
const addressOf = (of: Server) => new URL(`http://127.0.0.1:${(of.address() as AddressInfo).port}/graphql`);
const close = (of: Server) =>
  new Promise(resolve => {
    of.closeAllConnections();
    of.close(resolve);
  });

beforeEach(async () => {
  now = 0;
  [server, other] = [await listening('one'), await listening('two')];
});
afterEach(async () => {
  await wire?.destroy();
  await Promise.all([close(server), close(other)]);
});

async function answers(count: number): Promise<string> {
  const said: (string | undefined)[] = [];
  for (let each = 0; each < count; each++) said.push((await wire?.post({ headers: {}, body: '{}' }))?.text);
  return said.join(' ');
}

test('a server that refused rests for a second, and takes its turn again after that', async () => {
  const [first, second] = [addressOf(server), addressOf(other)];
  await close(server);
  wire = openWire([first, second], { connections: 2, timeoutMs: 1000, clock: () => now });
  expect(await answers(3)).toBe('two two two');
  server = createServer((_, response) => response.end('back')).listen(Number(first.port), '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  expect(await answers(2)).toBe('two two');
  now = 1000;
  expect((await answers(2)).split(' ').sort()).toEqual(['back', 'two']);
});

const quickly = { path: '/livez', patienceMs: 300 };

test('whoever waits for a server that stands still is told soon, and it is asked again when it lives', async () => {
  let stands = true;
  const still = createServer((request, response) => {
    request.resume();
    if (!stands) response.end('here');
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => still.once('listening', resolve));
  wire = openWire([addressOf(still)], { connections: 2, timeoutMs: 60_000, alive: quickly });
  await expect(answers(1)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  stands = false;
  expect(await answers(2)).toBe('here here');
  await close(still);
});

test('whoever waits for a server that lives is left waiting', async () => {
  const slow = createServer((request, response) => {
    request.resume();
    setTimeout(() => response.end('at last'), request.method === 'POST' ? 1_500 : 0);
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => slow.once('listening', resolve));
  wire = openWire([addressOf(slow)], { connections: 2, timeoutMs: 60_000, alive: quickly });
  expect(await answers(1)).toBe('at last');
  await close(slow);
});

test('when all refuse, the last refusal is told', async () => {
  const places = [addressOf(server), addressOf(other)];
  await Promise.all([close(server), close(other)]);
  wire = openWire(places, { connections: 2, timeoutMs: 1000 });
  for (let count = 0; count < 3; count++) await expect(answers(1)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a wire without an address is none', () => {
  expect(() => openWire([], { connections: 1, timeoutMs: 1 })).toThrow(TypeError);
});
