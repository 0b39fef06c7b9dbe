import { inUtc } from '@handoff/kit/text';
import type { PromotionState } from '../promotion/promotion.ts';
import { stageOf } from '../promotion/stage.ts';
import type { RolloutStep } from '../promotion/steps.ts';
import type { PromotionRow } from '../promotion/table.ts';
import { nextStepAt } from './holding.ts';

/** How a promotion is carried out, as the graph shows it. underWay: what the last attempt of an executor found. */
export function rolloutOf(promotion: PromotionRow, underWay?: string | null) {
  const { strategy, steps, step, executor, externalUrl, rolloutDetail, rolloutStartedAt } = promotion;
  return {
    ...{ strategy, step, executor, externalUrl },
    steps: steps.map(each => ({ ...each, startedAt: begunAt(each) })),
    detail: underWay ?? rolloutDetail,
    waitingFor: waitsFor(promotion),
    startedAt: rolloutStartedAt,
    nextStepAt: stageOf(promotion) === 'HOLDING' ? nextStepAt(promotion) : null,
  };
}

function begunAt({ startedAt }: RolloutStep): Date | null {
  return startedAt === undefined ? null : new Date(startedAt);
}

/** A retirement is carried out by a person, whatever the executor of the target is. */
const retiring: Partial<Record<PromotionState, string>> = {
  APPROVED: 'Somebody who deploys this model begins to take it out of service.',
  ROLLING_OUT: 'Somebody who deploys this model confirms that it no longer runs.',
};

function waitsFor(promotion: PromotionRow): string | null {
  const { kind, state, executor, step, steps } = promotion;
  if (kind === 'RETIRE') return retiring[state] ?? null;
  if (state === 'APPROVED') return 'Somebody who deploys this model begins the rollout.';
  const stage = stageOf(promotion);
  if (stage === 'HOLDING') return holding(promotion);
  if (stage === 'RETURNING') return `${executor} rolls it back.`;
  if (stage !== 'PLACING') return null;
  if (executor === 'MANUAL') return 'Somebody who deploys this model confirms that it runs.';
  return `${executor} puts step ${step + 1} of ${steps.length} in place: ${steps[step]?.percent} % of the traffic.`;
}

function holding(promotion: PromotionRow): string {
  const { step, steps, halt } = promotion;
  const { percent = 0, minPredictions = 0 } = steps[step] ?? {};
  const where = `Step ${step + 1} of ${steps.length} holds at ${percent} % of the traffic`;
  if (halt) return `${where} and does not go on. ${halt.message}`;
  const next = nextStepAt(promotion);
  const time = next && (steps[step]?.minMinutes ?? 0) > 0 ? `, until ${inUtc(next)} at least` : '';
  const predictions = minPredictions > 0 ? `, for ${minPredictions} predictions where they are counted` : '';
  return `${where}${time}${predictions}. Then somebody who deploys this model advances it.`;
}
