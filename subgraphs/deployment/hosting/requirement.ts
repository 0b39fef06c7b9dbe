import { conflict, invalid, type Problem } from '@handoff/kit/problem';
import type { Comparator } from '@handoff/kit/schema/scalars';
import { textProblem } from '@handoff/kit/text';
import { optionalProblem } from './hosting.ts';

/** What must hold of a model in an environment: a metric at least or at most at a value. */
export interface RequirementTerms {
  metric: string;
  comparator: Comparator;
  value: number;
  unit: string | null;
  reason: string | null;
}

/** One wording of a requirement; `since` and `until` say when it held. */
export interface ProductionRequirement extends RequirementTerms {
  id: string;
  modelId: string;
  environmentId: string;
  since: Date;
  /** When it ends or ended; null: until further notice. */
  until: Date | null;
}

export type RequirementState = 'IN_FORCE' | 'ENDED';

/** From which states a requirement can be changed or ended: what is over stays as it was. */
const moves: Readonly<Record<'CHANGE', readonly RequirementState[]>> = { CHANGE: ['IN_FORCE'] };

/** Where a requirement stands at an instant: it holds from `since` until just before `until`. */
export function requirementState({ until }: Pick<ProductionRequirement, 'until'>, now: Date): RequirementState {
  return until === null || until > now ? 'IN_FORCE' : 'ENDED';
}

/** Why a requirement cannot be changed now, or null. */
export function moveProblem(requirement: ProductionRequirement, now: Date): Problem | null {
  const state = requirementState(requirement, now);
  if (moves.CHANGE.includes(state)) return null;
  const message = `This requirement ended at ${requirement.until?.toISOString()}: save a new one, without an id.`;
  return { kind: 'WrongState', message, state, allowed: [] };
}

/** What is wrong with a requirement that somebody wants, or null. */
export function requirementProblem(terms: RequirementTerms): Problem | null {
  return (
    textProblem('metric', terms.metric, 200) ??
    optionalProblem('unit', terms.unit, 64) ??
    optionalProblem('reason', terms.reason, 20_000)
  );
}

/** A new requirement ends in the future, if at all. */
export function endProblem(until: Date | null, now: Date): Problem | null {
  if (until === null || until > now) return null;
  return invalid('until', `${until.toISOString()} is past: a new requirement ends in the future, or is left open.`);
}

/** Two requirements of one metric, from the same side, would contradict or repeat each other. */
export function doubleProblem(terms: RequirementTerms, others: readonly ProductionRequirement[]): Problem | null {
  const other = others.find(one => one.metric === terms.metric && one.comparator === terms.comparator);
  if (!other) return null;
  const mend = `change that one by its id, ${other.id}.`;
  return conflict('NAME_TAKEN', `${bound(other)} is required there already: ${mend}`);
}

/** What must hold, in words: "p95_latency_ms at most 200 ms". */
export function bound({ metric, comparator, value, unit }: RequirementTerms): string {
  return [metric, comparator === 'AT_LEAST' ? 'at least' : 'at most', value, unit]
    .filter(part => part !== null)
    .join(' ');
}
