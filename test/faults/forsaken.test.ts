import { type Db, firstRow, openDatabase, rows, write } from '@handoff/kit/database/database';
import { isOutage } from '@handoff/kit/errors';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proxied, type TcpProxy } from './proxy.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
  await rows(database.db, 'CREATE TABLE note (text text PRIMARY KEY)');
});
afterAll(() => database?.drop());

type Work = (db: Db, proxy: TcpProxy) => Promise<void>;

/**
 * Does something with a pool of two connections, which are there and at rest, over a line of its own. Without turns each
 * question has a connection to itself.
 */
async function withLine(work: Work, takesTurns = false): Promise<void> {
  const { address, proxy } = await proxied(database.url);
  const db = await openDatabase({ url: address, tables: [], poolSize: 2, takesTurns });
  try {
    await Promise.all([rows(db, 'SELECT pg_sleep(0.1)'), rows(db, 'SELECT pg_sleep(0.1)')]);
    await work(db, proxy);
  } finally {
    await db.destroy();
    await proxy.stop();
  }
}

/** What came of a question, and what kind of failure it was. */
const outcome = (question: Promise<unknown>) =>
  question.then(
    () => 'answered',
    error => (isOutage(error) ? 'outage' : String(error)),
  );

// At once: each waits for seconds, and does nothing meanwhile.
test.concurrent('who asks over a line that broke without a word is told, and the pool is whole again', () =>
  withLine(async (db, proxy) => {
    await proxy.fault({ kind: 'halfOpen' });
    await proxy.fault(null);
    const told = ['one', 'two', 'three'].map(text => outcome(rows(db, 'INSERT INTO note VALUES ($1)', [text])));
    // The third waits for a connection, and gets a new one.
    expect((await Promise.all(told)).toSorted()).toEqual(['answered', 'outage', 'outage']);
    expect(await outcome(write(db, tx => rows(tx, `INSERT INTO note VALUES ('four')`)))).toBe('answered');
    expect(await firstRow(db, `SELECT count(*) AS count FROM note WHERE text NOT LIKE 'shared%'`)).toEqual({
      count: 2,
    });
  }));

test.concurrent('the same where questions share a connection: what shared a broken one is told, and nothing is written twice', () =>
  withLine(async (db, proxy) => {
    await proxy.fault({ kind: 'halfOpen' });
    await proxy.fault(null);
    const texts = Array.from({ length: 6 }, (_, n) => `shared ${n}`);
    const told = await Promise.all(texts.map(text => outcome(rows(db, 'INSERT INTO note VALUES ($1)', [text]))));
    expect(told.filter(each => each !== 'answered' && each !== 'outage')).toEqual([]);
    expect(told).toContain('outage');
    expect(await outcome(write(db, tx => rows(tx, `INSERT INTO note VALUES ('shared at last')`)))).toBe('answered');
    const kept = await rows<{ text: string }>(db, `SELECT text FROM note WHERE text LIKE 'shared%' ORDER BY text`);
    const wanted = [...texts.filter((_, i) => told[i] === 'answered'), 'shared at last'].toSorted();
    expect(kept.map(({ text }) => text)).toEqual(wanted);
  }, true));

test.concurrent('while the database answers nobody, nobody waits for ever; afterwards it is asked as before', () =>
  withLine(async (db, proxy) => {
    await proxy.fault({ kind: 'blackHole' });
    const told = await Promise.all([outcome(rows(db, 'SELECT 1')), outcome(write(db, tx => rows(tx, 'SELECT 1')))]);
    expect(told).toEqual(['outage', 'outage']);
    await proxy.fault(null);
    expect(await outcome(rows(db, 'SELECT 1'))).toBe('answered');
  }));

test.concurrent('what the database works on is left alone, however long it takes', () =>
  withLine(async db => {
    const long = outcome(rows(db, 'SELECT pg_sleep(7)'));
    expect(await outcome(write(db, tx => rows(tx, 'SELECT 1')))).toBe('answered');
    expect(await long).toBe('answered');
  }));

test.concurrent('what is long on its way to the database is left alone while it moves', () =>
  withLine(async (db, proxy) => {
    const text = 'x'.repeat(8_000_000);
    await proxy.fault({ kind: 'drip', bytes: 32_768, everyMs: 15 });
    expect(await outcome(rows(db, 'SELECT length($1::text) AS length', [text]))).toBe('answered');
  }));
