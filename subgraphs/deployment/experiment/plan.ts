import { normalCritical } from '@handoff/kit/statistics/normal';
import type { Design } from './experiment.ts';
import { sampleSizeOfMeans, sampleSizeOfProportions } from './statistics/power.ts';
import { rhoFor, widthFactor } from './statistics/sequential.ts';

/** What is known before an experiment, for planning how many it takes. */
export interface Expectation {
  /** The control's proportion. */
  baseline: number | null;
  /** Of one value; of a ratio: of one numerator − ratio · denominator, over the square of the mean denominator. */
  variance: number | null;
  /** How many arms are compared with the control. */
  compared: number;
}

type Planned = Pick<Design, 'metricKind' | 'comparator' | 'method' | 'alpha' | 'power' | 'minimumEffect'>;

/**
 * How many each arm needs to find the minimum effect with the power that is wanted, or null when too little is known.
 * Each of several comparisons gets its part of alpha. With a fixed horizon as in power.ts; sequentially so that the
 * interval, tuned to this very size, excludes 0 with that power when it is reached, or earlier.
 */
export function plannedSampleSize(design: Planned, { baseline, variance, compared }: Expectation): number | null {
  const { metricKind, comparator, minimumEffect, power } = design;
  const alpha = design.alpha / compared;
  if (minimumEffect === null) return null;
  if (metricKind !== 'PROPORTION') {
    if (variance === null) return null;
    return whole(sampleSizeOfMeans(variance, minimumEffect, { alpha, power }) * growth(design, alpha));
  }
  if (baseline === null) return null;
  const changed = changedBaseline(baseline, minimumEffect, comparator);
  const { pooled, unpooled } = sampleSizeOfProportions(baseline, changed, { alpha, power });
  return whole(design.method === 'FIXED_HORIZON' ? pooled : unpooled * growth(design, alpha));
}

/** No fewer than two, which a variance needs. */
function whole(n: number): number {
  return Math.max(2, Math.ceil(n));
}

/** The proportion that the minimum effect would make of the control's. */
export function changedBaseline(baseline: number, effect: number, comparator: Design['comparator']): number {
  return comparator === 'AT_LEAST' ? baseline + effect : baseline - effect;
}

/** How many times as many it takes to look at any time: by how much an always-valid interval is wider. */
function growth({ method, power, alpha: whole }: Planned, alpha: number): number {
  if (method === 'FIXED_HORIZON') return 1;
  const [fixed, beyond] = [normalCritical(alpha / 2), normalCritical(1 - power)];
  const always = widthFactor(1, rhoFor(whole, 1), alpha);
  return ((always + beyond) / (fixed + beyond)) ** 2;
}

const tunedWithoutPlan = 5_000;

/** How many in both arms together the always-valid interval is tuned to: as planned, else 5,000 as GrowthBook does. */
export function tuningOf({ plannedSampleSize: planned }: Pick<Design, 'plannedSampleSize'>): number {
  return planned === null ? tunedWithoutPlan : 2 * planned;
}
