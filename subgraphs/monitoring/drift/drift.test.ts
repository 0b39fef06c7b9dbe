import { expect, it } from 'vitest';
import { judgeQuality } from '../quality/quality.ts';
import { newHistogram } from '../summary/histogram.ts';
import { newSummary, type Summary } from '../summary/summary.ts';
import { categoricalSummary, type Given, numericSummary } from '../summary/testing/summarise.ts';
import { binsOf } from './bins.ts';
import { judgeDrift } from './drift.ts';
import { significanceOf } from './significance.ts';

/** So many values, evenly spread over 0 to 1 in an order that looks random. */
const even = (n: number, at: (share: number) => Given) => Array.from({ length: n }, (_, i) => at(((i * 7919) % n) / n));
const numbers = (n: number, shift = 0) => numericSummary(even(n, share => share + shift));
const texts = (n: number, at: (share: number) => Given) => categoricalSummary(even(n, at));
const half = (share: number) => (share < 0.5 ? 'web' : 'app');

function judged(reference: Summary | null, current: Summary | null, minimumRows?: number) {
  const report = judgeDrift([{ feature: 'x', role: 'FEATURE', reference, current }], minimumRows);
  const [feature] = report.features;
  if (!feature) throw new Error('The column is not in the report.');
  return { ...feature, enoughData: report.enoughData };
}

it.each([
  ['numbers that moved', numbers(1000), numbers(500, 0.3), /^The median went from 0.498 to 0.796. More than chance/],
  [
    'rows without a value',
    numbers(1000),
    numericSummary([...even(300, s => s), ...Array(200).fill(null)]),
    /^Rows without a value went from 0 % to 40 %/,
  ],
  [
    'a share that moved',
    texts(1000, half),
    texts(600, s => (s < 0.7 ? 'web' : 'app')),
    /^"app" went from 50 % to 30 %/,
  ],
  [
    'categories that are new',
    texts(1000, half),
    texts(600, s => (s < 0.9 ? half(s) : 'kiosk')),
    /^Categories that the reference has not seen went from 0 % to 10 %/,
  ],
  [
    'a spread with one middle',
    numericSummary(even(999, s => s - 0.5)),
    numericSummary(even(999, s => 4 * s - 2)),
    /^The middle 80 % of the values lay between -0.3999 and 0.4009, and now lie between -1.59/,
  ],
])('calls %s', (_, ...[reference, current, explanation]) => {
  const found = judged(reference, current);
  expect(found).toMatchObject({ drifted: true, enoughData: true });
  expect(found.explanation).toMatch(explanation);
});

it.each([
  ['the same values', numbers(1000), numbers(800), 'No change that matters.'],
  ['little of very many', numbers(200_000), numbers(200_000, 0.02), /^Changed, but too little to matter/],
  [
    'what few rows may have by chance',
    numbers(1000),
    numericSummary(even(100, s => s ** 1.8)),
    /^It looks different, but so few rows may differ by chance/,
  ],
  ['too few rows', numbers(1000), numbers(40, 5), 'Not enough data: 40 of 100 rows.'],
  ['too small a reference', numbers(40), numbers(1000, 5), 'Not enough data: 40 of 100 rows in the reference.'],
  ['a column that does not come any more', numbers(1000), null, 'Not enough data: 0 of 100 rows.'],
  ['a column that the reference has not', null, numbers(1000), 'The reference has no such column.'],
  ['a column that became another', numbers(1000), texts(1000, half), 'The reference has numbers; texts came.'],
])('does not call %s', (_, ...row) => {
  const [reference, current, explanation] = row as [Summary | null, Summary | null, string | RegExp];
  const found = judged(reference, current);
  expect(found).toMatchObject({ drifted: false });
  expect(found.explanation).toMatch(explanation);
});

it('takes fewer rows when fewer are asked for', () => {
  expect(judged(numbers(1000), numbers(40, 5), 30).drifted).toBe(true);
  expect(judged(numbers(1000), numbers(40, 5)).p).toBeNull();
});

it('corrects for how many columns are looked at, those with too few rows apart', () => {
  const current = numericSummary(even(120, share => share ** 1.5));
  const pair = (feature: string, now: Summary) => ({
    feature,
    role: 'FEATURE' as const,
    reference: numbers(1000),
    current: now,
  });
  const same = Array.from({ length: 9 }, (_, i) => pair(`same${i}`, numbers(900)));
  const few = Array.from({ length: 9 }, (_, i) => pair(`few${i}`, numbers(5)));
  const [moved] = judgeDrift([pair('moved', current), ...same, ...few]).features;
  expect(moved?.adjustedP).toBeCloseTo(10 * (moved?.p ?? 0), 12);
});

it('knows every distance of numbers, and those of shares of texts', () => {
  const found = judged(numbers(1000), numbers(500, 0.3)).distances;
  expect(Object.keys(found ?? {}).sort()).toEqual([
    'hellinger',
    'jensenShannon',
    'ks',
    'lInfinity',
    'psi',
    'wasserstein',
  ]);
  expect(found?.wasserstein).toBeCloseTo(0.3, 2);
  expect(judged(texts(1000, half), texts(500, half)).distances).toMatchObject({ psi: 0, jensenShannon: 0 });
});

it('compares on counts alone where the reference came as a histogram', () => {
  const reference = { ...newSummary('NUMERIC'), n: 1000, histogram: newHistogram([0.25, 0.5, 0.75]) };
  reference.histogram.counts.set([250, 250, 250, 250]);
  const found = judged(reference, numbers(500, 0.5));
  expect(found).toMatchObject({ drifted: true, n: 500 });
  expect(found.distances).not.toHaveProperty('ks');
  expect(found.histogram.map(({ label }) => label)).toEqual([
    'up to 0.25',
    '0.25 to 0.5',
    '0.5 to 0.75',
    'above 0.75',
    'missing',
  ]);
  expect(found.histogram.map(({ current }) => current).at(3)).toBeCloseTo(0.75, 2);
});

it('counts on the very edges of the reference where both were counted on them', () => {
  const counted = (counts: number[]) => {
    const summary = { ...numbers(100), histogram: newHistogram([0.5]) };
    summary.histogram.counts.set(counts);
    return summary;
  };
  expect(binsOf(counted([50, 50]), counted([10, 90]))).toEqual({
    labels: ['up to 0.5', 'above 0.5', 'missing'],
    reference: [50, 50, 0],
    current: [10, 90, 0],
  });
});

it('keeps the most frequent of many categories apart, and calls none unseen that may have been counted with the rest', () => {
  const reference = texts(3000, share => `c${Math.floor(share * 60)}`);
  const bins = binsOf(
    reference,
    texts(3000, share => `c${Math.floor(share * 66)}`),
  );
  expect(bins?.labels).toHaveLength(28);
  expect(bins?.labels.slice(-3)).toEqual(['other', 'unseen', 'missing']);
  expect((bins?.current ?? []).reduce((sum, count) => sum + count, 0)).toBe(3000);
  const pruned = { ...reference, categories: { ...reference.categories, other: 5 } };
  expect(
    binsOf(
      pruned,
      texts(100, () => 'new'),
    )?.labels,
  ).not.toContain('unseen');
});

/** Texts of which few are frequent and most are rare, the same ones each time. */
function rareTexts(seed: number) {
  let state = seed;
  return (n: number) =>
    categoricalSummary(
      Array.from({ length: n }, () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
        return `c${Math.floor(200 ** (state / 0x7fffffff))}`;
      }),
    );
}

it.each([
  [100, 100],
  [2000, 100],
  [2000, 1000],
])('takes it for no drift that %i rows have not all rare categories of %i others', (before, now) => {
  const draw = rareTexts(7);
  for (let i = 0; i < 60; i++) {
    const [reference, current] = [draw(before), draw(now)];
    expect(judged(reference, current).drifted).toBe(false);
    const checked = { field: 'x', role: 'FEATURE' as const, reference, current };
    const unseen = [...current.categories.counts].filter(([name]) => !reference.categories.counts.has(name));
    const counted = { ...current, unseen: unseen.reduce((sum, [, count]) => sum + count, 0) };
    expect(judgeQuality([{ ...checked, current: counted }]).broken).toEqual([]);
  }
});

it('still calls a new category among rare ones', () => {
  const draw = rareTexts(7);
  const [reference, current] = [draw(2000), draw(400)];
  current.categories.counts.set('kiosk', 60);
  expect(judged(reference, { ...current, n: 460 }).drifted).toBe(true);
});

it('counts rare bins exactly', () => {
  // A chi-square test over them would have 0.000008.
  expect(significanceOf([1000, 0], [98, 2])).toBeGreaterThan(1e-3);
  expect(significanceOf([1000, 0], [80, 20])).toBeLessThan(1e-9);
  expect(significanceOf([80, 20], [100_000, 0])).toBeLessThan(1e-9);
  expect(significanceOf([0, 0], [1, 2])).toBeNull();
});
