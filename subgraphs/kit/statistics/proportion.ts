export type Interval = readonly [low: number, high: number];

/** So many of so many: successes of n, n above 0. */
export interface Count {
  successes: number;
  n: number;
}

/** Wilson's score interval of a proportion (Wilson 1927), within 0 and 1; z: of the confidence wanted. */
export function wilsonInterval({ successes, n }: Count, z: number): Interval {
  const p = successes / n;
  const middle = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const reach = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  return [Math.max(0, middle - reach), Math.min(1, middle + reach)];
}
