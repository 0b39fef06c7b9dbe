/** So many of so many rows. */
export interface Part {
  rows: number;
  of: number;
}

/**
 * How likely it is by chance alone that a share is as much higher now: the one-sided test of Fisher 1935, which is exact
 * for few rows too. 1 where there are no rows.
 */
export function riseP(then: Part, now: Part): number {
  const [total, bad] = [then.of + now.of, then.rows + now.rows];
  if (then.of === 0 || now.of === 0) return 1;
  let term = Math.exp(logChoose(bad, now.rows) + logChoose(total - bad, now.of - now.rows) - logChoose(total, now.of));
  let sum = 0;
  // From what was seen on, each further row is less likely by this much, until nothing is left to add.
  for (let x = now.rows; x <= Math.min(bad, now.of); x++) {
    sum += term;
    const ratio = ((bad - x) * (now.of - x)) / ((x + 1) * (total - bad - now.of + x + 1));
    if (ratio < 1 && term * ratio < sum * 1e-12) break;
    term *= ratio;
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** ln n! by Stirling's series (Abramowitz & Stegun, 6.1.41), term by term for small n. */
function logFactorial(n: number): number {
  if (n < 16) {
    let sum = 0;
    for (let i = 2; i <= n; i++) sum += Math.log(i);
    return sum;
  }
  const x = n + 1;
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}
