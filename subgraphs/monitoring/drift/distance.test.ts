import { ksTest } from '@handoff/kit/statistics/ks-test';
import { distanceOf } from '@handoff/kit/statistics/wasserstein';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareNumbers } from './compare.ts';
import { chiSquareOf, distancesOf } from './distance.ts';
import { countsOn, quantileEdges } from './edges.ts';
import { gapOf, type Ordered } from './gap.ts';

const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -9, max: 9, noNaN: true })), {
  minLength: 1,
});
const counts = fc.array(fc.nat(1000), { minLength: 2, maxLength: 8 });

function weighted(values: readonly number[]): Ordered {
  const own = [...new Set(values)].sort((a, b) => a - b);
  const upTo = own.map(value => values.filter(each => each <= value).length);
  return { values: Float64Array.from(own), upTo: Float64Array.from(upTo) };
}

it('has the gaps of the tests that know every value, with weights and without', () => {
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const found = compareNumbers(Float64Array.from(a), Float64Array.from(b));
      const want = { ks: ksTest(a, b).d, wasserstein: distanceOf(a, b).wasserstein };
      const byWeight = gapOf(weighted(a), { values: Float64Array.from(b).sort() });
      for (const gap of [found, byWeight]) {
        expect(gap?.ks).toBeCloseTo(want.ks, 9);
        expect(gap?.wasserstein).toBeCloseTo(want.wasserstein, 9);
      }
    }),
  );
});

it('puts every value in one bin, and about as many of the reference in each', () => {
  fc.assert(
    fc.property(numbers, numbers, (reference, current) => {
      const edges = quantileEdges(Float64Array.from(reference).sort());
      const placed = countsOn(edges, Float64Array.from(current).sort());
      expect(placed).toHaveLength(edges.length + 1);
      expect(placed).toEqual(
        placed.map((_, i) => current.filter(x => x > (edges[i - 1] ?? -10) && x <= (edges[i] ?? 10)).length),
      );
    }),
  );
});

it('finds nothing apart that is the same, and stays within 0 and 1', () => {
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const same = distancesOf(a, a);
      expect(Object.values(same).every(distance => Math.abs(distance) < 1e-7)).toBe(true);
      const { psi, ...bounded } = distancesOf(a, b.concat(a).slice(0, a.length));
      expect(psi).toBeGreaterThanOrEqual(0);
      for (const distance of Object.values(bounded)) expect(distance).toBeLessThanOrEqual(1 + 1e-12);
    }),
  );
});

it('knows nothing of no rows', () => {
  expect(compareNumbers(new Float64Array(), Float64Array.of(1))).toBeNull();
  expect(chiSquareOf([0, 0], [1, 2])).toBeNull();
  expect(quantileEdges([])).toEqual([]);
  expect(gapOf({ values: new Float64Array() }, { values: Float64Array.of(1) })).toBeNull();
});

it('is not blinded by one huge value', () => {
  const reference = Float64Array.from({ length: 1000 }, (_, i) => i);
  const current = reference.map(value => value + 300);
  const far = Float64Array.from([...current, 1e12]);
  const [plain, blinded] = [compareNumbers(reference, current), compareNumbers(reference, far)];
  expect(Math.abs((plain?.psi ?? 0) - (blinded?.psi ?? 9))).toBeLessThan(0.01);
});
