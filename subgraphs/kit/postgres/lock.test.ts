import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.ts';

let parent = '';
let folder = '';
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'handoff-lock-'));
  folder = join(parent, 'lock');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

test('one at a time, and everybody gets a turn', async () => {
  let inside = 0;
  const most = await Promise.all(
    Array.from({ length: 8 }, () =>
      withLock(folder, 15_000, async () => {
        inside++;
        await sleep(5);
        return inside--;
      }),
    ),
  );
  expect(most).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(await readdir(folder)).toEqual(['8']);
});

test('work that fails lets go of the lock', async () => {
  await expect(withLock(folder, 1_000, () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
  expect(await withLock(folder, 1_000, async () => 'free')).toBe('free');
});

test('a lock that is held is named when patience ends', async () => {
  await withLock(folder, 1_000, async () => {
    await expect(withLock(folder, 60, async () => 'never')).rejects.toThrow(`Another process holds ${folder}`);
  });
});

const holders = [
  { holder: 'another process that lives', content: `${process.ppid} x`, age: 0, free: false },
  { holder: 'a living process id without a heartbeat', content: `${process.ppid} x`, age: 30, free: true },
  { holder: 'our own process id from before a restart', content: `${process.pid} x`, age: 0, free: true },
  { holder: 'nobody', content: '', age: 0, free: true },
];

test.each(holders)('held by $holder: free is $free', async ({ content, age, free }) => {
  await mkdir(folder);
  const file = join(folder, '3');
  await writeFile(file, content);
  const then = new Date(Date.now() - age * 1_000);
  await utimes(file, then, then);
  const taken = await withLock(folder, 100, async () => true).catch(() => false);
  expect(taken).toBe(free);
  expect(await readdir(folder)).toEqual([free ? '4' : '3']);
});
