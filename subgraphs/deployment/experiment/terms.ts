import { invalid, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import type { Arm, Design, Guardrail } from './experiment.ts';
import { changedBaseline, plannedSampleSize } from './plan.ts';

/** An experiment as somebody wants it. */
export interface Terms extends Omit<Design, 'plannedSampleSize'> {
  name: string;
  hypothesis: string;
  arms: readonly Arm[];
  baseline: number | null;
  variance: number | null;
}

const mostArms = 10;
const mostGuardrails = 20;
const mostFigure = 1e100;
const leastAlpha = 1e-9;
const leastShare = 1e-6;
const mostPlanned = 1e12;

/** What is wrong with an experiment that somebody wants, or null. */
export function termsProblem(terms: Terms): Problem | null {
  return (
    textProblem('name', terms.name, 200) ??
    textProblem('hypothesis', terms.hypothesis, 20_000) ??
    textProblem('metric', terms.metric, 200) ??
    armsProblem(terms.arms) ??
    levelProblem(terms) ??
    planProblem(terms) ??
    endlessProblem(terms) ??
    guardrailsProblem(terms)
  );
}

function armsProblem(arms: readonly Arm[]): Problem | null {
  if (arms.length < 2)
    return invalid('arms', 'An experiment compares: give two arms at least, one of them the control.');
  if (arms.length > mostArms) return invalid('arms', `There are ${arms.length} arms: ${mostArms} are the most.`);
  for (const [index, { key, share }] of arms.entries()) {
    const path = `arms[${index}]`;
    const problem = textProblem(`${path}.key`, key, 64);
    if (problem) return problem;
    if (arms.findIndex(other => other.key === key) < index) {
      return invalid(`${path}.key`, `There is an arm "${key}" already: give each a key of its own.`);
    }
    if (!(share >= leastShare))
      return invalid(
        `${path}.share`,
        `A share of ${share} gives "${key}" no traffic to speak of: make it more than ${leastShare}.`,
      );
  }
  const controls = arms.filter(({ control }) => control).length;
  if (controls === 1) return sharesProblem(arms);
  return invalid(
    'arms',
    `${controls} arms are marked as control: mark exactly one, which the others are compared with.`,
  );
}

/** Shares may be told as parts of 1 or as percentages. */
function sharesProblem(arms: readonly Arm[]): Problem | null {
  const whole = arms.reduce((sum, { share }) => sum + share, 0);
  if ([1, 100].some(wanted => Math.abs(whole - wanted) <= wanted * 1e-6)) return null;
  const told = Number(whole.toPrecision(6));
  return invalid('arms', `The shares add up to ${told}: make them add up to 1, or to 100 when they are percentages.`);
}

function levelProblem({ alpha, power }: Terms): Problem | null {
  if (!(alpha >= leastAlpha && alpha <= 0.5)) {
    return invalid('alpha', `An alpha of ${alpha} makes no sense: give 0.5 at most and more than 0, such as 0.05.`);
  }
  if (power >= 0.5 && power < 1) return null;
  return invalid('power', `A power of ${power} makes no sense: give 0.5 or more and less than 1, such as 0.8.`);
}

function planProblem(terms: Terms): Problem | null {
  const { minimumEffect, variance, baseline } = terms;
  if (minimumEffect !== null && !(minimumEffect > 0 && minimumEffect <= mostFigure)) {
    return invalid(
      'minimumEffect',
      `A minimum effect is more than 0, whichever side is good: ${minimumEffect} is not.`,
    );
  }
  if (variance !== null && !(variance > 0 && variance <= mostFigure)) {
    return invalid(
      'variance',
      `A variance is more than 0: ${variance} is not. Give that of one value, or leave it out.`,
    );
  }
  if (terms.metricKind !== 'PROPORTION' || baseline === null) return null;
  if (!(baseline > 0 && baseline < 1)) {
    return invalid('baseline', `A proportion lies between 0 and 1: ${baseline} does not. Divide percentages by 100.`);
  }
  const changed = minimumEffect === null ? baseline : changedBaseline(baseline, minimumEffect, terms.comparator);
  if (changed > 0 && changed < 1) return null;
  const message = `From ${baseline} it would lead to ${Number(changed.toPrecision(6))}, and a proportion lies between 0 and 1: give a smaller one.`;
  return invalid('minimumEffect', message);
}

/** A plan that nobody can carry out is a mistake in what it rests on. */
function endlessProblem(terms: Terms): Problem | null {
  const { baseline, variance, arms, minimumEffect } = terms;
  const planned = plannedSampleSize(terms, { baseline, variance, compared: arms.length - 1 });
  if (planned === null || planned <= mostPlanned) return null;
  const message = `To find an effect of ${minimumEffect} each arm would need more than ${mostPlanned}: give a greater one.`;
  return invalid('minimumEffect', message);
}

function guardrailsProblem({ guardrails, metric }: Terms): Problem | null {
  if (guardrails.length > mostGuardrails) {
    return invalid('guardrails', `There are ${guardrails.length} guardrails: keep the ${mostGuardrails} that matter.`);
  }
  for (const [index, guardrail] of guardrails.entries()) {
    const problem = guardrailProblem(`guardrails[${index}]`, guardrail, [metric, ...named(guardrails.slice(0, index))]);
    if (problem) return problem;
  }
  return null;
}

function named(guardrails: readonly Guardrail[]): string[] {
  return guardrails.map(({ metric }) => metric);
}

function guardrailProblem(path: string, { metric, margin }: Guardrail, taken: readonly string[]): Problem | null {
  const problem = textProblem(`${path}.metric`, metric, 200);
  if (problem) return problem;
  if (taken.includes(metric)) {
    return invalid(`${path}.metric`, `"${metric}" is looked at already: name each metric once.`);
  }
  if (margin >= 0 && margin <= mostFigure) return null;
  return invalid(`${path}.margin`, `A margin is 0 or more, in the metric's unit: ${margin} is not.`);
}
