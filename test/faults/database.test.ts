import { type ChildProcess, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OwnServer, openServer } from '@handoff/bench/faults/server';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { end, handoff, ready } from '../command.ts';
import { until } from '../house.ts';
import { openTries, type Tries, wrongAfter } from './tries.ts';

let home: string;
/** Whether the database has a small disk of its own, which can be filled. */
let isSmall = false;
let server: OwnServer;
let child: ChildProcess;
let tries: Tries;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'handoff-faults-'));
  isSmall = mounted(home);
  await chmod(home, 0o755);
  server = await openServer({ home, durable: isSmall });
  const token = randomBytes(24).toString('hex');
  child = handoff(['start'], {
    ...{ PORT: '0', DATABASE_URL: server.url, HANDOFF_HOME: home, HANDOFF_DEMO: '0', LOG_LEVEL: 'fatal' },
    HANDOFF_BOOTSTRAP_TOKEN: token,
  });
  tries = openTries(await ready(child), token);
});
afterAll(async () => {
  await tries?.close();
  if (child) await end(child);
  await server?.stop();
  if (isSmall) execFileSync('umount', [home]);
  if (home) await rm(home, { recursive: true, force: true });
});

/** Puts a disk in memory at a folder; false where that is not possible: it takes root, and Linux. */
function mounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m,mode=0755', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const allUnavailable = Array(8).fill('UNAVAILABLE');

test('PostgreSQL is killed while it works: what needs it is unavailable, and goes on as soon as it is there', async () => {
  await tries.allDone();
  const under = Promise.all(Array.from({ length: 5 }, tries.some));
  await server.kill();
  for (const each of (await under).flat()) expect(['done', 'UNAVAILABLE']).toContain(each);
  expect(await tries.readiness()).toBe(503);
  expect(await tries.some()).toEqual(allUnavailable);
  await server.start();
  await until(tries.allDone, 10);
  expect(await tries.readiness()).toBe(200);
});

test('PostgreSQL is restarted in order: the same', async () => {
  await server.stop();
  expect(await tries.readiness()).toBe(503);
  expect(await tries.some()).toEqual(allUnavailable);
  await server.start();
  await until(tries.allDone, 10);
});

// Without /proc its processes cannot be found: then this is skipped, and says so here.
test.skipIf(!existsSync('/proc/self/stat'))(
  'PostgreSQL stands still: nobody waits for ever, and it goes on',
  async () => {
    await tries.allDone();
    await server.freeze();
    try {
      expect(await tries.readiness()).toBe(503);
      expect(await tries.some()).toEqual(allUnavailable);
    } finally {
      await server.thaw();
    }
    await until(tries.allDone, 10);
  },
);

/** Takes all connections that are to be had. */
async function fill(taken: pg.Client[]): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => undefined);
    const got = await client.connect().then(
      () => true,
      () => false,
    );
    if (!got) return;
    taken.push(client);
  }
}

test('there are no connections left: what needs a new one is unavailable, until there are', async () => {
  const taken: pg.Client[] = [];
  const heard = new Set<string>();
  try {
    await fill(taken);
    await until(async () => {
      // What the house held is taken as well, as far as we are quicker.
      await taken[0]?.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'handoff'`,
      );
      await Promise.all([fill(taken), fill(taken), fill(taken)]);
      for (const each of await tries.some()) heard.add(each);
      expect(heard).toContain('UNAVAILABLE');
    });
    for (const each of heard) expect(['done', 'UNAVAILABLE']).toContain(each);
  } finally {
    await Promise.all(taken.map(client => client.end()));
  }
  await until(tries.allDone, 10);
});

/** Leaves nothing free on the disk; gives the file that takes the room. */
async function fillDisk(): Promise<string> {
  const path = join(home, 'in-the-way');
  const file = await open(path, 'w');
  try {
    for (const size of [1_000_000, 4_096]) while (await written(file, size));
  } finally {
    await file.close();
  }
  return path;
}

async function written(file: Awaited<ReturnType<typeof open>>, size: number): Promise<boolean> {
  return file.write(Buffer.alloc(size, 1)).then(
    ({ bytesWritten }) => bytesWritten === size,
    () => false,
  );
}

/** Writes until the database says that it has no room, or falls over it. */
async function noRoom(): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => undefined);
  await client.connect();
  const table = 'CREATE TABLE IF NOT EXISTS public.filler (text text)';
  const sql = `INSERT INTO public.filler SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 2000) i, generate_series(1, 30) j GROUP BY i`;
  await expect(
    (async () => {
      for (let next = table; ; next = sql) await client.query(next);
    })(),
  ).rejects.toThrow();
  await client.end().catch(() => undefined);
}

test('the disk is full: what writes is unavailable, and goes on when there is room', async context => {
  if (!isSmall) {
    context.skip('a small disk of its own cannot be mounted here: that takes root, and Linux');
    return;
  }
  const inTheWay = await fillDisk();
  await noRoom();
  const heard = new Set<string>();
  await until(async () => {
    for (const each of await tries.some()) heard.add(each);
    expect(heard).toContain('UNAVAILABLE');
  });
  for (const each of heard) expect(['done', 'UNAVAILABLE']).toContain(each);
  await rm(inTheWay);
  // It goes on by itself, or was ended by it and is started by whoever looks after it.
  await server.start();
  await until(tries.allDone, 20);
});

test('after all of it what was acknowledged is there, once, and the trail is whole', async () => {
  expect(tries.acknowledged.length).toBeGreaterThan(20);
  expect(await wrongAfter(server.url, tries.acknowledged)).toEqual([]);
});
