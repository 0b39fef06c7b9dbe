import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { type Db, openDatabase, read, rows, write } from './database.ts';
import { askPool, guardedDriver } from './pool.ts';

let database: TestDatabase;
let turning: Db;
beforeAll(async () => {
  database = await testDatabase([]);
  turning = await openDatabase({ url: database.url, tables: [], poolSize: 10, takesTurns: true });
});
afterAll(async () => {
  await turning.destroy();
  await database.drop();
});

const pidSql = 'SELECT pg_backend_pid() AS pid, $1::int AS n';
const asked = (n: number) => rows<{ pid: number; n: number }>(turning, pidSql, [n]);

describe('what is asked in one go', () => {
  it('is answered each to whoever asked, over few connections', async () => {
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    const found = (await Promise.all(numbers.map(asked))).flat();
    expect(found.map(({ n }) => n)).toEqual(numbers);
    // A turn for each processor, of which there may be many.
    expect(new Set(found.map(({ pid }) => pid)).size).toBeLessThanOrEqual(10);
  });

  it('is read once where it is the same read, and written as often as it was asked', async () => {
    await rows(database.db, 'CREATE TABLE public.tally (n int)');
    const again = <T>(sql: string) => Promise.all(Array.from({ length: 5 }, () => rows<T>(turning, sql, [1])));
    await again('INSERT INTO public.tally VALUES ($1)');
    await again(
      'WITH one AS (INSERT INTO public.tally VALUES ($1) RETURNING n) SELECT count(*) FROM one, public.tally',
    );
    const counted = await again<{ count: number; at: string }>(
      'SELECT count(*) AS count, statement_timestamp()::text AS at FROM public.tally WHERE n = $1',
    );
    expect(counted.flat().map(({ count }) => count)).toEqual([10, 10, 10, 10, 10]);
    expect(new Set(counted.flat().map(({ at }) => at)).size).toBe(1);
  });

  it('fails where it is wrong, and leaves the others and the connections whole', async () => {
    const wrong = (n: number) => rows(turning, 'SELECT 1 / $1::int', [n]);
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.allSettled([asked(1), wrong(0), asked(2), wrong(0), asked(3), wrong(1)]);
      expect(answers.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ]);
    }
    expect(await rows(turning, 'SELECT now() = statement_timestamp() AS "ownTransaction"')).toEqual([
      { ownTransaction: true },
    ]);
  });

  it('is told what keeps a connection from being made, and goes on', async () => {
    const file = join(tmpdir(), 'handoff-no-such-folder', 'ca.pem');
    const wrong = new guardedDriver.Pool({
      connectionString: `${database.url}?sslmode=verify-full&sslrootcert=${file}`,
      takesTurns: true,
    });
    for (const _ of [1, 2]) await expect(askPool(wrong, 'SELECT $1::int AS n', [1])).rejects.toThrow('ENOENT');
    await wrong.end();
  });

  it('keeps its connection where it fails', async () => {
    const one = await openDatabase({ url: database.url, tables: [], poolSize: 1, takesTurns: true });
    const pids = new Set<number>();
    for (let round = 0; round < 20; round++) {
      await expect(rows(one, 'SELECT 1 / $1::int', [0])).rejects.toThrow('division by zero');
      for (const { pid } of await rows<{ pid: number }>(one, 'SELECT pg_backend_pid() AS pid')) pids.add(pid);
    }
    expect(pids.size).toBe(1);
    await one.destroy();
  });

  it('fails with its connection, and works again when there is another', async () => {
    const lost = await openDatabase({ url: database.url, tables: [], poolSize: 1, takesTurns: true });
    const [{ pid = 0 } = {}] = await rows<{ pid: number }>(lost, 'SELECT pg_backend_pid() AS pid');
    // As many behind it as go on the same connection, whatever turns there are.
    const seconds = [60, ...Array.from({ length: 500 }, () => 0)];
    const all = Promise.allSettled(seconds.map(each => rows(lost, 'SELECT pg_sleep($1::int)', [each])));
    await until(async () => (await busy(pid)) === 'active');
    await rows(database.db, 'SELECT pg_terminate_backend($1)', [pid]);
    const answers = await all;
    expect(answers[0]).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/terminat/) } });
    expect(answers.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(1);
    expect(await rows(lost, 'SELECT $1::int AS n', [7])).toEqual([{ n: 7 }]);
    await lost.destroy();
    const after = await Promise.allSettled([rows(lost, 'SELECT 1'), rows(lost, 'SELECT 2')]);
    expect(after.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

const busy = async (pid: number) =>
  (await rows<{ state: string }>(database.db, 'SELECT state FROM pg_stat_activity WHERE pid = $1', [pid]))[0]?.state;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 5));
}

describe('transactions', () => {
  it('that take turns all come to their end, each with its own answer', async () => {
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    const found = await Promise.all(
      numbers.map(n => (n % 2 ? write : read)(turning, tx => rows<{ n: number }>(tx, 'SELECT $1::int AS n', [n]))),
    );
    expect(found.flat().map(({ n }) => n)).toEqual(numbers);
  });

  it('do not wait for ever for a turn that those who have one wait for as well', async () => {
    // More of them at once than there are turns, each of which needs another transaction to end.
    const wide = await openDatabase({ url: database.url, tables: [], poolSize: 90, takesTurns: true });
    const nested = () => write(wide, () => write(wide, tx => rows(tx, 'SELECT 1 AS one')));
    const found = await Promise.all(Array.from({ length: 40 }, nested));
    expect(found).toEqual(Array.from({ length: 40 }, () => [{ one: 1 }]));
    await wide.destroy();
  });
});
