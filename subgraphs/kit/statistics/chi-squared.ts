import gammainc from '@stdlib/math-base-special-gammainc';

/** P(X ≥ x) of a chi-squared variable: the upper regularised gamma function of x/2 (Abramowitz & Stegun, 26.4.19). */
export function chiSquaredTail(x: number, dof: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0;
  return dof === 0 ? 1 : gammainc(x / 2, dof / 2, true, true);
}
