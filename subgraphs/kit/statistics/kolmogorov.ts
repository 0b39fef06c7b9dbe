import { birnbaumTingey } from './smirnov.ts';

/**
 * P(Dₙ ≥ d) of the one-sample Kolmogorov-Smirnov statistic, two-sided. NaN where n is not a whole number above 0.
 * Each region by what is right there (Simard & L'Ecuyer 2011, "Computing the two-sided Kolmogorov-Smirnov
 * distribution"): closed forms at both ends (Ruben & Gambino 1982), twice the one-sided tail where it is small, the
 * matrix of Durbin in between, and the expansion of Pelz and Good for large n.
 */
export function kolmogorovTail(n: number, d: number): number {
  if (!Number.isInteger(n) || n <= 0) return Number.NaN;
  if (d >= 1) return 0;
  const t = n * d;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - Math.exp(logFactorialOverPower(n) + n * Math.log(2 * t - 1));
  if (t >= n - 1) return clip(2 * (1 - d) ** n);
  const isSmall = d >= 0.5 || t * d > (n <= 140 ? 4 : 2.2);
  if (isSmall) return t * d >= 370 ? 0 : clip(2 * birnbaumTingey(n, d));
  const isExact = n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4);
  return clip(1 - (isExact ? durbin(n, d) : pelzGood(n, d)));
}

function clip(p: number): number {
  return Math.min(1, Math.max(0, p));
}

/** ln(n! / nⁿ). */
function logFactorialOverPower(n: number): number {
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += Math.log(i / n);
  return sum;
}

/** P(Dₙ < d): the middle element of the n-th power of a banded matrix (Durbin 1968; Marsaglia, Tsang & Wang 2003). */
function durbin(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const { matrix, exponent } = power(stepMatrix(k, k - n * d), n);
  const size = 2 * k - 1;
  let log = Math.log(matrix[(k - 1) * size + k - 1] ?? 0) + exponent * Math.LN2;
  log += logFactorialOverPower(n);
  return Math.exp(log);
}

/** The matrix of one step, row by row; h: how far n·d is below k. */
function stepMatrix(k: number, h: number): Float64Array {
  const size = 2 * k - 1;
  const matrix = new Float64Array(size * size);
  const factorial = [1];
  for (let i = 1; i <= size; i++) factorial.push((factorial[i - 1] ?? 1) * i);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= Math.min(row + 1, size - 1); column++) {
      let numerator = 1;
      if (column === 0) numerator -= h ** (row + 1);
      if (row === size - 1) numerator -= h ** (size - column);
      if (column === 0 && row === size - 1) numerator += Math.max(0, 2 * h - 1) ** size;
      matrix[row * size + column] = numerator / (factorial[row - column + 1] ?? 1);
    }
  }
  return matrix;
}

interface Scaled {
  matrix: Float64Array;
  /** Of two: the matrix stands for matrix · 2^exponent. */
  exponent: number;
}

function power(matrix: Float64Array, n: number): Scaled {
  let base: Scaled = { matrix, exponent: 0 };
  let result: Scaled | null = null;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result ? multiply(result, base) : base;
    if (left > 1) base = multiply(base, base);
  }
  return result ?? base;
}

function multiply(a: Scaled, b: Scaled): Scaled {
  const size = Math.round(Math.sqrt(a.matrix.length));
  const matrix = new Float64Array(size * size);
  let largest = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += (a.matrix[row * size + i] ?? 0) * (b.matrix[i * size + column] ?? 0);
      matrix[row * size + column] = sum;
      largest = Math.max(largest, sum);
    }
  }
  const shift = largest > 0 ? Math.floor(Math.log2(largest)) : 0;
  for (let i = 0; i < matrix.length; i++) matrix[i] = (matrix[i] ?? 0) * 2 ** -shift;
  return { matrix, exponent: a.exponent + b.exponent + shift };
}

const [pi2, pi4, pi6] = [Math.PI ** 2, Math.PI ** 4, Math.PI ** 6];
const rootOfTwoPi = Math.sqrt(2 * Math.PI);

/** P(Dₙ < d) to the order n^−3/2 (Pelz & Good 1976, "Approximating the lower tail-areas …"); z = d √n. */
function pelzGood(n: number, d: number): number {
  const z = d * Math.sqrt(n);
  const [z2, z3, z4, z6] = [z ** 2, z ** 3, z ** 4, z ** 6];
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  const terms = Math.ceil((16 * z) / Math.PI);
  for (let k = terms; k >= 1; k--) {
    const odd2 = (2 * k - 1) ** 2;
    const weight = Math.exp((-pi2 * odd2) / (8 * z2));
    const [a, b, c] = [(pi2 * odd2) / 4, (pi4 * odd2 ** 2) / 16, (pi6 * odd2 ** 3) / 64];
    sums[0] += weight;
    sums[1] += weight * (a - z2);
    sums[2] += weight * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * a + (1 - 2 * z2) * b);
    sums[3] +=
      weight * (-30 * z6 - 90 * z ** 8 + (135 * z4 - 96 * z6) * a + (212 * z4 - 60 * z2) * b + (5 - 30 * z2) * c);
  }
  let [second, third] = [sums[2] / (72 * z ** 7), sums[3] / (6480 * z ** 10)];
  for (let k = terms; k >= 1; k--) {
    const weight = k ** 2 * Math.exp((-pi2 * k ** 2) / (2 * z2));
    second -= (weight * pi2) / (36 * z3);
    third += (weight * pi2 * (3 * z2 - pi2 * k ** 2)) / (216 * z6);
  }
  return rootOfTwoPi * (sums[0] / z + sums[1] / (6 * z4 * Math.sqrt(n)) + second / n + third / n ** 1.5);
}

/** 2 Σ (−1)^(k−1) e^(−2k²λ²): the tail of Kolmogorov's limit (Kolmogorov 1933), below λ = 1 by its theta transform. */
export function kolmogorovLimit(lambda: number): number {
  if (lambda <= 0) return 1;
  let sum = 0;
  if (lambda < 1) {
    for (let k = 1; k <= 20; k++) sum += Math.exp((-pi2 * (2 * k - 1) ** 2) / (8 * lambda ** 2));
    return clip(1 - (rootOfTwoPi / lambda) * sum);
  }
  for (let k = 20; k >= 1; k--) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k ** 2 * lambda ** 2);
  return clip(sum);
}
