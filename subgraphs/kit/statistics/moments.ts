/** A sample as far as a comparison of means needs it; variance: unbiased, null of fewer than two values. */
export interface Moments {
  n: number;
  mean: number;
  variance: number | null;
}

/** The sum of numbers, with what each addition loses carried along (Neumaier 1974). */
export function sumOf(values: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** Mean and variance in two passes, which keeps the digits that a sum of squares would lose (Chan, Golub & LeVeque 1983). */
export function momentsOf(values: readonly number[]): Moments {
  const n = values.length;
  const mean = n === 0 ? 0 : sumOf(values) / n;
  const apart = values.map(value => value - mean);
  const squares = sumOf(apart.map(each => each * each)) - sumOf(apart) ** 2 / Math.max(n, 1);
  return { n, mean, variance: n < 2 ? null : Math.max(squares, 0) / (n - 1) };
}

/** The unbiased covariance of two samples of one length of at least two. */
export function covarianceOf(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [momentsOf(x).mean, momentsOf(y).mean];
  return sumOf(x.map((value, i) => (value - meanX) * ((y[i] ?? meanY) - meanY))) / (x.length - 1);
}
