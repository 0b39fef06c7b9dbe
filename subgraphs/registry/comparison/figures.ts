import type { Objective } from '../model/model.ts';
import type { Figure } from '../version/parts.ts';
import { directionOf, isProportion } from './direction.ts';

/** What of a figure two versions are compared by. */
export type Measured = Omit<Figure, 'verified'>;

/** One metric of two versions side by side. */
export interface EvaluationChange {
  metric: string;
  dataset: string | null;
  split: string | null;
  slice: string | null;
  left: number | null;
  right: number | null;
  /** As the sources wrote them: also what is no plain number. */
  leftText: string | null;
  rightText: string | null;
  /** right minus left. */
  delta: number | null;
  better: boolean | null;
  significant: boolean | null;
}

/** The 97.5 % point of the standard normal distribution: 95 % of it lies within plus and minus that. */
const z95 = 1.959964;

/**
 * Figures of two versions, matched by metric, data set, split and slice: those of the left in their order, then those
 * that only the right has. Figures in words have no difference. objectives: of the model, which say what is good.
 */
export function evaluationChanges(
  left: readonly Measured[],
  right: readonly Measured[],
  objectives: readonly Objective[],
): EvaluationChange[] {
  const before = keyed(left);
  const after = keyed(right);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap(key => {
    const pair = [before.get(key), after.get(key)] as const;
    const change = sideBySide(pair, objectives);
    return change ? [change] : [];
  });
}

/** A version may give one figure several times: the first is held against the first, and so on. */
function keyed(figures: readonly Measured[]): Map<string, Measured> {
  const times = new Map<string, number>();
  const found = new Map<string, Measured>();
  for (const figure of figures) {
    const { metric, datasetId, split, slice } = figure;
    const key = JSON.stringify([metric, datasetId, split, slice]);
    const time = times.get(key) ?? 0;
    times.set(key, time + 1);
    found.set(`${time} ${key}`, figure);
  }
  return found;
}

function sideBySide(
  [before, after]: readonly [Measured | undefined, Measured | undefined],
  objectives: readonly Objective[],
): EvaluationChange | null {
  const figure = after ?? before;
  if (!figure) return null;
  const { metric, dataset, split, slice } = figure;
  const left = before?.value ?? null;
  const right = after?.value ?? null;
  const delta = left === null || right === null ? null : finiteOrNull(right - left);
  return {
    ...{ metric, dataset, split, slice, left, right, delta },
    leftText: before?.valueText ?? null,
    rightText: after?.valueText ?? null,
    better: isBetter(delta, directionOf(metric, objectives)),
    significant: before && after ? isSignificant(before, after) : null,
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function isBetter(delta: number | null, direction: Objective['comparator'] | null): boolean | null {
  if (delta === null || delta === 0 || direction === null) return null;
  return direction === 'AT_LEAST' ? delta > 0 : delta < 0;
}

/**
 * Whether two figures differ by more than chance explains: |difference| over its standard error beyond 1.96 (the z
 * test of two independent estimates, two-sided, at 5 %). Null where the spread of either is not known. Of two versions
 * measured on the same cases it errs on the side of saying no.
 */
export function isSignificant(left: Measured, right: Measured): boolean | null {
  const [before, after] = [standardError(left), standardError(right)];
  if (before === null || after === null || left.value === null || right.value === null) return null;
  const spread = Math.hypot(before, after);
  return spread > 0 && Number.isFinite(spread) ? Math.abs(right.value - left.value) / spread > z95 : null;
}

/**
 * The standard error of a figure: from its 95 % interval, (upper - lower) / (2 · 1.959964); else, for a share of n
 * cases, √(p(1-p)/(n+2)) with p after one more hit and one more miss, so that a share of 0 or 1 has a spread too
 * (Agresti and Caffo 2000). Null where neither is known.
 */
export function standardError({ metric, value, lower, upper, n }: Measured): number | null {
  if (lower !== null && upper !== null) return (upper - lower) / (2 * z95);
  if (value === null || value < 0 || value > 1 || n === null || n < 1 || !isProportion(metric)) return null;
  const p = (n * value + 1) / (n + 2);
  return Math.sqrt((p * (1 - p)) / (n + 2));
}
