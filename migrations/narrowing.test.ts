import { migrate } from '@handoff/kit/database/migrate';
import { countStatements } from '@handoff/kit/database/statements';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { migrations } from './list.ts';
import { narrowings } from './testing/narrowing.ts';

test.each<[string, RegExp | null]>([
  ['CREATE TABLE a.b (id int NOT NULL)', null],
  ['CREATE INDEX i ON a.b (id)', null],
  ['ALTER TABLE a.b ADD COLUMN c int', null],
  ['ALTER TABLE a.b ADD COLUMN c int NOT NULL DEFAULT 0', null],
  ['ALTER TABLE a.b ADD COLUMN c int CHECK (c > 0)', null],
  ['ALTER TABLE a.b DROP CONSTRAINT c', null],
  ['ALTER TABLE a.b ALTER COLUMN c DROP NOT NULL', null],
  ['DROP INDEX a.i', null],
  ['CREATE OR REPLACE FUNCTION a.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$', null],
  ['CREATE TABLE a.n (id int); CREATE UNIQUE INDEX i ON a.n (id); ALTER TABLE a.n ADD UNIQUE (id)', null],
  ['INSERT INTO a.b VALUES (1)', null],
  ['ALTER TABLE a.b ADD COLUMN c int NOT NULL', /column c without a default of a\.b/],
  ['ALTER TABLE a.b DROP COLUMN c', /drops the column c/],
  ['ALTER TABLE a.b ADD COLUMN d int, DROP COLUMN c', /drops the column c/],
  ['ALTER TABLE a.b ALTER COLUMN c TYPE bigint', /type of c/],
  ['ALTER TABLE a.b ALTER COLUMN c SET NOT NULL', /a value in c/],
  ['ALTER TABLE a.b ALTER COLUMN c DROP DEFAULT', /default from c/],
  ['ALTER TABLE a.b ADD CHECK (c > 0)', /constraint to the rows of a\.b/],
  ['ALTER TABLE a.b RENAME COLUMN c TO d', /renames c/],
  ['ALTER TABLE a.b RENAME TO d', /renames/],
  ['CREATE UNIQUE INDEX i ON a.b (id)', /what a\.b holds unique/],
  ['DROP TABLE a.b', /drops what/],
  ['DROP FUNCTION a.f', /drops what/],
  ['TRUNCATE a.b', /empties/],
  ["DO $$ BEGIN EXECUTE 'DROP TABLE a.b'; END $$", /cannot be looked into/],
])('%s', async (sql, said) => {
  const found = await narrowings([sql]);
  if (said) expect(found.join('\n')).toMatch(said);
  else expect(found).toEqual([]);
});

/** The last migration of before the rule. */
const before = 'AskedFor0036000000000';

describe('migrations since the rule', () => {
  let database: TestDatabase;
  const since = migrations.findIndex(Migration => new Migration().name === before) + 1;

  beforeAll(async () => {
    database = await testDatabase([], 'template0');
    await migrate(database.url, migrations.slice(0, since));
  });
  afterAll(() => database.drop());

  it('only add, or say in narrows why the code before does not stumble', async () => {
    expect(since).toBeGreaterThan(30);
    for (const [index, Migration] of migrations.entries()) {
      if (index < since) continue;
      const { statements } = await countStatements(() => migrate(database.url, migrations.slice(0, index + 1)));
      const own = statements.filter(sql => !/^(SELECT|START|COMMIT|SET)\b/i.test(sql.trim()));
      expect(own.length).toBeGreaterThan(0);
      const migration: { name?: string; narrows?: string } = new Migration();
      const found = await narrowings(own);
      const { name: which, narrows = null } = migration;
      expect({ which, found, narrows: narrows !== null }).toEqual({ which, found, narrows: found.length > 0 });
    }
  });
});
