import { afterAll, beforeAll, expect, it } from 'vitest';
import { system } from '../actor.ts';
import { write } from '../database/database.ts';
import { silentLog } from '../log.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { append, appendAll } from './append.ts';
import { followDue, keepFollowing } from './follow.ts';
import { sealDue } from './seal.ts';
import { entries } from './table.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([entries]);
});
afterAll(() => database.drop());

async function happened(...actions: string[]): Promise<void> {
  for (const action of actions) {
    const event = { action, subjectId: 'mdl_1', modelId: null, summary: action, refused: action.endsWith('refused') };
    await write(database.db, tx => append(tx, system('test'), event));
  }
}

function follower(name: string, fails = false) {
  const seen: string[] = [];
  const react = async (found: readonly { action: string }[]) => {
    if (fails) throw new Error('not now');
    seen.push(...found.map(entry => entry.action));
  };
  return { name, react, seen };
}

it('hands out what is sealed, once, from where the follower began', async () => {
  await happened('past');
  await sealDue(database.db);
  const one = follower('one');
  expect(await followDue(database.db, one)).toBe(0);
  await happened('a', 'b.refused', 'c');
  expect(await followDue(database.db, one)).toBe(0);
  await sealDue(database.db);
  expect(await followDue(database.db, one)).toBe(3);
  expect(await followDue(database.db, one)).toBe(0);
  expect(one.seen).toEqual(['a', 'c']);
});

it('hands out again what a reaction failed on, and to each follower for itself', async () => {
  const failing = follower('two', true);
  const other = follower('three');
  for (const each of [failing, other]) await followDue(database.db, each);
  await happened('d');
  await sealDue(database.db);
  await expect(followDue(database.db, failing)).rejects.toThrow('not now');
  const again = { ...follower('two') };
  expect(await followDue(database.db, again)).toBe(1);
  expect(await followDue(database.db, other)).toBe(1);
  expect([again.seen, other.seen]).toEqual([['d'], ['d']]);
});

it('is ended between two readings, however much there is to catch up with, and goes on from there', async () => {
  const { seen, ...four } = follower('four');
  await followDue(database.db, four);
  const event = { action: 'e', subjectId: 'mdl_1', modelId: null, summary: 'e' };
  await write(database.db, tx => appendAll(tx, system('test'), Array(250).fill(event)));
  while ((await sealDue(database.db)) > 0);
  let ended: Promise<void> | undefined;
  const react: typeof four.react = async found => {
    ended ??= loop.stop();
    await four.react(found);
  };
  const loop = keepFollowing(database.db, silentLog(), { ...four, react });
  await expect.poll(() => ended !== undefined).toBe(true);
  await ended;
  const before = seen.length;
  expect(before).toBeLessThan(250);
  while ((await followDue(database.db, four)) > 0);
  expect([before > 0, seen.length]).toEqual([true, 250]);
});

it('is ended within a reaction that takes long, and begins that again', async () => {
  const { seen, ...five } = follower('five');
  await followDue(database.db, five);
  await happened('f', 'g', 'h');
  while ((await sealDue(database.db)) > 0);
  let ended: Promise<void> | undefined;
  const react = async (found: readonly { action: string }[], signal?: AbortSignal) => {
    for (const each of found) {
      signal?.throwIfAborted();
      await five.react([each]);
      ended ??= loop.stop();
    }
  };
  const loop = keepFollowing(database.db, silentLog(), { ...five, react });
  await expect.poll(() => ended !== undefined).toBe(true);
  await ended;
  expect(seen).toEqual(['f']);
  expect(await followDue(database.db, five)).toBe(3);
});
