import { afterAll, beforeAll, expect, it } from 'vitest';
import { rows } from '../database/database.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { forgetKeys } from './forget.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
});
afterAll(() => database.drop());

it('forgets the answers of keys after 24 h, and no earlier', async () => {
  const { db } = database;
  const ages = { old: '25 hours', young: '23 hours' };
  for (const [key, age] of Object.entries(ages)) {
    const insert =
      'INSERT INTO event.idempotency (actor_id, key, input_hash, at) VALUES ($1, $2, $3, now() - $4::interval)';
    await rows(db, insert, ['per_ana', key, 'hash', age]);
  }
  await forgetKeys(db);
  expect(await rows(db, 'SELECT key FROM event.idempotency')).toEqual([{ key: 'young' }]);
});
