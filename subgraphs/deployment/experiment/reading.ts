import { holm, holmFactors } from '@handoff/kit/statistics/multiple-testing';
import { isUndefined } from '@handoff/kit/statistics/t-test';
import { type Comparison, compare, estimateOf, isPrecise } from './compare.ts';
import type { Design, Guardrail, Verdict } from './experiment.ts';
import { explain } from './explain.ts';
import type { ArmEffect, ArmOutcome, Outcome, Reading, Recorded } from './findings.ts';
import { mismatchThreshold, sampleRatio } from './statistics/srm.ts';
import type { Totals } from './sums.ts';

/**
 * Reads an experiment, or null where nothing was recorded of its metric. First whether the arms have the sizes they were
 * meant to have: where not, nothing is judged. A fixed horizon is read once, when every arm has what was planned; without
 * a plan, when the experiment is stopped. Several arms are judged by Holm's steps; an arm wins when it is better and
 * every guardrail is shown to hold (non-inferiority: all of them must, so they need no correction).
 */
export function readExperiment(experiment: Recorded): Reading | null {
  const { design, arms } = experiment;
  const sizes = arms.map(({ key }) => totalsOf(experiment, key, design.metric)?.n ?? 0);
  if (sizes.every(n => n === 0)) return null;
  const shares = arms.map(({ share }) => share);
  const { p: sampleRatioP, mismatch } = sampleRatio(sizes, shares, mismatchThreshold);
  const isPlanReached = reachesPlan(design, sizes);
  const isReadable = design.method === 'SEQUENTIAL' || isPlanReached || (isUnplanned(design) && isOver(experiment));
  const judged = isReadable ? judge(experiment, !mismatch) : { effects: [], outcomes: [] };
  const verdict = mismatch ? 'INVALID' : verdictOf(judged.outcomes);
  const isDecisive = verdict === 'WON' || verdict === 'LOST' || verdict === 'NO_DIFFERENCE';
  const enoughData = design.method === 'FIXED_HORIZON' ? isReadable : isPlanReached || isDecisive;
  const found = { sampleRatioMismatch: mismatch, sampleRatioP, verdict, enoughData, ...judged };
  return { ...found, explanation: explain(experiment, found, { sizes, isReadable }) };
}

/** Whether every arm has as many as were planned; false without a plan. */
export function reachesPlan(
  { plannedSampleSize }: Pick<Design, 'plannedSampleSize'>,
  sizes: readonly number[],
): boolean {
  return plannedSampleSize !== null && sizes.every(n => n >= plannedSampleSize);
}

function isUnplanned({ plannedSampleSize }: Design): boolean {
  return plannedSampleSize === null;
}

function isOver({ state }: Recorded): boolean {
  return state === 'STOPPED' || state === 'DECIDED';
}

/** The totals of an arm and metric, or null where nothing was recorded. */
export function totalsOf({ recorded }: Pick<Recorded, 'recorded'>, arm: string, metric: string): Totals | null {
  return recorded.find(each => each.arm === arm && each.metric === metric)?.totals ?? null;
}

function judge(experiment: Recorded, isSound: boolean): Pick<Reading, 'effects' | 'outcomes'> {
  const { design, arms } = experiment;
  const treatments = arms.filter(({ control }) => !control).map(({ key }) => key);
  const at = (level: number) => (arm: string) => compareArm(experiment, { arm, metric: design.metric, level });
  const first = treatments.map(at(design.alpha));
  const p = first.map(found => (isUndefined(found) ? 1 : found.p));
  const [corrected, factors] = [holm(p), holmFactors(p)];
  const effects: ArmEffect[] = [];
  const outcomes = treatments.map((arm, i): ArmOutcome => {
    const guardrails = design.guardrails.map(guardrail => holds(experiment, arm, guardrail));
    const found = at(design.alpha / (factors[i] ?? 1))(arm);
    if (isUndefined(found)) return { arm, outcome: 'OPEN', guardrails, reason: found.reason };
    const effect = effectOf(experiment, { arm, found: { ...found, p: corrected[i] ?? 1 }, isSound });
    effects.push(effect);
    return { arm, outcome: outcomeOf(design, effect, guardrails), guardrails, reason: null };
  });
  return { effects, outcomes };
}

interface Question {
  arm: string;
  metric: string;
  level: number;
}

function compareArm(experiment: Recorded, { arm, metric, level }: Question) {
  const controlKey = experiment.arms.find(({ control }) => control)?.key ?? '';
  const control = totalsOf(experiment, controlKey, metric);
  const treatment = totalsOf(experiment, arm, metric);
  if (!control || !treatment) return { reason: `nothing was recorded of ${control ? arm : controlKey} yet` };
  if (control.kind !== treatment.kind) return { reason: `${arm} was recorded as another kind of metric` };
  return compare(experiment.design, { control, treatment, level });
}

interface Judged {
  arm: string;
  found: Comparison;
  /** False: the arms are not what was meant, so nothing is significant. */
  isSound: boolean;
}

function effectOf(experiment: Recorded, { arm, found, isSound }: Judged): ArmEffect {
  const { design, arms } = experiment;
  const control = totalsOf(experiment, arms.find(each => each.control)?.key ?? '', design.metric);
  const estimate = control ? estimateOf(control) : { reason: '' };
  const base = isUndefined(estimate) ? 0 : Math.abs(estimate.value);
  const excludes = found.lower > 0 || found.upper < 0;
  const significant = isSound && found.p <= design.alpha && excludes;
  const relative = found.effect / base;
  return { arm, ...found, relative: Number.isFinite(relative) ? relative : null, significant };
}

/** Whether an arm is shown to be no worse than the control by more than the margin; null: neither that nor worse. */
function holds(experiment: Recorded, arm: string, { metric, comparator, margin }: Guardrail): boolean | null {
  const found = compareArm(experiment, { arm, metric, level: experiment.design.alpha });
  if (isUndefined(found)) return null;
  const [worst, best] = comparator === 'AT_LEAST' ? [found.lower, found.upper] : [-found.upper, -found.lower];
  if (worst > -margin) return true;
  return best < -margin ? false : null;
}

function outcomeOf(design: Design, effect: ArmEffect, guardrails: readonly (boolean | null)[]): Outcome {
  const isBetter = design.comparator === 'AT_LEAST' ? effect.effect > 0 : effect.effect < 0;
  if (guardrails.includes(false)) return 'LOST';
  if (effect.significant && !isBetter) return 'LOST';
  if (effect.significant) return guardrails.every(held => held === true) ? 'WON' : 'OPEN';
  return isSame(design, effect) ? 'SAME' : 'OPEN';
}

/**
 * At a planned horizon what was not found is not there, with the power that was planned, unless the values vary more than
 * was thought; else the interval must say so.
 */
function isSame(design: Design, effect: ArmEffect): boolean {
  const { method, plannedSampleSize, minimumEffect } = design;
  if (method === 'FIXED_HORIZON' && plannedSampleSize !== null) return isPrecise(design, effect);
  return minimumEffect !== null && effect.lower > -minimumEffect && effect.upper < minimumEffect;
}

function verdictOf(outcomes: readonly ArmOutcome[]): Verdict {
  const all = (...of: Outcome[]) => outcomes.length > 0 && outcomes.every(({ outcome }) => of.includes(outcome));
  if (outcomes.some(({ outcome }) => outcome === 'WON')) return 'WON';
  if (all('LOST')) return 'LOST';
  return all('LOST', 'SAME') ? 'NO_DIFFERENCE' : 'INCONCLUSIVE';
}

/** Whether a guardrail holds in every arm, is broken in one, or neither is shown. */
export function guardrailHolds({ outcomes }: Pick<Reading, 'outcomes'>, place: number): boolean | null {
  const held = outcomes.map(({ guardrails }) => guardrails[place] ?? null);
  if (held.includes(false)) return false;
  return held.length > 0 && held.every(each => each === true) ? true : null;
}
