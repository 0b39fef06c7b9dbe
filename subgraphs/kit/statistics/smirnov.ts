/**
 * P(Dₙ⁺ ≥ d) of the one-sided one-sample statistic, 0 < d < 1: a sum of positive terms, so that its tail keeps all digits
 * (Birnbaum & Tingey 1951, "One-sided confidence contours for probability distribution functions").
 */
export function birnbaumTingey(n: number, d: number): number {
  let logChoose = 0;
  let sum = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    if (j > 0) logChoose += Math.log((n - j + 1) / j);
    const [above, below] = [d + j / n, 1 - d - j / n];
    if (below > 0) sum += Math.exp(logChoose + (j - 1) * Math.log(above) + (n - j) * Math.log(below));
    else if (j === n) sum += above ** (j - 1);
  }
  return d * sum;
}
