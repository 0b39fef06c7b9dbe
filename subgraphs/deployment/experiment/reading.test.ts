import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Design } from './experiment.ts';
import type { ArmTotals, Recorded } from './findings.ts';
import { plannedSampleSize, tuningOf } from './plan.ts';
import { guardrailHolds, readExperiment } from './reading.ts';
import { addTotals, type SentSums, totalsOf } from './sums.ts';

const design: Design = {
  metric: 'conversion',
  metricKind: 'PROPORTION',
  comparator: 'AT_LEAST',
  method: 'FIXED_HORIZON',
  alpha: 0.05,
  power: 0.8,
  minimumEffect: 0.02,
  plannedSampleSize: 2_000,
  guardrails: [],
};
const half = [
  { key: 'A', control: true, share: 0.5 },
  { key: 'B', control: false, share: 0.5 },
];

const counted = (arm: string, n: number, sum: number): ArmTotals => ({
  arm,
  metric: 'conversion',
  totals: totalsOf('PROPORTION', { n, sum }),
});

function experiment(changes: Partial<Design>, recorded: ArmTotals[], of: Partial<Recorded> = {}): Recorded {
  return { design: { ...design, ...changes }, state: 'RUNNING', arms: half, recorded, ...of };
}

const read = (...of: Parameters<typeof experiment>) => readExperiment(experiment(...of));
const sequential = { method: 'SEQUENTIAL', plannedSampleSize: 4_000 } as const;

describe('with a fixed horizon', () => {
  it.each([
    ['better', 200, 260, 'WON', /higher \(30 %\).*better, and more than chance explains.*is won/],
    ['worse', 260, 200, 'LOST', /worse, and more than chance explains.*keep the control/],
    ['about the same', 200, 205, 'NO_DIFFERENCE', /may well be chance.*no sign of an improvement of 0.02 or more/],
    ['without any success', 0, 0, 'NO_DIFFERENCE', /the same as that of A/],
  ])('an arm that is %s is told so', (...[, a, b, verdict, explanation]) => {
    const found = read({}, [counted('A', 2_000, a), counted('B', 2_000, b)]);
    expect(found).toMatchObject({ verdict, enoughData: true, sampleRatioMismatch: false });
    expect(found?.explanation).toMatch(explanation);
  });

  it('has the numbers of the reference', () => {
    const found = read({}, [counted('A', 2_000, 200), counted('B', 2_000, 260)]);
    const [effect] = found?.effects ?? [];
    expect(effect?.effect).toBeCloseTo(0.03, 12);
    expect(effect?.relative).toBeCloseTo(0.3, 12);
    expect(effect?.p).toBeCloseTo(0.002942093070459276, 12);
    expect(effect?.lower).toBeCloseTo(0.010231323254744653, 12);
    expect(effect?.upper).toBeCloseTo(0.0498057703422351, 12);
  });

  it('says that a difference may have been missed where values vary more than was planned for', () => {
    const found = read({ minimumEffect: 0.01 }, [counted('A', 2_000, 200), counted('B', 2_000, 205)]);
    expect(found).toMatchObject({ verdict: 'INCONCLUSIVE', enoughData: true });
    expect(found?.explanation).toMatch(/vary more than was planned for/);
  });

  it('less is better where that was said', () => {
    const found = read({ comparator: 'AT_MOST' }, [counted('A', 2_000, 260), counted('B', 2_000, 200)]);
    expect(found?.verdict).toBe('WON');
  });

  it.each([
    ['it runs', 'RUNNING', /too early: 2,000 were planned for each arm; A has 1,000, B has 1,000/],
    ['it was stopped', 'STOPPED', /ended too early to be read/],
  ] as const)('nothing is read before every arm has what was planned, whether %s', (_, state, explanation) => {
    const found = read({}, [counted('A', 1_000, 100), counted('B', 1_000, 200)], { state });
    expect(found).toMatchObject({ verdict: 'INCONCLUSIVE', enoughData: false, effects: [] });
    expect(found?.explanation).toMatch(explanation);
  });

  it('is read when it is stopped, where nothing was planned', () => {
    const recorded = [counted('A', 2_000, 200), counted('B', 2_000, 260)];
    expect(read({ plannedSampleSize: null }, recorded)).toMatchObject({ verdict: 'INCONCLUSIVE', effects: [] });
    expect(read({ plannedSampleSize: null }, recorded, { state: 'STOPPED' })).toMatchObject({ verdict: 'WON' });
  });
});

describe('at any time', () => {
  it.each([
    ['much better', 4_000, 400, 620, 'WON'],
    ['much worse', 4_000, 620, 400, 'LOST'],
    ['a little better', 4_000, 400, 440, 'INCONCLUSIVE'],
    ['surely as good as the same', 40_000, 4_000, 4_020, 'NO_DIFFERENCE'],
  ])('an arm that is %s is told so', (...[, n, a, b, verdict]) => {
    expect(read(sequential, [counted('A', n, a), counted('B', n, b)])?.verdict).toBe(verdict);
  });

  it('needs more for the same difference than a fixed horizon does', () => {
    const recorded = [counted('A', 2_000, 200), counted('B', 2_000, 245)];
    expect(read({}, recorded)?.verdict).toBe('WON');
    expect(read(sequential, recorded)?.verdict).toBe('INCONCLUSIVE');
  });

  it('says nothing of a handful', () => {
    const found = read(sequential, [counted('A', 20, 0), counted('B', 20, 20)]);
    expect(found).toMatchObject({ verdict: 'INCONCLUSIVE', effects: [] });
    expect(found?.explanation).toMatch(/needs 30 in each arm/);
  });
});

describe('the sizes of the arms', () => {
  it.each([
    [5_000, 5_100, false],
    [5_000, 5_600, true],
    [0, 500, true],
  ])('%i and %i are looked at first', (a, b, mismatch) => {
    const recorded = [...(a > 0 ? [counted('A', a, 0)] : []), counted('B', b, b)];
    const found = read({ ...sequential, plannedSampleSize: null }, recorded);
    expect(found?.sampleRatioMismatch).toBe(mismatch);
    if (!mismatch) return expect(found?.verdict).toBe('WON');
    expect(found?.verdict).toBe('INVALID');
    expect(found?.effects.filter(({ significant }) => significant)).toEqual([]);
    expect(found?.explanation).toMatch(/not of the sizes that were meant/);
  });

  it('are held against the shares, told in percent too', () => {
    const arms = half.map((arm, i) => ({ ...arm, share: i === 0 ? 90 : 10 }));
    const recorded = [counted('A', 9_000, 900), counted('B', 1_000, 100)];
    expect(read(sequential, recorded, { arms })?.sampleRatioMismatch).toBe(false);
    expect(read(sequential, recorded)?.sampleRatioMismatch).toBe(true);
  });
});

describe('guardrails', () => {
  const guardrails = [{ metric: 'latency', comparator: 'AT_MOST' as const, margin: 5 }];
  const latency = (arm: string, n: number, mean: number): ArmTotals => ({
    arm,
    metric: 'latency',
    totals: { ...totalsOf('MEAN', { n, sum: n * mean, sumOfSquares: n * (mean ** 2 + 400) }) },
  });
  const won = [counted('A', 2_000, 200), counted('B', 2_000, 260)];

  it.each([
    ['is not slower', [latency('A', 2_000, 100), latency('B', 2_000, 99)], true, 'WON', /Every guardrail holds/],
    ['is slower within the margin', [latency('A', 2_000, 100), latency('B', 2_000, 103)], true, 'WON', /holds/],
    ['is much slower', [latency('A', 2_000, 100), latency('B', 2_000, 120)], false, 'LOST', /worse than a guardrail/],
    ['may be slower', [latency('A', 20, 100), latency('B', 20, 103)], null, 'INCONCLUSIVE', /Not shown yet/],
    ['was not measured', [], null, 'INCONCLUSIVE', /Not shown yet/],
  ])('an arm that is better and %s', (...[, measured, holds, verdict, explanation]) => {
    const found = read({ guardrails }, [...won, ...measured]);
    expect(found?.verdict).toBe(verdict);
    expect(found && guardrailHolds(found, 0)).toBe(holds);
    expect(found?.explanation).toMatch(explanation);
  });
});

describe('several arms', () => {
  const arms = [...half, { key: 'C', control: false, share: 0.5 }];
  it('are judged by Holm, and the best of them is enough', () => {
    const recorded = [counted('A', 2_000, 200), counted('B', 2_000, 242), counted('C', 2_000, 265)];
    const found = read({}, recorded, { arms });
    const alone = read({}, recorded.slice(0, 2));
    expect(alone?.effects[0]?.significant).toBe(true);
    expect(found?.effects.map(({ p }) => p)).toEqual([alone?.effects[0]?.p, expect.any(Number)]);
    expect(found?.verdict).toBe('WON');
    const three = [...arms, { key: 'D', control: false, share: 0.5 }];
    const more = read({}, [...recorded.slice(0, 2), counted('C', 2_000, 200), counted('D', 2_000, 200)], {
      arms: three,
    });
    expect(more?.effects[0]?.p).toBeCloseTo(3 * (alone?.effects[0]?.p ?? 0), 12);
    expect(more?.effects[0]?.significant).toBe(false);
    expect(more?.verdict).toBe('INCONCLUSIVE');
  });

  it('is lost only when every arm is', () => {
    const recorded = [counted('A', 2_000, 260), counted('B', 2_000, 180), counted('C', 2_000, 255)];
    expect(read({}, recorded, { arms })?.verdict).toBe('NO_DIFFERENCE');
    expect(read({}, [...recorded.slice(0, 2), counted('C', 2_000, 180)], { arms })?.verdict).toBe('LOST');
  });
});

describe('other kinds of metrics', () => {
  const sums = (values: number[], below: number[] = []): SentSums => ({
    n: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    sumOfSquares: values.reduce((sum, value) => sum + value ** 2, 0),
    denominatorSum: below.reduce((sum, value) => sum + value, 0),
    denominatorSumOfSquares: below.reduce((sum, value) => sum + value ** 2, 0),
    productSum: below.reduce((sum, value, i) => sum + value * (values[i] ?? 0), 0),
  });
  const fixed = (kind: 'MEAN' | 'RATIO', a: SentSums, b: SentSums) => {
    const of = (arm: string, sent: SentSums) => ({ arm, metric: 'conversion', totals: totalsOf(kind, sent) });
    return read({ metricKind: kind, plannedSampleSize: 2 }, [of('A', a), of('B', b)]);
  };

  it("a mean is judged by Welch's test", () => {
    const [effect] = fixed('MEAN', sums([1, 2]), sums([3, 5]))?.effects ?? [];
    expect(effect?.effect).toBe(2.5);
    expect(effect?.p).toBeCloseTo(0.19872738893452602, 12);
    expect(effect?.lower).toBeCloseTo(-4.418522830071064, 9);
    expect(effect?.upper).toBeCloseTo(9.418522830071064, 9);
  });

  it('a ratio is judged by the delta method', () => {
    const found = fixed('RATIO', sums([1, 2, 3, 2], [4, 7, 6, 3]), sums([3, 4, 3, 5], [5, 6, 4, 7]));
    expect(found?.effects[0]?.effect).toBeCloseTo(15 / 22 - 8 / 20, 12);
    expect(found?.effects[0]?.p).toBeLessThan(0.01);
  });

  it('values that are all the same say nothing', () => {
    const found = fixed('MEAN', sums([1, 1]), sums([2, 2]));
    expect(found).toMatchObject({ verdict: 'INCONCLUSIVE', effects: [] });
    expect(found?.explanation).toMatch(/no spread/);
  });

  it.each([
    [
      'a ratio to nearly nothing',
      'RATIO',
      { n: 40, sum: 1e100, sumOfSquares: 1e200, denominatorSum: 1e-100, productSum: 1 },
    ],
  ] as const)('%s is not compared, and is never NaN', (...[, kind, sent]) => {
    const of = (arm: string) => ({ arm, metric: 'conversion', totals: totalsOf(kind, sent) });
    for (const method of ['FIXED_HORIZON', 'SEQUENTIAL'] as const) {
      const found = read({ metricKind: kind, plannedSampleSize: 2, method }, [of('A'), of('B')]);
      expect(found).toMatchObject({ verdict: 'INCONCLUSIVE', effects: [] });
      expect(JSON.stringify(found)).not.toMatch(/NaN|Infinity/);
    }
  });

  it('batches add up to what one would have said, however they are cut', () => {
    const value = fc.tuple(fc.integer({ min: -1_000, max: 1_000 }), fc.integer({ min: 1, max: 50 }));
    const list = fc.array(value, { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(list, list, fc.constantFrom(0, 1e6), (first, second, offset) => {
        const of = (pairs: [number, number][]) =>
          totalsOf(
            'RATIO',
            sums(
              pairs.map(([top]) => top + offset),
              pairs.map(([, below]) => below),
            ),
          );
        const [added, whole] = [addTotals(of(first), of(second)), of([...first, ...second])];
        for (const name of ['n', 'mean', 'squares', 'denominatorMean', 'denominatorSquares', 'products'] as const) {
          const scale = 1 + Math.abs(whole[name]) + offset * (name === 'squares' ? offset * 1e-6 : 1);
          expect(Math.abs(added[name] - whole[name]) / scale).toBeLessThan(1e-7);
        }
      }),
    );
  });
});

describe('the plan', () => {
  const known = { baseline: 0.1, variance: null, compared: 1 };
  it.each([
    ['the reference', {}, known, 3_841],
    ['a fall', { comparator: 'AT_MOST' }, known, 3_213],
    ['a mean', { metricKind: 'MEAN', minimumEffect: 1 }, { ...known, variance: 100 }, 1_570],
    ['no effect', { minimumEffect: null }, known, null],
    ['no baseline', {}, { ...known, baseline: null }, null],
    ['no variance', { metricKind: 'RATIO' }, known, null],
  ] as const)('of %s', (...[, changes, expectation, planned]) => {
    expect(plannedSampleSize({ ...design, ...changes }, expectation)).toBe(planned);
  });

  it('asks for more of who looks at any time, and of who compares more arms', () => {
    const fixed = plannedSampleSize(design, known) ?? 0;
    const always = plannedSampleSize({ ...design, method: 'SEQUENTIAL' }, known) ?? 0;
    expect(always / fixed).toBeGreaterThan(1.5);
    expect(always / fixed).toBeLessThan(2.5);
    expect(plannedSampleSize(design, { ...known, compared: 2 })).toBeGreaterThan(fixed);
    expect([tuningOf({ plannedSampleSize: always }), tuningOf({ plannedSampleSize: null })]).toEqual([
      2 * always,
      5_000,
    ]);
  });
});

it('nothing was recorded: nothing is said', () => {
  expect(read({}, [])).toBeNull();
});
