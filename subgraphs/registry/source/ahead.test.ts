import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ahead } from './ahead.ts';

async function* numbers(count: number) {
  for (let i = 0; i < count; i++) yield i;
}

async function collect(work: (n: number) => Promise<number>, width: number, signal?: AbortSignal): Promise<number[]> {
  const answers: number[] = [];
  for await (const answer of ahead(numbers(10), work, { width, signal })) answers.push(answer);
  return answers;
}

test.each([1, 3, 50])('with %s at once the answers keep their order', async width => {
  let atOnce = 0;
  let most = 0;
  const work = async (n: number) => {
    most = Math.max(most, ++atOnce);
    await sleep(n % 3);
    atOnce--;
    return n;
  };
  expect(await collect(work, width)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(most).toBeLessThanOrEqual(width);
});

test('an error comes when its turn comes', async () => {
  const seen: number[] = [];
  const run = async () => {
    const fail = async (n: number) => (n === 4 ? Promise.reject(new Error('four')) : n);
    for await (const answer of ahead(numbers(10), fail, { width: 8 })) seen.push(answer);
  };
  await expect(run()).rejects.toThrow('four');
  expect(seen).toEqual([0, 1, 2, 3]);
});

test('nothing is begun once it was stopped', async () => {
  expect(await collect(async n => n, 2, AbortSignal.abort())).toEqual([]);
});
