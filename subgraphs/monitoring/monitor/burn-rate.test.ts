import { expect, it } from 'vitest';
import { burnRate, burnsOf } from './burn-rate.ts';

it.each([
  ['nothing happened', { total: 0, bad: 0, objective: 0.99 }, 0],
  ['nothing was bad, and nothing may be', { total: 10, bad: 0, objective: 1 }, 0],
  ['all as allowed', { total: 100, bad: 1, objective: 0.99 }, 1],
  ['ten times as fast', { total: 100, bad: 10, objective: 0.99 }, 10],
  ['nothing may be bad, and something was', { total: 10, bad: 1, objective: 1 }, Number.POSITIVE_INFINITY],
])('burns, when %s', (_, tally, burn) => {
  expect(burnRate(tally, tally.objective)).toBeCloseTo(burn, 9);
});

it('fires while both windows burn, and stops soon after the burning does', () => {
  const tallies = [0, 0, 0, 50, 50, 0, 0, 0].map(bad => ({ total: 100, bad }));
  const fires = burnsOf(tallies, 0.9, { long: 4, short: 2, factor: 2 }).map(burn => burn.fires);
  expect(fires).toEqual([false, false, false, false, true, true, false, false]);
});

it('never fires without anything bad, whatever the factor', () => {
  expect(burnsOf([{ total: 5, bad: 0 }], 0.9, { long: 1, short: 1, factor: 0 })[0]?.fires).toBe(false);
});
