import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { columns } from '../database/columns.ts';
import { type Db, openDatabase, rows, write } from '../database/database.ts';
import { append } from '../event/append.ts';
import { silentLog } from '../log.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { actor } from '../testing/graph.ts';
import { type ClaimRequest, claim, claimNow } from './claim.ts';
import { type NotificationRow, notifications } from './table.ts';
import { listenForDue, type Wake } from './wake.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await testDatabase([notifications]);
  db = database.db;
});
afterAll(() => database.drop());
beforeEach(() => rows(db, 'DELETE FROM event.notification'));

const request = (parts: Partial<ClaimRequest> = {}): ClaimRequest => ({
  consumer: 'bot',
  max: 100,
  leaseSeconds: 60,
  waitSeconds: 0,
  ...parts,
});
const tell = (subjectId = 'mdl_1', on = db) =>
  write(on, tx =>
    append(tx, actor('per_ana'), {
      action: 'model.changed',
      subjectId,
      modelId: 'mdl_1',
      summary: 'x',
      detail: { a: 1 },
      notify: true,
    }),
  );
async function tellMany(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await tell(`mdl_${n}`);
}
const stored = () =>
  rows<NotificationRow>(db, `SELECT ${columns(notifications, 'n')} FROM event.notification n ORDER BY n.id`);
const set = (change: string) => rows(db, `UPDATE event.notification SET ${change}`);

it('hands out what an event made due, with all that its consumer needs', async () => {
  const entryId = await tell();
  const [claimed, ...others] = await claimNow(db, request());
  expect(claimed).toMatchObject({
    entryId,
    kind: 'model.changed',
    subjectId: 'mdl_1',
    modelId: 'mdl_1',
    detail: { a: 1 },
    state: 'LEASED',
    attempt: 1,
    consumer: 'bot',
  });
  expect(others).toEqual([]);
  expect(Number(claimed?.leasedUntil) - Date.now()).toBeGreaterThan(50_000);
  expect(await claimNow(db, request())).toEqual([]);
});

it('never shows what was rolled back, nor what nobody must be told', async () => {
  await write(db, async tx => {
    await append(tx, actor('per_ana'), { action: 'a', subjectId: 'b', modelId: null, summary: 'c', notify: true });
    throw new Error('no');
  }).catch(() => undefined);
  await write(db, tx => append(tx, actor('per_ana'), { action: 'a', subjectId: 'b', modelId: null, summary: 'c' }));
  expect(await claimNow(db, request())).toEqual([]);
});

it('gives each to one of eight who claim at once', async () => {
  await tellMany(60);
  const claimers = Array.from({ length: 8 }, async (_, n) => {
    const taken: NotificationRow[] = [];
    for (let round = 0; round < 4; round++)
      taken.push(...(await claimNow(db, request({ consumer: `bot ${n}`, max: 3 }))));
    return taken;
  });
  const taken = (await Promise.all(claimers)).flat();
  expect(taken).toHaveLength(60);
  expect(new Set(taken.map(one => one.id)).size).toBe(60);
  expect(taken.every(one => one.attempt === 1)).toBe(true);
});

it('takes what is due longest, and no more than was asked, however PostgreSQL plans it', async () => {
  await tellMany(12);
  const planned = new URL(database.url);
  const off = ['hashjoin', 'mergejoin', 'hashagg', 'sort', 'material', 'memoize'];
  planned.searchParams.set('options', off.map(way => `-c enable_${way}=off`).join(' '));
  const other = await openDatabase({ url: planned.href, tables: [notifications] });
  try {
    for (const on of [db, other]) {
      const claimed = await claimNow(on, request({ max: 3 }));
      expect(claimed).toHaveLength(3);
      const left = (await stored()).filter(one => one.state === 'DUE');
      const latest = Math.max(...claimed.map(one => Number(one.dueAt)));
      expect(left.every(one => Number(one.dueAt) >= latest)).toBe(true);
    }
  } finally {
    await other.destroy();
  }
  expect((await stored()).filter(one => one.state === 'LEASED')).toHaveLength(6);
});

it('gives it again when the lease is over, and counts the attempts', async () => {
  await tell();
  await claimNow(db, request());
  await set("leased_until = clock_timestamp() - interval '1 ms'");
  const [again] = await claimNow(db, request({ consumer: 'other' }));
  expect(again).toMatchObject({ attempt: 2, consumer: 'other', state: 'LEASED' });
});

it('leaves what is due later, delivered or dead', async () => {
  await tellMany(1);
  for (const change of [
    "due_at = now() + interval '1 minute'",
    "state = 'DELIVERED', due_at = now()",
    "state = 'DEAD'",
  ]) {
    await set(change);
    expect(await claimNow(db, request())).toEqual([]);
  }
});

it('is dead when the tenth lease ends without an answer', async () => {
  await tell();
  for (let attempt = 1; attempt <= 10; attempt++) {
    expect(await claimNow(db, request())).toMatchObject([{ attempt }]);
    await set("leased_until = clock_timestamp() - interval '1 ms'");
  }
  expect(await claimNow(db, request())).toEqual([]);
  expect(await stored()).toMatchObject([
    { state: 'DEAD', attempt: 10, lastFailure: 'The lease ended without an answer.' },
  ]);
});

it('notes when each consumer last asked', async () => {
  await claimNow(db, request({ consumer: 'watcher' }));
  const [seen] = await rows<{ name: string; late: boolean }>(
    db,
    "SELECT name, last_claim_at < now() - interval '10 seconds' AS late FROM event.consumer WHERE name = 'watcher'",
  );
  expect(seen).toEqual({ name: 'watcher', late: false });
});

async function withWake(work: (wake: Wake) => Promise<void>): Promise<void> {
  const wake = await listenForDue(database.url, silentLog());
  await work(wake).finally(() => wake.stop());
}
async function timed<T>(work: Promise<T>): Promise<{ result: T; took: number }> {
  const start = performance.now();
  return { result: await work, took: performance.now() - start };
}

it('is woken by a commit while it waits', () =>
  withWake(async wake => {
    const waiting = timed(claim(db, wake, request({ waitSeconds: 25 })));
    await sleep(300);
    const committed = performance.now();
    await tell();
    const { result } = await waiting;
    expect(result).toHaveLength(1);
    expect(performance.now() - committed).toBeLessThan(2000);
  }));

it('answers nothing when the time is up or the asker has gone', () =>
  withWake(async wake => {
    const whole = await timed(claim(db, wake, request({ waitSeconds: 1 })));
    expect(whole.result).toEqual([]);
    expect(whole.took).toBeGreaterThan(950);
    const gone = await timed(claim(db, wake, { ...request({ waitSeconds: 25 }), signal: AbortSignal.timeout(100) }));
    expect(gone.result).toEqual([]);
    expect(gone.took).toBeLessThan(2000);
  }));

it('wakes for what becomes due by time alone, and for a lease that ends', () =>
  withWake(async wake => {
    await tell();
    await set("due_at = clock_timestamp() + interval '300 ms'");
    const due = await timed(claim(db, wake, request({ waitSeconds: 25, leaseSeconds: 1 })));
    expect(due.result).toMatchObject([{ attempt: 1 }]);
    expect(due.took).toBeLessThan(2000);
    const ended = await timed(claim(db, wake, request({ waitSeconds: 25 })));
    expect(ended.result).toMatchObject([{ attempt: 2 }]);
    expect(ended.took).toBeLessThan(3000);
  }));

it('misses no wake-up that comes between looking and waiting', () =>
  withWake(async wake => {
    // Stands between claim and the database, and lets something become due right after claim has looked.
    let told = false;
    const query = async (sql: string, parameters: unknown[]) => {
      const answer = { rows: await rows(db, sql, parameters) };
      if (!told && sql.includes('extract(epoch')) {
        told = true;
        await tell();
        await sleep(200);
      }
      return answer;
    };
    const driver = db.driver as PostgresDriver;
    const master = Object.assign(Object.create(driver.master as Pool) as Pool, { query });
    const between = Object.assign(Object.create(db) as Db, {
      driver: Object.assign(Object.create(driver) as PostgresDriver, { master }),
    });
    const { result, took } = await timed(claim(between, wake, request({ waitSeconds: 25 })));
    expect(result).toHaveLength(1);
    expect(took).toBeLessThan(2000);
  }));
