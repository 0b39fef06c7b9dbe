import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contingency, fourfoldOf } from './contingency.ts';
import { moreOf, noMoreLikely, type TwoByTwo } from './fisher.ts';

const relative = (got: number, want: number) => Math.abs(got - want) / want;

/** Both by their definition, in whole numbers: every table of these margins with the number of ways to it. */
function counted([a, b, c, d]: TwoByTwo): { more: number; twoSided: number } {
  const choose = (n: number, k: number) => {
    let ways = 1n;
    for (let i = 0; i < k; i++) ways = (ways * BigInt(n - i)) / BigInt(i + 1);
    return ways;
  };
  const ways = (x: number) => choose(a + b, x) * choose(c + d, a + c - x);
  const tables = Array.from({ length: a + b + 1 }, (_, x) => x).filter(x => x <= a + c && a + c - x <= c + d);
  const total = (which: (x: number) => boolean) => tables.filter(which).reduce((sum, x) => sum + ways(x), 0n);
  const share = (part: bigint) => Number((part * 10n ** 18n) / total(() => true)) / 1e18;
  return { more: share(total(x => x >= a)), twoSided: share(total(x => ways(x) <= ways(a))) };
}

it('is what counting every table gives', () => {
  const cell = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(fc.tuple(cell, cell, cell, cell), table => {
      const { more, twoSided } = counted(table);
      expect(moreOf(table)).toBeCloseTo(more, 12);
      expect(noMoreLikely(table)).toBeCloseTo(twoSided, 12);
    }),
  );
});

it.each<[string, TwoByTwo, number]>([
  ['no longer there at all', [0, 1e8, 5e7, 5e7], 1],
  ['everything of nothing', [1e8, 0, 0, 1e8], 0],
  ['the same share of hundreds of millions', [1e8, 3e8, 1e8, 3e8], 0.5],
  ['the same share of more than can be counted through', [1e15, 3e15, 1e15, 3e15], 0.5],
  ['three of many times more', [3, 1e12, 0, 1e15], 0],
])('takes its time for no number of rows: %s', (_, table, p) => {
  expect(moreOf(table)).toBeCloseTo(p, 3);
});

it('goes on as it was where the normal distribution takes over', () => {
  // Standard deviations of a little less and a little more than 100,000.
  const at = (n: number) => [n / 2 + 1.5 * Math.round(Math.sqrt(n / 4)), n / 2, n / 2, n / 2] as const;
  const [below, above] = [at(1.56e11), at(1.66e11)].map(table => table.map(Math.round) as unknown as TwoByTwo);
  expect(relative(moreOf(below as TwoByTwo), moreOf(above as TwoByTwo))).toBeLessThan(1e-4);
  expect(relative(noMoreLikely(below as TwoByTwo), noMoreLikely(above as TwoByTwo))).toBeLessThan(1e-4);
});

it('tests two categories of twenty million rows', () => {
  const table = [
    [20e6, 5e6],
    [20e6, 5e6],
  ];
  expect(contingency(table)).toMatchObject({ chi2: 0, p: 1, dof: 1 });
  expect(fourfoldOf(table)).toMatchObject({ fisherP: 1, oddsRatio: 1 });
});

it.each([[[1.5, 2]], [[4.4e25, 5.3e250]], [[-1, 2]], [[Number.NaN, 1]]])('says that %j is no row of counts', row => {
  expect(fourfoldOf([row, [3, 4]])).toMatchObject({ fisherP: null, reason: expect.stringContaining('whole counts') });
});
