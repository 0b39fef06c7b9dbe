import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { firstRow } from './database.ts';
import { parseTimestamp } from './timestamp.ts';

// The parser that pg comes with, under another name than the one that was replaced.
const general = pg.types.getTypeParser(pg.types.builtins.TIMESTAMP) as (text: string) => Date;

it.each([
  ['2026-11-25 09:08:07+00', '2026-11-25T09:08:07.000Z'],
  ['2026-11-25 09:08:07.1+00', '2026-11-25T09:08:07.100Z'],
  ['2026-11-25 09:08:07.123456+00', '2026-11-25T09:08:07.123Z'],
  ['2026-11-25 09:08:07.999999+00', '2026-11-25T09:08:07.999Z'],
  ['1969-12-31 23:59:59.9996+00', '1969-12-31T23:59:59.999Z'],
  ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
  ['2026-11-25 09:08:07.5+05:30', '2026-11-25T03:38:07.500Z'],
  ['12026-11-25 09:08:07+00', '+012026-11-25T09:08:07.000Z'],
])('%s is %s', (text, iso) => {
  expect(parseTimestamp(text).toISOString()).toBe(iso);
});

it.each([
  ['infinity', Number.POSITIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
])('%s stays what pg makes of it', (text, number) => {
  expect(parseTimestamp(text)).toBe(number);
});

it("agrees with pg's own parser, whatever the moment", () => {
  const fractions = fc.stringMatching(/^(\.\d{0,5}[1-9])?$/);
  const seconds = fc.date({ min: new Date('0001-01-01Z'), max: new Date('9999-12-31Z'), noInvalidDate: true });
  fc.assert(
    fc.property(seconds, fractions, (at, fraction) => {
      const text = `${at.toISOString().slice(0, 19).replace('T', ' ')}${fraction}+00`;
      expect(parseTimestamp(text)).toEqual(general(text));
    }),
  );
});

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
});
afterAll(() => database.drop());

it('is what rows are read with', async () => {
  const sql = "SELECT $1::timestamptz AS at, ARRAY[$1::timestamptz] AS list, 'infinity'::timestamptz AS never";
  const at = new Date('2026-11-25T09:08:07.123Z');
  expect(await firstRow(database.db, sql, [at])).toEqual({ at, list: [at], never: Number.POSITIVE_INFINITY });
});
