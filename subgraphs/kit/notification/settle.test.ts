import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { columns } from '../database/columns.ts';
import { type Db, firstRow, rows, write } from '../database/database.ts';
import { append } from '../event/append.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { actor } from '../testing/graph.ts';
import { claimNow } from './claim.ts';
import { backOffSeconds, maxAttempts } from './schedule.ts';
import { retry, settle } from './settle.ts';
import { type NotificationRow, notifications } from './table.ts';

let database: TestDatabase;
let db: Db;
let id: string;
beforeAll(async () => {
  database = await testDatabase([notifications]);
  db = database.db;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await rows(db, 'DELETE FROM event.notification');
  const event = { action: 'a', subjectId: 'mdl_1', modelId: null, summary: 'x', notify: true };
  await write(db, tx => append(tx, actor('per_ana'), event));
  id = (await take())[0]?.id ?? '';
});

const take = () => claimNow(db, { consumer: 'bot', max: 10, leaseSeconds: 60, waitSeconds: 0 });
const stored = () =>
  firstRow<NotificationRow>(db, `SELECT ${columns(notifications, 'n')} FROM event.notification n WHERE n.id = $1`, [
    id,
  ]);
const set = (change: string) => rows(db, `UPDATE event.notification SET ${change}`);
/** Expects that a piece of work made it due again after so many seconds. */
async function expectWait(seconds: number, work: () => Promise<unknown>): Promise<void> {
  const before = Date.now();
  await work();
  const after = Date.now();
  const due = Number((await stored())?.dueAt) - seconds * 1000;
  expect(due).toBeGreaterThanOrEqual(before - 5);
  expect(due).toBeLessThanOrEqual(after + 5);
}

it('keeps what was delivered, with the time', async () => {
  expect(await settle(db, 'bot', { id, attempt: 1, delivered: true })).toEqual({
    id,
    state: 'DELIVERED',
    problem: null,
  });
  expect(await stored()).toMatchObject({ state: 'DELIVERED', leasedUntil: null, deliveredAt: expect.any(Date) });
  expect(await take()).toEqual([]);
});

it('is due again later after a failure, with the reason', async () => {
  await expectWait(1, async () => {
    const settled = await settle(db, 'bot', { id, attempt: 1, delivered: false, reason: 'Slack is away.' });
    expect(settled).toEqual({ id, state: 'DUE', problem: null });
  });
  expect(await stored()).toMatchObject({ state: 'DUE', lastFailure: 'Slack is away.', attempt: 1, deliveredAt: null });
  expect(await take()).toEqual([]);
});

it.each([
  [undefined, 1],
  [null, 1],
  [30, 30],
  [0, 0],
  [-5, 0],
  [10_000_000, 86_400],
])('is due again after %s seconds as asked: %i', async (retryAfterSeconds, expected) => {
  await expectWait(expected, () => settle(db, 'bot', { id, attempt: 1, delivered: false, retryAfterSeconds }));
});

it('keeps a reason that PostgreSQL could not store as it is', async () => {
  const settled = await settle(db, 'bot', { id, attempt: 1, delivered: false, reason: 'bad \u0000 answer' });
  expect(settled.problem).toBeNull();
  expect((await stored())?.lastFailure).toBe('bad \ufffd answer');
});

it.each([
  ['of another attempt', 'bot', 2, ''],
  ['of another consumer', 'other', 1, ''],
  ['after the lease has ended', 'bot', 1, "leased_until = clock_timestamp() - interval '1 ms'"],
  ['a second time', 'bot', 1, "state = 'DELIVERED', delivered_at = now()"],
])('refuses an answer %s', async (...[, consumer, attempt, change]) => {
  if (change) await set(change);
  const before = await stored();
  const settled = await settle(db, consumer, { id, attempt, delivered: true });
  expect(settled).toMatchObject({ id, state: before?.state, problem: { kind: 'Conflict', reason: 'STALE_REVISION' } });
  expect(await stored()).toEqual(before);
});

it('answers NotFound for what is not there', async () => {
  const missing = { id: 'ntf_none', state: null, problem: { kind: 'NotFound' } };
  expect(await settle(db, 'bot', { id: 'ntf_none', attempt: 1, delivered: true })).toMatchObject(missing);
  expect(await retry(db, 'ntf_none')).toMatchObject(missing);
});

it('waits longer from try to try, is dead after ten, and due again from the first when somebody says so', async () => {
  for (const [index, wait] of [1, 2, 4, 8, 16, 32, 64, 128, 256].entries()) {
    const failed = { id, attempt: index + 1, delivered: false, reason: `try ${index + 1}` };
    await expectWait(wait, async () => expect((await settle(db, 'bot', failed)).state).toBe('DUE'));
    await set('due_at = clock_timestamp()');
    await take();
  }
  const last = await settle(db, 'bot', { id, attempt: 10, delivered: false, reason: 'try 10' });
  expect(last).toEqual({ id, state: 'DEAD', problem: null });
  expect(await take()).toEqual([]);
  expect(await stored()).toMatchObject({ state: 'DEAD', attempt: 10, lastFailure: 'try 10' });
  expect(await retry(db, id)).toEqual({ id, state: 'DUE', problem: null });
  expect(await take()).toMatchObject([{ id, attempt: 1 }]);
});

it.each([['LEASED'], ['DELIVERED'], ['DUE']])('does not try anew what is %s', async state => {
  await set(`state = '${state}'`);
  expect(await retry(db, id)).toMatchObject({ state, problem: { kind: 'WrongState', state } });
});

it('backs off by doubling, up to a quarter of an hour', () => {
  expect(maxAttempts).toBe(10);
  expect([0, 1, 2, 3, 10, 11, 50].map(backOffSeconds)).toEqual([1, 1, 2, 4, 512, 900, 900]);
  fc.assert(
    fc.property(fc.nat(2000), attempt => {
      expect(backOffSeconds(attempt + 1)).toBeGreaterThanOrEqual(backOffSeconds(attempt));
      expect(backOffSeconds(attempt)).toBeLessThanOrEqual(900);
    }),
  );
});
