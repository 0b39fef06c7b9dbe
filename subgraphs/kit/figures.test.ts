import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rows } from './database/database.ts';
import { processFigures } from './figures.ts';
import { type Served, serveHttp } from './http/serve.ts';
import { silentLog } from './log.ts';
import { startLoop } from './loop.ts';
import { type TestDatabase, testDatabase } from './testing/database.ts';

let database: TestDatabase;
let served: Served;
beforeAll(async () => {
  database = await testDatabase([]);
  const ready = async () => ({ ready: true, parts: {} });
  served = await serveHttp({ host: '127.0.0.1', port: 0, ready, log: silentLog() }, async () => false);
});
afterAll(async () => {
  await served.close();
  await database.drop();
});

/** The value of a figure, by its name and labels as they are written; null: it is not there. */
async function figure(line: string): Promise<number | null> {
  const text = await processFigures().metrics();
  const found = text.split('\n').find(each => each.startsWith(`${line} `));
  return found ? Number(found.slice(line.length + 1)) : null;
}

it('counts rounds of work, and those that fail', async () => {
  let round = 0;
  const loop = startLoop({
    name: 'Being counted',
    log: silentLog(),
    longestPause: 1,
    round: async () => {
      round += 1;
      if (round === 2) throw new Error('the second fails');
      return round < 3 ? 0 : 60_000;
    },
  });
  while (round < 3) await sleep(5);
  await loop.stop();
  expect(await figure('handoff_work_rounds_total{work="Being counted",outcome="done"}')).toBe(2);
  expect(await figure('handoff_work_rounds_total{work="Being counted",outcome="failed"}')).toBe(1);
});

it('counts connections of pools that are open', async () => {
  const atWork = () => figure('handoff_database_connections{state="at work"}');
  const before = (await atWork()) ?? 0;
  const sleeping = rows(database.db, 'SELECT pg_sleep(0.5)');
  await sleep(200);
  expect(await atWork()).toBe(before + 1);
  await sleeping;
  await expect.poll(atWork).toBe(before);
  expect(await figure('handoff_database_waiting')).toBe(0);
  const idle = () => figure('handoff_database_connections{state="idle"}');
  const open = (await idle()) ?? 0;
  await database.db.destroy();
  expect(await idle()).toBeLessThan(open);
});

it('is told by every server of ours, with the version', async () => {
  const answer = await fetch(`${served.url}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await answer.text()).toMatch(/handoff_build_info\{version="\d+\.\d+\.\d+"\} 1\n/);
  expect((await fetch(`${served.url}/metrics`, { method: 'POST' })).status).toBe(404);
});
