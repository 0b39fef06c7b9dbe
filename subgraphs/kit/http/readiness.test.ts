import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Db, openDatabase } from '../database/database.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { readinessWith } from './readiness.ts';

let database: TestDatabase;
let db: Db;
beforeEach(async () => {
  database = await testDatabase([]);
  db = await openDatabase({ url: database.url, tables: [], poolSize: 1 });
});
afterEach(async () => {
  vi.useRealTimers();
  await db.destroy();
  await database.drop();
});

test('what is silent is told within 0.9 s, also when several are', async () => {
  // Whoever asks the database waits for its only connection.
  const holding = db.createQueryRunner();
  await holding.connect();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let told: object | null = null;
  const silent = () => new Promise<string>(() => undefined);
  const telling = readinessWith(db, { graph: silent, slack: silent })().then(report => {
    told = report;
  });
  await vi.advanceTimersByTimeAsync(899);
  expect(told).toBeNull();
  await vi.advanceTimersByTimeAsync(2);
  const said = 'no answer within 0.9 s';
  expect(told).toEqual({ ready: false, parts: { database: said, graph: said, slack: said } });
  await telling;
  await holding.release();
});
