import type { Design, MetricKind } from '../experiment.ts';
import type { ArmTotals } from '../findings.ts';
import { plannedSampleSize } from '../plan.ts';
import { readExperiment } from '../reading.ts';
import { addTotals, type SentSums, type Totals, totalsOf } from '../sums.ts';

/** Experiments that are looked at again and again. */
export interface Simulated {
  kind: MetricKind;
  experiments: number;
  looks: number;
  /** How many each arm gets between two looks. */
  perLook: number;
  /** What the second arm is better by; 0: both are the same. */
  effect: number;
  seed: number;
}

const baseline = 0.1;
const arms = [
  { key: 'A', control: true, share: 0.5 },
  { key: 'B', control: false, share: 0.5 },
];

/** How many of the experiments were won or lost at any of their looks, by the method that allows looking. */
export function foundAtAnyLook(simulated: Simulated): number {
  const random = numbers(simulated.seed);
  let found = 0;
  for (let i = 0; i < simulated.experiments; i++) if (isFound(simulated, random)) found += 1;
  return found;
}

function designOf(kind: MetricKind): Design {
  const base = { metric: 'm', metricKind: kind, comparator: 'AT_LEAST', method: 'SEQUENTIAL' } as const;
  const design = { ...base, alpha: 0.05, power: 0.8, minimumEffect: kind === 'PROPORTION' ? 0.03 : 0.15 };
  const planned = plannedSampleSize(design, { baseline, variance: 1, compared: 1 });
  return { ...design, plannedSampleSize: planned, guardrails: [] };
}

function isFound({ kind, looks, perLook, effect }: Simulated, random: () => number): boolean {
  const design = designOf(kind);
  let a: Totals | null = null;
  let b: Totals | null = null;
  for (let look = 0; look < looks; look++) {
    a = added(a, totalsOf(kind, sample({ kind, n: perLook, effect: 0 }, random)));
    b = added(b, totalsOf(kind, sample({ kind, n: perLook, effect }, random)));
    const recorded: ArmTotals[] = [
      { arm: 'A', metric: 'm', totals: a },
      { arm: 'B', metric: 'm', totals: b },
    ];
    const verdict = readExperiment({ design, state: 'RUNNING', arms, recorded })?.verdict;
    if (verdict === 'WON' || verdict === 'LOST') return true;
  }
  return false;
}

function added(before: Totals | null, more: Totals): Totals {
  return before ? addTotals(before, more) : more;
}

/** Successes of so many; or times that are mostly short and sometimes long; or such times over counts. */
function sample({ kind, n, effect }: { kind: MetricKind; n: number; effect: number }, random: () => number): SentSums {
  const sums = { n, sum: 0, sumOfSquares: 0, denominatorSum: 0, denominatorSumOfSquares: 0, productSum: 0 };
  for (let i = 0; i < n; i++) {
    const below = kind === 'RATIO' ? 1 + Math.floor(random() * 10) : 1;
    const time = -Math.log(1 - random()) + effect;
    const value = kind === 'PROPORTION' ? Number(random() < baseline + effect) : below * time;
    sums.sum += value;
    sums.sumOfSquares += value ** 2;
    sums.denominatorSum += below;
    sums.denominatorSumOfSquares += below ** 2;
    sums.productSum += value * below;
  }
  return sums;
}

/** Numbers from 0 to 1, always the same for a seed: a 32-bit Weyl sequence, mixed (Steele, Lea & Flood 2014). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
