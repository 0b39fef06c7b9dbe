import { fourfoldOf } from '@handoff/kit/statistics/contingency';
import { expect, it } from 'vitest';
import { newSummary, type Summary } from '../summary/summary.ts';
import { type Given, numericSummary } from '../summary/testing/summarise.ts';
import { judgeQuality } from './quality.ts';
import { riseP } from './rise.ts';
import { changedUnit, type Quartiles } from './unit.ts';

/** A hundred numbers or more around 20, with some counted as broken. */
function field(
  n: number,
  counts: Partial<Summary> = {},
  at: (share: number) => Given = share => 15 + 10 * share,
): Summary {
  return { ...numericSummary(Array.from({ length: n }, (_, i) => at(i / n))), ...counts };
}

function defects(reference: Summary | null, current: Summary, minimumRows?: number) {
  const { fields, broken } = judgeQuality([{ field: 'age', role: 'FEATURE', reference, current }], minimumRows);
  const [found] = fields;
  return { kinds: found?.defects.map(({ kind }) => kind), explanation: found?.explanation, broken };
}

it.each([
  ['MISSING', { missing: 30 }, 'Missing in 15 % of the rows, 0 % in the reference.'],
  ['INVALID', { invalid: 30 }, 'Not what the field holds in 15 % of the rows, 0 % in the reference.'],
  ['OUT_OF_RANGE', { outOfRange: 10 }, 'Outside the range of the reference in 5 % of the rows, 0 % in the reference.'],
  ['UNSEEN', { unseen: 10 }, 'A category that the reference has not seen in 5 % of the rows, 0 % in the reference.'],
  ['OUTLIERS', { outliers: 10 }, 'Far from the usual values in 5 % of the rows, 0 % in the reference.'],
] as const)('tells %s by itself', (kind, counts, explanation) => {
  expect(defects(field(1000), field(200, counts))).toEqual({ kinds: [kind], explanation, broken: ['age'] });
});

it.each([
  ['what is as it was', field(1000, { missing: 300 }), field(200, { missing: 61 }), null],
  ['fewer missing than before', field(1000, { missing: 300 }), field(200), null],
  ['what few rows may have by chance', field(1000, { missing: 10 }), field(200, { missing: 6 }), null],
  ['less than two of a hundred', field(100_000), field(10_000, { missing: 150 }), null],
  ['too few rows', field(1000), field(40, { missing: 40 }), 'Not enough data: 40 of 100 rows.'],
  ['nothing to hold it against', null, field(200, { missing: 60, invalid: 2 }), null],
])('finds nothing in %s', (_, ...row) => {
  const [reference, current, explanation] = row as [Summary | null, Summary, string | null];
  expect(defects(reference, current)).toEqual({ kinds: [], explanation, broken: [] });
});

it('judges training rows by themselves', () => {
  expect(defects(null, field(200, { missing: 120, invalid: 20 })).explanation).toBe(
    'Missing in 60 % of the rows. Not what the field holds in 10 % of the rows.',
  );
});

it('has no share of no rows', () => {
  const { fields } = judgeQuality(
    [{ field: 'age', role: 'FEATURE', reference: null, current: newSummary('NUMERIC') }],
    0,
  );
  expect(fields[0]).toMatchObject({ missingShare: 0, explanation: null });
});

it('calls another unit once, and not what follows from it', () => {
  const found = defects(
    field(1000),
    field(200, { outOfRange: 200, outliers: 200, missing: 50 }, s => (15 + 10 * s) * 1000),
  );
  expect(found.kinds).toEqual(['UNIT', 'MISSING']);
  expect(found.explanation).toMatch(
    /^The median went from 19.97 to 19,950, as if the unit had changed: 1,000 times what it was\./,
  );
});

const usual: Quartiles = [15, 20, 25];
it.each([
  ['thousandths', [0.015, 0.02, 0.025], 0.001],
  ['pounds for kilograms', [33, 44.2, 55.2], 2.2046226218],
  ['Fahrenheit for Celsius', [59, 68, 77], 1.8],
  ['Kelvin for Celsius', [288, 293, 298], 1],
] as const)('knows %s', (_, now, factor) => {
  expect(changedUnit(usual, now)?.factor).toBeCloseTo(factor, 9);
});

it.each([
  ['the same', usual],
  ['a little more', [17, 23, 28]],
  ['much more, with another spread', [150, 900, 2000]],
  ['all the same', [137, 137, 137]],
] as const)('takes %s for no other unit', (_, now) => {
  expect(changedUnit(usual, now)).toBeNull();
});

it('has the one-sided p of Fisher', () => {
  // scipy 1.17.1: fisher_exact(…, alternative="greater")
  const p = riseP({ rows: 35, of: 2640 }, { rows: 7, of: 100 });
  expect(p).toBeCloseTo(0.0006591364624907502, 12);
  expect(riseP({ rows: 0, of: 5 }, { rows: 0, of: 5 })).toBeCloseTo(1, 12);
  expect(riseP({ rows: 0, of: 0 }, { rows: 5, of: 5 })).toBe(1);
  expect(riseP({ rows: 0, of: 1e6 }, { rows: 1e5, of: 1e6 })).toBe(0);
  const both = fourfoldOf([
    [1, 9],
    [9, 1],
  ])?.fisherP;
  expect(2 * riseP({ rows: 1, of: 10 }, { rows: 9, of: 10 })).toBeCloseTo(both ?? 0, 12);
  expect(riseP({ rows: 1e5, of: 1e6 }, { rows: 0, of: 1e6 })).toBeCloseTo(1, 12);
});
