import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLoad } from '@handoff/bench/faults/load';
import { firstRow } from '@handoff/kit/database/database';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { end, handoff, ready } from '../command.ts';
import { until } from '../house.ts';

const token = randomBytes(24).toString('hex');
let database: TestDatabase;
let home: string;
let child: ChildProcess;

beforeAll(async () => {
  database = await testDatabase([]);
  home = await mkdtemp(join(tmpdir(), 'handoff-ending-'));
  child = handoff(['start'], {
    ...{ PORT: '0', DATABASE_URL: database.url, HANDOFF_HOME: home, HANDOFF_DEMO: '0' },
    ...{ HANDOFF_BOOTSTRAP_TOKEN: token, HANDOFF_SERVICE_BUDGET: '1000000000' },
  });
});
afterAll(async () => {
  await end(child);
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

test('told to end under load, it answers all that reached it, loses nothing, and ends by itself', async () => {
  const load = openLoad({ urls: [await ready(child)], token, connections: 8 });
  await until(() => expect(load.answered()).toBeGreaterThan(50));
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  await load.stop();
  // Who comes when nobody listens any more reached nothing, and asks another one.
  expect([...load.failures.keys()].filter(failure => failure !== 'ECONNREFUSED')).toEqual([]);
  const found = await firstRow<{ count: number }>(
    database.db,
    'SELECT count(*) AS count FROM registry.model WHERE name = ANY($1::text[])',
    [load.acknowledged],
  );
  expect(found?.count).toBe(load.acknowledged.length);
});
