import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { mostKept } from './client.ts';
import { openDatabase, rows, rowsPlannedAnew } from './database.ts';
import { kept, keptLately } from './kept.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
});
afterAll(() => database.drop());

const prepared = (of: string) =>
  database.db.transaction(async tx => {
    for (let i = 0; i < 3; i++) expect(await rows(tx, of, [i])).toEqual([{ found: i }]);
    return rows<{ statement: string }>(tx, 'SELECT statement FROM pg_prepared_statements WHERE statement = $1', [of]);
  });

it('keeps what is marked prepared on its connection, once, and nothing else', async () => {
  expect(await prepared(kept('SELECT $1::int + 0 AS found'))).toHaveLength(1);
  expect(await prepared('SELECT $1::int - 0 AS found')).toEqual([]);
});

it('keeps what is read outside a transaction, but not what is to be planned anew', async () => {
  const db = await openDatabase({ url: database.url, tables: [], poolSize: 1 });
  const sql = 'SELECT $1::int * 1 AS found';
  const anew = 'SELECT $1::int / 1 AS found';
  const held = 'SELECT statement FROM pg_prepared_statements WHERE statement = ANY($1) ORDER BY statement';
  expect(await rows(db, sql, [1])).toEqual([{ found: 1 }]);
  expect(await rowsPlannedAnew(db, anew, [1])).toEqual([{ found: 1 }]);
  expect(await rows(db, held, [[sql, anew]])).toEqual([{ statement: sql }]);
  await db.destroy();
});

it('goes on when a table it reads has changed meanwhile', async () => {
  const sql = kept('SELECT count(*)::int AS found FROM kept_test WHERE id = $1');
  await rows(database.db, 'CREATE TABLE kept_test (id int)');
  await database.db.transaction(async tx => {
    expect(await rows(tx, sql, [1])).toEqual([{ found: 0 }]);
    await rows(tx, 'ALTER TABLE kept_test ADD COLUMN more text');
    expect(await rows(tx, sql, [1])).toEqual([{ found: 0 }]);
  });
});

const numbered = (of: number) => keptLately(`SELECT $1::int + ${of} - ${of} AS found`);

it('keeps of those that are put together the ones sent last, and lets go the others', async () => {
  await database.db.transaction(async tx => {
    const held = async () => {
      const sql = "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%AS found'";
      return (await rows<{ statement: string }>(tx, sql)).map(({ statement }) => statement);
    };
    for (let i = 0; i < mostKept + 20; i++) expect(await rows(tx, numbered(i), [i])).toEqual([{ found: i }]);
    expect(await held()).not.toContain(numbered(0));
    expect(await held()).toContain(numbered(mostKept + 19));
    expect((await held()).length).toBeLessThanOrEqual(mostKept);
    for (const i of [0, 1, 0]) expect(await rows(tx, numbered(i), [i])).toEqual([{ found: i }]);
    expect((await held()).filter(statement => statement === numbered(0))).toHaveLength(1);
  });
});

it('lets go also while a transaction is broken and while much is asked at once', async () => {
  const broken = database.db.transaction(async tx => {
    await rows(tx, 'SELECT 1 / 0').catch(() => undefined);
    for (let i = 0; i < mostKept + 5; i++) await rows(tx, numbered(1000 + i), [i]).catch(() => undefined);
    throw new Error('over');
  });
  await expect(broken).rejects.toThrow('over');
  // As many at once as there are connections: nobody waits for one longer than a busy machine lets them.
  const asking = Array.from({ length: 10 }, async (_, at) => {
    for (let i = at; i < 3 * mostKept; i += 10)
      expect(await rows(database.db, numbered(2000 + (i % 250)), [i])).toEqual([{ found: i }]);
  });
  await Promise.all(asking);
});
