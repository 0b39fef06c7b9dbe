import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, addTo, mergeInto, newSketch, quantiles, type Sketch } from './sketch.ts';
import { sketchBytes, sketchOf } from './sketch-bytes.ts';

interface Case {
  id: string;
  inputs: { file: string; count: number; shards: number };
  qs: number[];
  exactInvertedCdf: number[];
  maxRankErrorMerged: number;
}
const here = (name: string) => readFileSync(new URL(`testing/${name}`, import.meta.url));
const cases = JSON.parse(here('sketch-cases.json').toString()) as Case[];

function numbersOf(file: string): Float64Array {
  const bytes = here(file);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function sketched(numbers: Iterable<number>): Sketch {
  const sketch = newSketch();
  for (const number of numbers) addTo(sketch, number);
  return sketch;
}

/** How far a share is from the ranks that a number has among others, ties and all. */
function rankError(sorted: Float64Array, number: number, share: number): number {
  const below = sorted.filter(each => each < number).length / sorted.length;
  const upTo = sorted.filter(each => each <= number).length / sorted.length;
  return Math.max(0, below - share, share - upTo);
}

describe.each(cases)('the reference sample $id', ({ inputs, qs, exactInvertedCdf, maxRankErrorMerged }) => {
  const numbers = numbersOf(inputs.file);
  const size = numbers.length / inputs.shards;
  const merged = newSketch();
  for (let i = 0; i < inputs.shards; i++) mergeInto(merged, sketched(numbers.slice(i * size, (i + 1) * size)));

  it('keeps the rank of every quantile', () => {
    const sorted = numbers.toSorted();
    const answers = quantiles(merged, qs);
    const errors = qs.map((share, i) => rankError(sorted, answers[i] ?? Number.NaN, share));
    expect(numbers).toHaveLength(inputs.count);
    expect(Math.max(...errors)).toBeLessThanOrEqual(maxRankErrorMerged);
  });

  it('is within 1 % of every quantile, and exact at both ends', () => {
    const answers = quantiles(merged, qs);
    const errors = exactInvertedCdf.map(
      (exact, i) => Math.abs((answers[i] ?? Number.NaN) - exact) / Math.abs(exact || 1),
    );
    expect(Math.max(...errors)).toBeLessThanOrEqual(accuracy * 1.000001);
    expect([answers[0], answers.at(-1)]).toEqual([exactInvertedCdf[0], exactInvertedCdf.at(-1)]);
  });

  it('is in parts what it is as a whole, in memory and as bytes', () => {
    const whole = sketched(numbers);
    expect(sketchBytes(merged)).toEqual(sketchBytes(whole));
    const parts = Array.from({ length: inputs.shards }, (_, i) => sketched(numbers.slice(i * size, (i + 1) * size)));
    expect(sketchOf(Buffer.concat(parts.map(sketchBytes)))).toEqual(whole);
  });

  it('is small', () => {
    expect(sketchBytes(merged).length).toBeLessThan(6_000);
  });
});

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter(each => each === 0 || Math.abs(each) > 1e-300),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -1, max: 1, noNaN: true }).filter(each => each === 0 || Math.abs(each) > 1e-300),
);

describe('any numbers, negative ones and zero too', () => {
  it('have quantiles within 1 %', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), share, (given, q) => {
        const sorted = [...given].sort((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
        const [answer] = quantiles(sketched(given), [q]);
        expect(Math.abs((answer ?? Number.NaN) - exact)).toBeLessThanOrEqual(Math.abs(exact) * accuracy * 1.000001);
      }),
      { numRuns: 500 },
    );
  });

  it('add up to the same sketch in whatever parts they come', () => {
    fc.assert(
      fc.property(fc.array(fc.array(number, { maxLength: 20 }), { maxLength: 6 }), parts => {
        const joined = sketchOf(Buffer.concat(parts.map(part => sketchBytes(sketched(part)))));
        expect(joined).toEqual(sketched(parts.flat()));
      }),
    );
  });

  it('survive being written, with weights that are no whole numbers', () => {
    const weighted = fc.tuple(
      number,
      fc.oneof(fc.integer({ min: 1, max: 2 ** 53 }), fc.double({ min: 1, max: 1e12, noNaN: true })),
    );
    fc.assert(
      fc.property(fc.array(weighted, { maxLength: 30 }), given => {
        const sketch = newSketch();
        for (const [each, weight] of given) addTo(sketch, each, weight);
        const { n, ...read } = sketchOf(sketchBytes(sketch));
        expect(read).toEqual({ min: sketch.min, max: sketch.max, bins: sketch.bins });
        expect(Math.abs(n - sketch.n)).toBeLessThanOrEqual(1e-9 * sketch.n);
      }),
    );
  });
});

it('answers ties exactly, weights as so many numbers, and nothing for nothing', () => {
  const sketch = newSketch();
  expect(quantiles(sketch, [0, 0.5, 1])).toEqual([null, null, null]);
  for (const [value, weight] of [
    [-7.3, 10],
    [0, 30],
    [-0, 10],
    [0.1, 40],
    [99, 10],
  ] as const)
    addTo(sketch, value, weight);
  expect(quantiles(sketch, [0, 0.1, 0.11, 0.5, 0.51, 0.9, 0.95, 1])).toEqual([-7.3, -7.3, 0, 0, 0.1, 0.1, 99, 99]);
});

it.each([
  ['of another version', Buffer.from([9, 0, 0])],
  ['cut off', sketchBytes(sketched([1, 2, 3])).subarray(0, 7)],
  ['cut off in a count', Buffer.from([1, 200])],
])('refuses bytes that are %s', (_, bytes) => {
  expect(() => sketchOf(bytes)).toThrow();
});
