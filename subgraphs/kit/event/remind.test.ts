import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { system } from '../actor.ts';
import { rows } from '../database/database.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { remindDue, type Waiting } from './remind.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
});
afterAll(() => database.drop());
beforeEach(() => rows(database.db, 'DELETE FROM event.reminder; DELETE FROM event.notification'));

const hours = (number: number) => new Date(Date.parse('2026-11-30T00:00:00Z') + number * 3_600_000);
const waiting = (until: number, tellsOver = false): Waiting => ({
  from: `SELECT 'asg_1'::text AS id, NULL::text AS model_id, '${hours(0).toISOString()}'::timestamptz AS since,
    '${hours(until).toISOString()}'::timestamptz AS until`,
  tellsOver,
  event: (_, { id, modelId, part }) => ({
    ...{ action: 'thing.reminded', subjectId: id, modelId, summary: 'reminded', detail: { part } },
  }),
});
/** The parts that are told when it is looked at these hours. */
async function toldAt(of: Waiting, at: readonly number[]): Promise<string[]> {
  for (const hour of at) await remindDue(database.db, system('test'), { waiting: of, now: hours(hour) });
  const found = await rows<{ part: string }>(
    database.db,
    "SELECT n.detail->>'part' AS part FROM event.notification n ORDER BY n.id",
  );
  return found.map(({ part }) => part);
}

it.each<[string, Waiting, number[], string[]]>([
  ['at half and at nine tenths, each once', waiting(10), [1, 5, 6, 9, 9.5], ['HALF', 'NINE_TENTHS']],
  ['only of the latest, when the first was missed', waiting(10), [9.2, 9.3], ['NINE_TENTHS']],
  ['not before half of the time', waiting(10), [0, 4.9], []],
  ['not of what has less than an hour', waiting(0.9), [0.5, 0.85], []],
  ['not when the time is over', waiting(10), [10, 11], []],
  ['when the time is over, where that is told so', waiting(10, true), [5, 10, 11], ['HALF', 'OVER']],
])('reminds %s', async (...[, of, at, told]) => {
  expect(await toldAt(of, at)).toEqual(told);
});

it('reminds once, however many ask at once', async () => {
  const of = { waiting: waiting(10), now: hours(6) };
  const counts = await Promise.all(Array.from({ length: 8 }, () => remindDue(database.db, system('test'), of)));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
});
