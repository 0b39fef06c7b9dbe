/**
 * Count, sum and central moments of numbers, so kept that two of them add up. The sum carries along what each addition
 * loses (Neumaier 1974), the moments are those of two passes, merged after Pébay (Sandia report 2008-6212).
 */
export interface Moments {
  n: number;
  sum: number;
  /** What the sum lost so far. */
  lost: number;
  /** Sums of the second, third and fourth powers of the distances from the mean. */
  m2: number;
  m3: number;
  m4: number;
}

export function newMoments(): Moments {
  return { n: 0, sum: 0, lost: 0, m2: 0, m3: 0, m4: 0 };
}

/** Of finite numbers. */
export function momentsOf(values: ArrayLike<number>): Moments {
  const moments = newMoments();
  moments.n = values.length;
  for (let i = 0; i < values.length; i++) addToSum(moments, values[i] ?? 0);
  const mean = meanOf(moments) ?? 0;
  for (let i = 0; i < values.length; i++) {
    const apart = (values[i] ?? 0) - mean;
    const square = apart * apart;
    moments.m2 += square;
    moments.m3 += square * apart;
    moments.m4 += square * square;
  }
  return moments;
}

function addToSum(moments: Moments, value: number): void {
  const next = moments.sum + value;
  moments.lost += Math.abs(moments.sum) >= Math.abs(value) ? moments.sum - next + value : value - next + moments.sum;
  moments.sum = next;
}

/** Adds what others hold. */
export function addMoments(into: Moments, other: Moments): void {
  if (other.n === 0) return;
  if (into.n === 0) {
    Object.assign(into, other);
    return;
  }
  const [a, b, n] = [into.n, other.n, into.n + other.n];
  const apart = (meanOf(other) ?? 0) - (meanOf(into) ?? 0);
  const square = apart * apart;
  into.m4 +=
    other.m4 +
    (square * square * a * b * (a * a - a * b + b * b)) / (n * n * n) +
    (6 * square * (a * a * other.m2 + b * b * into.m2)) / (n * n) +
    (4 * apart * (a * other.m3 - b * into.m3)) / n;
  into.m3 += other.m3 + (square * apart * a * b * (a - b)) / (n * n) + (3 * apart * (a * other.m2 - b * into.m2)) / n;
  into.m2 += other.m2 + (square * a * b) / n;
  into.n = n;
  into.lost += other.lost;
  addToSum(into, other.sum);
}

/** Null of nothing. */
export function meanOf({ n, sum, lost }: Moments): number | null {
  return n === 0 ? null : (sum + lost) / n;
}

/** Unbiased; null of fewer than two numbers, and where it leaves what a number can be. */
export function varianceOf({ n, m2 }: Moments): number | null {
  return n < 2 ? null : finite(Math.max(m2, 0) / (n - 1));
}

/** Of the numbers as a whole population; null where they are all the same. */
export function skewnessOf({ n, m2, m3 }: Moments): number | null {
  return n < 2 || m2 <= 0 ? null : finite(m3 / n / (m2 / n) ** 1.5);
}

/** Excess over that of a normal distribution, as a whole population; null where the numbers are all the same. */
export function kurtosisOf({ n, m2, m4 }: Moments): number | null {
  return n < 2 || m2 <= 0 ? null : finite(m4 / n / (m2 / n) ** 2 - 3);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
