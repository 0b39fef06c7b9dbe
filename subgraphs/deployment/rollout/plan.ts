import { invalid, type Problem } from '@handoff/kit/problem';
import type { RolloutStep, RolloutStrategy } from '../promotion/steps.ts';
import type { DeploymentKind } from './table.ts';

/** A step as somebody asks for it. */
export interface AskedStep {
  percent: number;
  minMinutes?: number | null;
  minPredictions?: number | null;
}

interface Asked {
  strategy?: RolloutStrategy | null;
  steps?: readonly AskedStep[] | null;
}

const mostSteps = 20;
const mostMinutes = 43_200;
const mostPredictions = 1e15;

/** The shares of a strategy for which nobody says any; null: somebody has to. */
const usual: Record<RolloutStrategy, readonly number[] | null> = {
  ALL_AT_ONCE: [100],
  CANARY: null,
  SHADOW: [0, 100],
  BLUE_GREEN: [0, 100],
};

/** The steps of a rollout as it was asked for, which planProblem has found to be right. */
export function plannedSteps({ strategy, steps }: Asked): RolloutStep[] {
  const shares = (usual[strategy ?? 'ALL_AT_ONCE'] ?? []).map(percent => ({ percent }));
  const asked: readonly AskedStep[] = steps && steps.length > 0 ? steps : shares;
  return asked.map(({ percent, minMinutes, minPredictions }) => ({
    percent,
    minMinutes: minMinutes ?? 0,
    minPredictions: minPredictions ?? 0,
  }));
}

/** What is wrong with the strategy and steps that somebody asks for, or null. */
export function planProblem({ strategy: asked, steps }: Asked): Problem | null {
  const strategy = asked ?? 'ALL_AT_ONCE';
  if (!steps || steps.length === 0) return strategy === 'CANARY' ? invalid('steps', canarySteps) : null;
  if (strategy === 'ALL_AT_ONCE')
    return invalid('steps', 'A rollout that goes all at once has no steps: leave them out, or choose CANARY.');
  if (steps.length > mostSteps)
    return invalid('steps', `The rollout has ${steps.length} steps: ${mostSteps} are the most.`);
  return boundsProblem(steps) ?? risingProblem(steps) ?? fitProblem(strategy, steps);
}

const canarySteps = 'A canary goes by steps: say which shares of the traffic it takes, such as 5, 25 and 100 percent.';

function boundsProblem(steps: readonly AskedStep[]): Problem | null {
  for (const [i, { percent, minMinutes, minPredictions }] of steps.entries()) {
    if (!(percent >= 0 && percent <= 100))
      return invalid(`steps[${i}].percent`, `${percent} is no share of the traffic: give 0 to 100.`);
    if (!((minMinutes ?? 0) >= 0 && (minMinutes ?? 0) <= mostMinutes))
      return invalid(`steps[${i}].minMinutes`, `Give 0 to ${mostMinutes} minutes, which are 30 days.`);
    if (!((minPredictions ?? 0) >= 0 && (minPredictions ?? 0) <= mostPredictions))
      return invalid(`steps[${i}].minPredictions`, `Give 0 to ${mostPredictions} predictions.`);
  }
  return null;
}

function risingProblem(steps: readonly AskedStep[]): Problem | null {
  const falls = steps.findIndex(({ percent }, i) => i > 0 && percent <= (steps[i - 1]?.percent ?? 0));
  if (falls > 0) {
    const [before, here] = [steps[falls - 1]?.percent, steps[falls]?.percent];
    return invalid(
      `steps[${falls}].percent`,
      `${here} percent comes after ${before}: each step takes more than the last.`,
    );
  }
  const last = steps.at(-1)?.percent;
  if (last === 100) return null;
  return invalid(`steps[${steps.length - 1}].percent`, `The last step takes ${last} percent: let it end at 100.`);
}

function fitProblem(strategy: RolloutStrategy, steps: readonly AskedStep[]): Problem | null {
  const first = steps[0]?.percent ?? 0;
  if (strategy === 'CANARY')
    return first > 0
      ? null
      : invalid('steps[0].percent', 'A canary begins with a share above 0 percent; to listen only, choose SHADOW.');
  const what = strategy === 'SHADOW' ? 'listens' : 'stands ready';
  if (first !== 0)
    return invalid('steps[0].percent', `With ${strategy} the version ${what} first: begin with 0 percent.`);
  if (strategy === 'SHADOW' || steps.length === 2) return null;
  return invalid('steps', 'BLUE_GREEN has two steps, 0 and 100 percent: for shares between, choose CANARY.');
}

/** What a version is while its rollout is at a step. */
export function kindAt(strategy: RolloutStrategy, percent: number): DeploymentKind {
  if (strategy === 'ALL_AT_ONCE') return 'PRIMARY';
  return strategy === 'SHADOW' && percent === 0 ? 'SHADOW' : 'CANARY';
}
