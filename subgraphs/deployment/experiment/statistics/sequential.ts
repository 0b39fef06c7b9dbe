/** A difference of two means as it stands at one look. */
export interface Look {
  difference: number;
  /** Of the estimate: above 0. */
  variance: number;
  /** Of both arms together. */
  n: number;
}

/** An interval that holds at all looks at once, and what it says of a difference of 0. */
export interface AlwaysValid {
  rho: number;
  halfWidth: number;
  low: number;
  high: number;
  /** Natural logarithm of the e-value against a difference of 0. */
  logE: number;
  p: number;
}

/**
 * The ρ at which a confidence sequence is tightest when n is what it is tuned to (Waudby-Smith et al. 2021,
 * "Time-uniform central limit theory and asymptotic confidence sequences", appendix B.2; the form of GrowthBook).
 */
export function rhoFor(alpha: number, tuning: number): number {
  const log = -2 * Math.log(alpha);
  return Math.sqrt((log + Math.log(log + 1)) / tuning);
}

/** How many standard errors an always-valid interval reaches to each side, n of both arms having been seen. */
export function widthFactor(n: number, rho: number, alpha: number): number {
  const grown = n * rho ** 2 + 1;
  return Math.sqrt((2 * grown * Math.log(Math.sqrt(grown) / alpha)) / n) / rho;
}

interface Always {
  alpha: number;
  /** The n, of both arms, at which the interval shall be tightest. */
  tuning: number;
  /** Of the interval, where it is another than alpha: one of several comparisons. p stays as it is. */
  level?: number;
}

/**
 * The asymptotic confidence sequence of a difference: with probability 1 − alpha the truth is in the interval at every
 * look, however often and whenever one looks (Waudby-Smith et al. 2021, theorem 2.2).
 */
export function confidenceSequence({ difference, variance, n }: Look, { alpha, tuning, level }: Always): AlwaysValid {
  const rho = rhoFor(alpha, tuning);
  const grown = n * rho ** 2 + 1;
  const halfWidth = Math.sqrt(variance) * widthFactor(n, rho, level ?? alpha);
  const logE = (difference ** 2 * n * rho ** 2) / (2 * variance * grown) - Math.log(grown) / 2;
  const p = Math.min(1, Math.exp(-logE));
  return { rho, halfWidth, low: difference - halfWidth, high: difference + halfWidth, logE, p };
}

/** One look of a mixture sequential probability ratio test. */
export interface MixtureLook {
  logLambda: number;
  pNow: number;
  /** The smallest of all looks so far. */
  pAlwaysValid: number;
  low: number;
  high: number;
}

/**
 * The mixture SPRT of a difference of 0 with a normal mixture of variance tau2 (Robbins 1970; Johari, Koomen, Pekelis &
 * Walsh 2022, "Always valid inference"), look by look. An interval is all differences that are not refused yet.
 */
export function mixtureTest(
  looks: readonly Pick<Look, 'difference' | 'variance'>[],
  of: { tau2: number; alpha: number },
) {
  let pAlwaysValid = 1;
  return looks.map(({ difference, variance }): MixtureLook => {
    const whole = variance + of.tau2;
    const logLambda = Math.log(variance / whole) / 2 + (of.tau2 * difference ** 2) / (2 * variance * whole);
    const pNow = Math.min(1, Math.exp(-logLambda));
    pAlwaysValid = Math.min(pAlwaysValid, pNow);
    const bound = Math.log(whole / variance) - 2 * Math.log(of.alpha);
    const reach = Math.sqrt(((variance * whole) / of.tau2) * bound);
    return { logLambda, pNow, pAlwaysValid, low: difference - reach, high: difference + reach };
  });
}
