import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { surprising } from '../errors.ts';
import { silentLog } from '../log.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import {
  afterCommit,
  ahead,
  brokenConstraint,
  firstRow,
  openDatabase,
  read,
  rows,
  sqlState,
  type Tx,
  write,
} from './database.ts';
import { countStatements } from './statements.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
  await rows(
    database.db,
    `CREATE TABLE account (id int CONSTRAINT account_id PRIMARY KEY, amount int NOT NULL CONSTRAINT account_amount CHECK (amount >= 0))`,
  );
});
beforeEach(async () => {
  await rows(database.db, 'TRUNCATE account');
  await rows(database.db, 'INSERT INTO account VALUES (1, 10), (2, 20)');
});
afterAll(() => database.drop());

const add = (tx: Tx, id: number, amount: number) =>
  rows(tx, 'UPDATE account SET amount = amount + $2 WHERE id = $1', [id, amount]);
const amounts = async () =>
  (await rows<{ amount: number }>(database.db, 'SELECT amount FROM account ORDER BY id')).map(row => row.amount);

it('answers rows, the first row, or null', async () => {
  const { db } = database;
  expect(await rows(db, 'SELECT id FROM account ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  expect(await firstRow(db, 'SELECT id FROM account WHERE id = $1', [2])).toEqual({ id: 2 });
  expect(await firstRow(db, 'SELECT id FROM account WHERE id = $1', [3])).toBeNull();
  expect(await firstRow(db, 'SELECT 9007199254740991::bigint AS big')).toEqual({ big: Number.MAX_SAFE_INTEGER });
});

it.each([
  ['a key that is taken', 'INSERT INTO account VALUES (1, 1)', ['23505', 'account_id']],
  ['a check', 'UPDATE account SET amount = -1', ['23514', 'account_amount']],
  ['a table that is not there', 'SELECT FROM nowhere', ['42P01', null]],
  ['a syntax error', 'SELEKT', ['42601', null]],
])('reads the state and the constraint of %s', async (_, sql, expected) => {
  const error: unknown = await rows(database.db, sql).then(null, (thrown: unknown) => thrown);
  expect([sqlState(error), brokenConstraint(error)]).toEqual(expected);
});

it.each([[null], [undefined], ['23505'], [new Error('away')], [{ code: 42 }]])('reads no state from %s', error => {
  expect([sqlState(error), brokenConstraint(error)]).toEqual([null, null]);
});

it('keeps all of a transaction or nothing', async () => {
  const failed = write(database.db, async tx => {
    await add(tx, 1, 5);
    throw new Error('changed my mind');
  });
  await expect(failed).rejects.toThrow('changed my mind');
  expect(await amounts()).toEqual([10, 20]);
});

it('tries again after a real deadlock, so that both are done', async () => {
  let tries = 0;
  let holding = 0;
  let bothHold: () => void = () => undefined;
  const both = new Promise<void>(resolve => {
    bothHold = resolve;
  });
  const done: Promise<void>[] = [];
  const transfer = (from: number, to: number) => {
    let again = false;
    return write(database.db, async tx => {
      tries += 1;
      // Who was chosen to go back lets the other finish: meeting once is what is looked at.
      if (again) await Promise.race(done);
      again = true;
      await add(tx, from, -1);
      // Each goes on only when the other holds its row as well: then they must meet, however slow the machine is.
      if (++holding === 2) bothHold();
      await both;
      await add(tx, to, 1);
    });
  };
  done.push(
    transfer(1, 2).then(() => undefined),
    transfer(2, 1).then(() => undefined),
  );
  await Promise.all(done);
  expect(await amounts()).toEqual([10, 20]);
  expect(tries).toBe(3);
});

it('tries again after a real serialisation failure', async () => {
  const seen: number[] = [];
  await write(database.db, async tx => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    const before = await firstRow<{ amount: number }>(tx, 'SELECT amount FROM account WHERE id = 1');
    seen.push(before?.amount ?? 0);
    if (seen.length === 1) await write(database.db, other => add(other, 1, 7));
    await add(tx, 1, 1);
  });
  expect(seen).toEqual([10, 17]);
  expect(await amounts()).toEqual([18, 20]);
});

it.each([
  ['40001', 3],
  ['40P01', 3],
  ['23505', 1],
])('gives up on %s after %i tries', async (state, expected) => {
  let tries = 0;
  const failing = write(database.db, async tx => {
    tries += 1;
    await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${state}'; END $$`);
  });
  const error: unknown = await failing.then(null, (thrown: unknown) => thrown);
  expect([sqlState(error), tries]).toEqual([state, expected]);
});

it('reads from one snapshot', async () => {
  const sum = 'SELECT sum(amount) AS sum FROM account';
  const sums = await read(database.db, async tx => {
    const first = await firstRow<{ sum: number }>(tx, sum);
    await write(database.db, other => add(other, 1, 100));
    return [first, await firstRow<{ sum: number }>(tx, sum)];
  });
  expect(sums).toEqual([{ sum: 30 }, { sum: 30 }]);
  expect(await firstRow(database.db, sum)).toEqual({ sum: 130 });
});

it.each([['UPDATE account SET amount = 0'], ['CREATE TABLE other ()'], ['SELECT FROM account FOR UPDATE']])(
  'refuses "%s" while it reads',
  async sql => {
    const error: unknown = await read(database.db, tx => rows(tx, sql)).then(null, (thrown: unknown) => thrown);
    expect(sqlState(error)).toBe('25006');
    expect(await amounts()).toEqual([10, 20]);
  },
);

it('counts the statements of one piece of work, and of no other that runs beside it', async () => {
  const { db } = database;
  const [one, two] = await Promise.all([
    countStatements(() => rows(db, 'SELECT 1 AS one')),
    countStatements(() => write(db, tx => rows(tx, 'SELECT 2 AS two'))),
  ]);
  expect(one).toEqual({ result: [{ one: 1 }], statements: ['SELECT 1 AS one'] });
  expect(two.statements).toEqual(['START TRANSACTION', 'SELECT 2 AS two', 'COMMIT']);
});

it('cannot be opened where nobody answers', async () => {
  await expect(openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', tables: [] })).rejects.toThrow(/ECONNREFUSED/);
});

describe('a connection that is lost within a transaction', () => {
  const broken = (then: (tx: Tx) => Promise<unknown>) =>
    write(database.db, async tx => {
      const [{ pid = 0 } = {}] = await rows<{ pid: number }>(tx, 'SELECT pg_backend_pid() AS pid');
      await rows(database.db, 'SELECT pg_terminate_backend($1)', [pid]);
      while (!tx.queryRunner?.isReleased) await new Promise(resolve => setTimeout(resolve, 5));
      await then(tx);
    });

  it.each<[string, (tx: Tx) => Promise<unknown>]>([
    ['when nothing more is sent', async () => undefined],
    ['when a statement is waited for', tx => rows(tx, 'SELECT 1')],
    ['when nobody waits for a statement', async tx => ahead(tx, 'SELECT 1')],
    ['when something is to be sent after the COMMIT', async tx => afterCommit(tx, 'SELECT 1')],
  ])('is told as that, %s', async (_, then) => {
    const failure = await broken(then).catch((error: Error) => error);
    expect(failure).toMatchObject({ message: expect.stringMatching(/^Connection terminated/) });
    expect(surprising(failure, { requestId: 'r', log: silentLog() }).code).toBe('UNAVAILABLE');
  });

  it('is told from a statement that comes too late', async () => {
    let late: Tx | undefined;
    await write(database.db, async tx => {
      late = tx;
    });
    await expect(rows(late as Tx, 'SELECT 1')).rejects.toThrow('after its transaction was over');
    expect(() => ahead(late as Tx, 'SELECT 1')).toThrow('after its transaction was over');
  });
});
