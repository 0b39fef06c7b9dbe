import { describe, expect, it } from 'vitest';
import { chiSquaredTail } from './chi-squared.ts';
import { kolmogorovLimit, kolmogorovTail } from './kolmogorov.ts';
import { covarianceOf, momentsOf, sumOf } from './moments.ts';
import { normalCritical, normalTail, twoSidedNormal } from './normal.ts';
import { studentCritical, twoSidedStudent } from './student.ts';

// The numbers are those of scipy 1.17.1.
const close = (got: number, want: number) => expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-9 * Math.abs(want));

it.each([
  [1, 0.3, 1],
  [3, 0.2, 0.9982222222222222],
  [10, 0.25, 0.4841115325000003],
  [100, 0.05, 0.9532159710635725],
  [140, 0.1, 0.11353657290090946],
  [200, 0.03, 0.991436524714942],
  [500, 0.04, 0.3902508696049749],
  [1_000, 0.06, 0.001428597887952891],
  [5_000, 0.012, 0.4639912166690192],
  [20_000, 0.02, 2.2181270070049744e-7],
  [5, 1, 0],
])('P(D of %i >= %f) is %f', (n, d, tail) => {
  close(kolmogorovTail(n, d), tail);
});

it('has no distribution of nothing, and a limit that ends at 1 and at 0', () => {
  expect(kolmogorovTail(0, 0.5)).toBeNaN();
  expect([kolmogorovLimit(0), kolmogorovLimit(30)]).toEqual([1, 0]);
  close(kolmogorovLimit(1 - 1e-12), kolmogorovLimit(1));
});

it.each([
  [0.025, 1.4705882352941178, 6.188114940769253],
  [0.0005, 3, 12.923978636687481],
  [1e-9, 50, 7.305270603258703],
  [0.025, 1e6, 1.9599663568141072],
])("Student's t exceeds with %f at %f degrees of freedom %f", (tail, df, t) => {
  close(studentCritical(tail, df), t);
  close(twoSidedStudent(t, df), 2 * tail);
});

it.each([
  [0.025, 1.9599639845400545],
  [0.0005, 3.2905267314918945],
  [1e-9, 5.9978070150076865],
])('a normal variable exceeds with %f %f', (tail, z) => {
  close(normalCritical(tail), z);
  close(normalTail(z), tail);
  close(twoSidedNormal(-z), 2 * tail);
});

it.each([
  [3.841458820694124, 1, 0.04999999999999989],
  [100, 3, 1.5541594313896026e-21],
  [0, 2, 1],
  [7, 0, 1],
  [Number.POSITIVE_INFINITY, 1, 0],
])('chi-squared exceeds %f at %i degrees of freedom with %f', (x, dof, tail) => {
  close(chiSquaredTail(x, dof), tail);
});

describe('moments', () => {
  it('keep the digits that a sum of squares loses', () => {
    const far = [4, 7, 13, 16].map(value => value + 1e9);
    expect(momentsOf(far)).toEqual({ n: 4, mean: 1e9 + 10, variance: 30 });
    expect(sumOf([1e16, 1, -1e16])).toBe(1);
    expect(covarianceOf(far, [1, 2, 3, 4])).toBeCloseTo(7, 9);
  });

  it('have no variance of one value, and nothing of none', () => {
    expect(momentsOf([5])).toEqual({ n: 1, mean: 5, variance: null });
    expect(momentsOf([])).toEqual({ n: 0, mean: 0, variance: null });
  });
});
