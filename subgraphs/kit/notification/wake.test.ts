import type { AddressInfo } from 'node:net';
import { connect as connectTo, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { firstRow, rows } from '../database/database.ts';
import { silentLog } from '../log.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { dueChannel, listenForDue, type Wake } from './wake.ts';

let database: TestDatabase;
let wake: Wake | undefined;
beforeAll(async () => {
  database = await testDatabase([]);
});
afterEach(async () => {
  await wake?.stop();
  wake = undefined;
});
afterAll(() => database.drop());

const notify = () => rows(database.db, `SELECT pg_notify('${dueChannel}', '')`);
const listeners = async () =>
  (
    await firstRow<{ count: number }>(
      database.db,
      "SELECT count(*) AS count FROM pg_stat_activity WHERE application_name = 'handoff-wake' AND datname = current_database()",
    )
  )?.count;
async function took(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

it('wakes all who wait, and each by its own time', async () => {
  wake = await listenForDue(database.url, silentLog());
  const waits = [took(wake.wait(10_000)), took(wake.wait(10_000)), took(wake.wait(50))];
  await sleep(100);
  await notify();
  for (const time of await Promise.all(waits)) expect(time).toBeLessThan(2000);
});

it('ends a wait by its signal, even one that was given up before', async () => {
  wake = await listenForDue(database.url, silentLog());
  expect(await took(wake.wait(10_000, AbortSignal.timeout(50)))).toBeLessThan(2000);
  const waiting = wake.wait(10_000, AbortSignal.abort()).then(() => 'ended');
  expect(await Promise.race([waiting, immediate('waits')])).toBe('ended');
});

it('ends all waits when it stops, and leaves no connection behind', async () => {
  wake = await listenForDue(database.url, silentLog());
  const waiting = took(wake.wait(10_000));
  await wake.stop();
  expect(await waiting).toBeLessThan(2000);
  await expect.poll(listeners).toBe(0);
});

it('goes on after its connection was cut off, and says so in the log', async () => {
  const lines: string[] = [];
  wake = await listenForDue(database.url, pino({ level: 'warn' }, { write: line => lines.push(line) }));
  const cut =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'handoff-wake' AND datname = current_database()";
  await rows(database.db, cut);
  await expect.poll(listeners).toBe(1);
  await sleep(100);
  const waiting = took(wake.wait(10_000));
  await notify();
  expect(await waiting).toBeLessThan(2000);
  expect(lines.join()).toContain('the connection that wakes deliveries broke');
});

it('says at once when it cannot listen, and does not go on trying', async () => {
  const door = await openDoor();
  door.shut();
  await expect(listenForDue(door.url, silentLog())).rejects.toThrow();
  const tries = door.tries();
  await sleep(1500);
  expect(door.tries()).toBe(tries);
  await door.close();
});

it('tries again once a second while the database is away, and listens once when it is back', async () => {
  const door = await openDoor();
  wake = await listenForDue(door.url, silentLog());
  door.shut();
  const before = door.tries();
  await sleep(3500);
  expect(door.tries() - before).toBeGreaterThanOrEqual(2);
  expect(door.tries() - before).toBeLessThanOrEqual(4);
  door.open();
  await expect.poll(listeners).toBe(1);
  await sleep(1500);
  expect(await listeners()).toBe(1);
  await wake.stop();
  await door.close();
});

it('leaves no connection behind when it stops while it connects anew', async () => {
  const door = await openDoor();
  wake = await listenForDue(door.url, silentLog());
  door.slow(700);
  door.cut();
  await sleep(1300);
  await wake.stop();
  await sleep(1500);
  expect(await listeners()).toBe(0);
  await door.close();
});

interface Door {
  url: string;
  /** How often somebody came. */
  tries(): number;
  shut(): void;
  open(): void;
  /** Lets each come in only after so many milliseconds. */
  slow(milliseconds: number): void;
  cut(): void;
  close(): Promise<void>;
}

/** A way to the database that can be shut: what a network does. */
async function openDoor(): Promise<Door> {
  const target = new URL(database.url);
  const sockets = new Set<Socket>();
  let [tries, isShut, delay] = [0, false, 0];
  const server: Server = createServer(async socket => {
    tries += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    await sleep(delay);
    if (isShut || socket.destroyed) return void socket.destroy();
    const onward = connectTo(Number(target.port), target.hostname);
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = Object.assign(new URL(database.url), { port: String((server.address() as AddressInfo).port) }).href;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    url,
    tries: () => tries,
    shut: () => {
      isShut = true;
      cut();
    },
    open: () => {
      isShut = false;
    },
    slow: milliseconds => {
      delay = milliseconds;
    },
    cut,
    close: async () => {
      cut();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
