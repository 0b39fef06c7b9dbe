import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { openLanes } from './lanes.ts';

const forever = 60_000;

afterEach(() => vi.useRealTimers());

/** Work that ends when it is told to, and says when it begins. */
function job(name: string, said: string[]) {
  let end = () => {};
  const ended = new Promise<void>(resolve => (end = resolve));
  const work = async () => {
    said.push(name);
    await ended;
    return name;
  };
  return { work, end: () => end() };
}

it('begins the work of the first lane at once, however much there is', async () => {
  const lanes = openLanes(forever);
  const said: string[] = [];
  const jobs = ['a', 'b', 'c'].map(name => job(name, said));
  const all = Promise.all(jobs.map(({ work }) => lanes.first(work)));
  expect(said).toEqual(['a', 'b', 'c']);
  for (const each of jobs) each.end();
  expect(await all).toEqual(['a', 'b', 'c']);
});

it('begins that of the last when nothing of the first is under way, one after the other', async () => {
  const lanes = openLanes(forever);
  const said: string[] = [];
  const [a, b, x, y] = ['a', 'b', 'x', 'y'].map(name => job(name, said)) as [Job, Job, Job, Job];
  const first = [lanes.first(a.work), lanes.first(b.work)];
  const last = [lanes.last(x.work), lanes.last(y.work)];
  a.end();
  await first[0];
  expect(said).toEqual(['a', 'b']);
  b.end();
  await first[1];
  await sleep(1);
  expect(said).toEqual(['a', 'b', 'x']);
  // Whoever comes now waits for neither of them.
  expect(await lanes.first(async () => 'c')).toBe('c');
  x.end();
  y.end();
  expect(await Promise.all(last)).toEqual(['x', 'y']);
});

it('lets the last lane in when the first makes no pause, and passes a failure on', async () => {
  const lanes = openLanes(15);
  const a = job('a', []);
  const first = lanes.first(a.work);
  await expect(lanes.last(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await lanes.last(async () => 'x')).toBe('x');
  a.end();
  await first;
});

it('lets nobody wait for the end of what takes long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const lanes = openLanes(20);
  const a = job('a', []);
  const first = lanes.first(a.work);
  vi.advanceTimersByTime(40);
  // No time passes any more: only what waits for nothing begins.
  expect(await lanes.last(async () => 'x')).toBe('x');
  a.end();
  await first;
});

it('begins what waited long enough, however many are before it, and each once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const lanes = openLanes(10);
  const said: string[] = [];
  const busy = job('busy', []);
  const first = lanes.first(busy.work);
  const jobs = Array.from({ length: 5 }, (_, n) => job(String(n), said));
  const all = jobs.map(({ work }) => lanes.last(work));
  const failing = lanes.last(() => Promise.reject(new Error('no')));
  const failed = expect(failing).rejects.toThrow('no');
  await vi.advanceTimersByTimeAsync(400);
  expect(said.toSorted()).toEqual(['0', '1', '2', '3', '4']);
  for (const each of jobs) each.end();
  busy.end();
  expect(await Promise.all(all)).toEqual(['0', '1', '2', '3', '4']);
  await failed;
  await first;
  expect(said).toHaveLength(5);
});

type Job = ReturnType<typeof job>;
