import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { firstRow, openDatabase, rows, write } from './database.ts';
import { guardedDriver, isHere } from './pool.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
  await rows(database.db, 'CREATE TABLE note (text text PRIMARY KEY)');
});
afterAll(() => database.drop());

const newPool = () => new guardedDriver.Pool({ connectionString: database.url, max: 1 });
const pidOf = async (client: PoolClient) =>
  (await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid as number;

test.each([
  ['idle', [], true],
  ['after a commit', ['BEGIN', 'SELECT 1', 'COMMIT'], true],
  ['after a failure outside a transaction', ['SELECT 1 / 0', 'SELECT 1'], true],
  ['in a transaction', ['BEGIN', 'SELECT 1'], false],
  ['in an aborted transaction', ['BEGIN', 'SELECT 1 / 0'], false],
  ['in a savepoint of an aborted transaction', ['BEGIN', 'SAVEPOINT a', 'SELECT 1 / 0'], false],
])('a connection given back %s is handed out again: %s → %s', async (_, statements, again) => {
  const pool = newPool();
  const first = await pool.connect();
  const pid = await pidOf(first);
  for (const sql of statements) await first.query(sql).catch(() => undefined);
  first.release();
  const second = await pool.connect();
  expect((await pidOf(second)) === pid).toBe(again);
  second.release();
  await pool.end();
});

test.each([
  ['with the answer "do not destroy"', (client: PoolClient) => client.release(false)],
  ['with an error', (client: PoolClient) => client.release(new Error('broken'))],
])('a connection given back mid-transaction %s is destroyed', async (_, release) => {
  const pool = newPool();
  const first = await pool.connect();
  const pid = await pidOf(first);
  await first.query('BEGIN');
  release(first);
  const second = await pool.connect();
  expect(await pidOf(second)).not.toBe(pid);
  second.release();
  await pool.end();
});

test('a connection given back while its BEGIN is still on the way is not handed out', async () => {
  const pool = newPool();
  const first = await pool.connect();
  const pid = await pidOf(first);
  const begun = first.query('BEGIN').catch(() => undefined);
  first.release();
  const second = await pool.connect();
  await begun;
  expect(await pidOf(second)).not.toBe(pid);
  second.release();
  await pool.end();
});

test('a connection taken by callback is guarded too', async () => {
  const pool = newPool();
  const pid = await new Promise<number>((resolve, reject) => {
    pool.connect((error, client, release) => {
      if (!client) return reject(error);
      client
        .query('BEGIN')
        .then(() => pidOf(client))
        .then(found => {
          release();
          resolve(found);
        }, reject);
    });
  });
  const next = await pool.connect();
  expect(await pidOf(next)).not.toBe(pid);
  next.release();
  await pool.end();
});

test('a pool that reaches nobody says so, by promise and by callback', async () => {
  const pool = new guardedDriver.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
  await expect(pool.connect()).rejects.toThrow(/ECONNREFUSED/);
  const error = await new Promise<Error | undefined>(resolve => pool.connect(failure => resolve(failure)));
  expect(error?.message).toMatch(/ECONNREFUSED/);
  await pool.end();
});

test('parallel nested transactions that go wrong leave no connection behind that breaks the next request', async () => {
  const db = await openDatabase({ url: database.url, tables: [], poolSize: 1 });
  for (let round = 0; round < 5; round++) {
    const mess = write(db, tx =>
      Promise.all(
        [0, 1, 2].map(n =>
          tx.transaction(inner => inner.query('INSERT INTO note VALUES ($1)', [n === 1 ? null : `${round}-${n}`])),
        ),
      ),
    );
    await mess.catch(() => undefined);
    expect(await firstRow(db, 'SELECT now() = statement_timestamp() AS "ownTransaction"')).toEqual({
      ownTransaction: true,
    });
    await write(db, tx => rows(tx, 'INSERT INTO note VALUES ($1)', [`after ${round}`]));
  }
  await db.destroy();
  const kept = await rows<{ text: string }>(
    database.db,
    "SELECT text FROM note WHERE text LIKE 'after%' ORDER BY text",
  );
  expect(kept).toHaveLength(5);
});

test.each([
  ['postgresql://me:secret@127.0.0.1:5432/handoff?sslmode=disable', true],
  ['postgres://me@localhost/handoff', true],
  ['postgres://me@[::1]:5432/handoff', true],
  ['postgres://me@db.example.com:5432/handoff', false],
  ['postgres://127.0.0.1@db.example.com/handoff', false],
  ['postgres://me@10.0.0.5/handoff', false],
  ['', false],
])('tells of "%s" whether it is on this machine: %s', (url, expected) => {
  expect(isHere(url)).toBe(expected);
});
