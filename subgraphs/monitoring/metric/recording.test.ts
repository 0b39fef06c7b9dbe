import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs } from '../grain.ts';
import { bucketsOf } from './bucket.ts';
import { judgePoints, judgeUnits, type MetricPointSent } from './recording.ts';
import { grainFor, pointOf, spanProblem } from './series.ts';
import { sketchBytes } from './sketch-bytes.ts';

const now = new Date('2026-11-21T09:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);
const sound: MetricPointSent = { name: 'accuracy', at: now, value: 0.9 };

describe('a point', () => {
  it.each<[string, Partial<MetricPointSent>, string | null]>([
    ['is sound', {}, null],
    ['is 400 days old', { at: before(400 * dayMs) }, null],
    ['is older', { at: before(400 * dayMs + 1) }, 'older than 400 days'],
    ['is a day ahead', { at: before(-dayMs) }, null],
    ['is further ahead', { at: before(-dayMs - 1) }, 'future'],
    ['is of nothing', { n: 0 }, '"n" is 0'],
    ['is of half a thing', { n: 0.5 }, '"n" is 0.5'],
    ['says null for how many', { n: null }, null],
    ['is of too many', { n: 1e13 }, '"n"'],
    ['is too great', { value: -1e101 }, 'too great'],
    ['has no name', { name: ' ' }, '"name" is empty'],
    ['has a name with a space', { name: ' accuracy' }, 'space'],
    ['has a long name', { name: 'x'.repeat(201) }, '200 are the most'],
    ['has a NUL character', { slice: 'a\u0000' }, 'NUL'],
    ['has an empty slice', { slice: '' }, '"slice" is empty'],
    ['has a long unit', { unit: 'x'.repeat(201) }, '"unit" has 201'],
  ])('that %s is judged', (...[, changes, reason]) => {
    const { accepted, rejected } = judgePoints([{ ...sound, ...changes }], now);
    expect(accepted).toHaveLength(reason ? 0 : 1);
    if (reason) expect(rejected).toEqual([{ index: 0, reason: expect.stringContaining(reason) }]);
  });

  it('is in the unit of its metric, which the first with one sets where none is known', () => {
    const units = ['ms', 's', null, 'ms'].map(unit => ({ ...sound, name: 'latency', unit }));
    const other = { ...sound, name: 'size', unit: 'kB' };
    const { accepted, rejected } = judgeUnits(judgePoints([...units, other], now), new Map([['size', 'MB']]));
    expect(accepted.map(({ index, unit }) => [index, unit])).toEqual([
      [0, 'ms'],
      [2, 'ms'],
      [3, 'ms'],
    ]);
    expect(rejected).toEqual([
      { index: 1, reason: expect.stringContaining('recorded in ms') },
      { index: 4, reason: expect.stringContaining('recorded in MB') },
    ]);
  });
});

it('adds points up by metric, slice and minute, whatever order they come in', () => {
  const point = fc.record({
    name: fc.constantFrom('a', 'b'),
    slice: fc.constantFrom('', 'de'),
    at: fc.integer({ min: 0, max: 180_000 }).map(ms => before(ms)),
    value: fc.integer({ min: -50, max: 50 }),
    n: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 40 }), given => {
      const points = given.map((each, index) => ({ ...each, index, unit: null }));
      const there = bucketsOf(points);
      const back = bucketsOf(points.toReversed());
      const told = (buckets: typeof there) =>
        buckets.map(({ sketch, ...rest }) => ({ ...rest, sketch: sketchBytes(sketch) }));
      expect(told(there)).toEqual(told(back));
      expect(there.reduce((sum, { n }) => sum + n, 0)).toBe(given.reduce((sum, { n }) => sum + n, 0));
      expect(there.every(({ at }) => at.getTime() % 60_000 === 0)).toBe(true);
    }),
  );
});

describe('a period', () => {
  const to = (ms: number) => ({ from: now, to: before(-ms) });
  it.each([
    [60_000, 'MINUTE'],
    [400 * 60_000, 'MINUTE'],
    [400 * 60_000 + 1, 'HOUR'],
    [400 * 3_600_000, 'HOUR'],
    [400 * 3_600_000 + 1, 'DAY'],
    [400 * dayMs, 'DAY'],
  ])('of %d ms is shown by the %s', (ms, grain) => {
    expect(grainFor(to(ms), before(0))).toBe(grain);
  });

  it.each([
    [0, 'DAY', 'before it begins'],
    [400 * dayMs, 'DAY', null],
    [400 * dayMs + 1, 'DAY', '400 days'],
    [1_500 * 60_000, 'MINUTE', null],
    [1_500 * 60_000 + 1, 'MINUTE', '1500 points by the minute'],
  ] as const)('of %d ms by the %s: %s', (ms, grain, problem) => {
    const found = spanProblem({ ...to(ms), grain }, before(0));
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });
});

it('shows a mean between the least and the greatest, though adding up lost its last digit', () => {
  const [bucket] = bucketsOf(
    Array.from({ length: 10 }, (_, index) => ({ ...sound, index, n: 1, unit: null, slice: '', value: 0.1 })),
  );
  if (!bucket) throw new Error('ten points are in a bucket');
  const sum = { ...bucket, min: 0.1, max: 0.1, sketches: sketchBytes(bucket.sketch) };
  expect(bucket.sum).not.toBe(1);
  expect(pointOf(sum)).toEqual({ at: now, value: 0.1, n: 10, min: 0.1, max: 0.1, p50: 0.1, p95: 0.1, p99: 0.1 });
});
