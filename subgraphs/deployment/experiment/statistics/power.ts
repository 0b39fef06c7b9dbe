import { normalCritical, normalTail } from '@handoff/kit/statistics/normal';

/** How sure a test shall be: alpha two-sided, and the power to find an effect that is there. */
export interface Certainty {
  alpha: number;
  power: number;
}

/**
 * How many each arm needs to tell two proportions apart, not rounded: with the pooled variance under no difference, and
 * with the arms' own throughout (Fleiss, Levin & Paik 2003, 4.2).
 */
export function sampleSizeOfProportions(p1: number, p2: number, { alpha, power }: Certainty) {
  const [zAlpha, zBeta] = [normalCritical(alpha / 2), normalCritical(1 - power)];
  const middle = (p1 + p2) / 2;
  const own = p1 * (1 - p1) + p2 * (1 - p2);
  const pooled = (zAlpha * Math.sqrt(2 * middle * (1 - middle)) + zBeta * Math.sqrt(own)) ** 2 / (p1 - p2) ** 2;
  return { pooled, unpooled: ((zAlpha + zBeta) ** 2 * own) / (p1 - p2) ** 2 };
}

/** How many each arm needs to find a difference of means, not rounded; variance: of one value (Chow, Shao & Wang 2008, 3.2). */
export function sampleSizeOfMeans(variance: number, effect: number, { alpha, power }: Certainty): number {
  return (2 * (normalCritical(alpha / 2) + normalCritical(1 - power)) ** 2 * variance) / effect ** 2;
}

/** The power to find a difference of means with n in each arm, either side (same source). */
export function powerOfMeans(effect: number, of: { variance: number; n: number; alpha: number }): number {
  const [z, away] = [normalCritical(of.alpha / 2), Math.abs(effect) / Math.sqrt((2 * of.variance) / of.n)];
  return normalTail(z - away) + normalTail(z + away);
}
