import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { silentLog } from './log.ts';
import { pauseAfter, startLoop } from './loop.ts';

const log = silentLog();

it('goes on until it is stopped, and pauses as each round says', async () => {
  let rounds = 0;
  const loop = startLoop({ name: 'Counting', log, round: async () => (++rounds < 5 ? 0 : 60_000) });
  await sleep(100);
  expect(rounds).toBe(5);
  loop.wake();
  await sleep(50);
  expect(rounds).toBe(6);
  await loop.stop();
  loop.wake();
  await sleep(20);
  expect(rounds).toBe(6);
});

it('keeps a wake-up that comes while a round is under way', async () => {
  let rounds = 0;
  const round = async () => {
    rounds += 1;
    await sleep(30);
    return 60_000;
  };
  const loop = startLoop({ name: 'Waking', log, round });
  await sleep(10);
  loop.wake();
  await sleep(100);
  expect(rounds).toBe(2);
  await loop.stop();
});

it('tries again after a failure, and waits for the round under way when stopped', async () => {
  let rounds = 0;
  let ended = false;
  const round = async () => {
    rounds += 1;
    if (rounds === 1) throw new Error('the first fails');
    await sleep(50);
    ended = true;
    return 60_000;
  };
  const loop = startLoop({ name: 'Failing', log, round, longestPause: 10 });
  await sleep(40);
  await loop.stop();
  expect({ rounds, ended }).toEqual({ rounds: 2, ended: true });
});

const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
const fault = new Error('a fault of ours');
it.each([
  [fault, 0, 30_000, 1_000],
  [fault, 3, 30_000, 8_000],
  [fault, 9, 30_000, 30_000],
  [fault, 9, 5_000, 5_000],
  [away, 0, 30_000, 1_000],
  [away, 1, 30_000, 1_500],
  [away, 9, 30_000, 1_500],
  [away, 9, 1_000, 1_000],
])('after %s, the %i. in a row, it pauses at most %i ms: %i', (error, failures, ...[longest, ms]) => {
  expect(pauseAfter(error, failures, longest)).toBe(ms);
});
