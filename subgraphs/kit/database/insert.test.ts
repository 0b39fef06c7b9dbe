import { EntitySchema } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { rows, write } from './database.ts';
import { insertAll, upsertAll } from './insert.ts';
import { countStatements } from './statements.ts';

interface Shelf {
  id: string;
  setUpAt: Date | null;
}
const shelves = new EntitySchema<Shelf>({
  name: 'shelf',
  schema: 'public',
  columns: { id: { type: 'text', primary: true }, setUpAt: { type: 'timestamptz', name: 'set_up_at', nullable: true } },
});
const books = new EntitySchema<{ title: string; shelfId: string; facts: unknown }>({
  name: 'public_book',
  schema: 'public',
  tableName: 'book',
  columns: {
    title: { type: 'text', primary: true },
    shelfId: { type: 'text', name: 'shelf_id' },
    facts: { type: 'jsonb', nullable: true },
  },
});

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
  await rows(database.db, 'CREATE TABLE shelf (id text PRIMARY KEY, set_up_at timestamptz)');
  await rows(database.db, 'CREATE TABLE book (title text PRIMARY KEY, shelf_id text REFERENCES shelf, facts jsonb)');
});
afterAll(() => database.drop());

it('writes rows of several tables with one statement, whichever comes first, null where a row lacks something', async () => {
  const setUpAt = new Date('2026-05-04T03:02:01.123Z');
  const { statements } = await countStatements(() =>
    write(database.db, tx =>
      insertAll(tx, [
        { table: books, rows: [{ title: 'Half \ud83d a character', shelfId: 'a', facts: { pages: [1, '\ud83d'] } }] },
        { table: books, rows: [] },
        { table: shelves, rows: [{ id: 'a', setUpAt }, { id: 'b' }] },
      ]),
    ),
  );
  expect(statements.filter(sql => sql.includes('INSERT'))).toHaveLength(1);
  expect(await rows(database.db, 'SELECT * FROM shelf ORDER BY id')).toEqual([
    { id: 'a', set_up_at: setUpAt },
    { id: 'b', set_up_at: null },
  ]);
  expect(await rows(database.db, 'SELECT * FROM book')).toEqual([
    { title: 'Half \ufffd a character', shelf_id: 'a', facts: { pages: [1, '\ufffd'] } },
  ]);
});

it('sends nothing when there is nothing to write, and refuses what the database refuses', async () => {
  const { statements } = await countStatements(() => insertAll(database.db.manager, [{ table: books, rows: [] }]));
  expect(statements).toEqual([]);
  const lost = [{ table: books, rows: [{ title: 'Lost', shelfId: 'nowhere', facts: null }] }];
  await expect(write(database.db, tx => insertAll(tx, lost))).rejects.toThrow(/foreign key/);
});

it('makes rows that are there what is told, and adds those that are not, with one statement', async () => {
  const put = (rowsOfBooks: object[], rowsOfShelves: object[]) =>
    write(database.db, tx =>
      upsertAll(tx, [
        { table: shelves, rows: rowsOfShelves },
        { table: books, rows: rowsOfBooks },
      ]),
    );
  await put([{ title: 'Old', shelfId: 'u', facts: { pages: 1 } }], [{ id: 'u' }]);
  const changed = { title: 'Old', shelfId: 'v', facts: null };
  const { statements } = await countStatements(() => put([changed, { title: 'New', shelfId: 'u' }], [{ id: 'v' }]));
  expect(statements.filter(sql => sql.includes('INSERT'))).toHaveLength(1);
  const found = "SELECT title, shelf_id, facts FROM book WHERE title IN ('Old', 'New') ORDER BY title";
  expect(await rows(database.db, found)).toEqual([
    { title: 'New', shelf_id: 'u', facts: null },
    { title: 'Old', shelf_id: 'v', facts: null },
  ]);
});
