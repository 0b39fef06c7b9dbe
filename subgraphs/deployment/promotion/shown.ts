import type { Via } from '@handoff/kit/actor';
import type { Context } from '@handoff/kit/context';
import type { EntryRow } from '@handoff/kit/event/table';
import { load } from '@handoff/kit/loader';
import type { CheckResult } from '../check/check.ts';
import { environmentById } from '../environment/queries.ts';
import { subjectOf } from './case.ts';
import type { Waiver } from './evidence.ts';
import type { Subject } from './policy.ts';
import { type PromotionKind, type PromotionState, promotionStates } from './promotion.ts';
import { decisionsGiven } from './queries.ts';
import type { PromotionRow } from './table.ts';

/** A check with what its fields are read from. */
export interface CheckView extends CheckResult {
  modelId: string;
  waivers: readonly Waiver[];
}

export function checksOf(
  checks: readonly CheckResult[],
  of: { modelId: string; waivers: readonly Waiver[] },
): CheckView[] {
  return checks.map(check => ({ ...check, modelId: of.modelId, waivers: of.waivers }));
}

/** What decides who may do what with a promotion, read through loaders. */
export async function subjectFor(context: Context, promotion: PromotionRow): Promise<Subject> {
  const environment = await load(context, environmentById, promotion.environmentId);
  const given = await decisionsGiven(context, promotion.id);
  return subjectOf(promotion, { production: environment?.production ?? true }, given);
}

/** How a promotion is carried out, as the graph shows it. */
export function rolloutOf(promotion: PromotionRow) {
  const { strategy, steps, step, executor, externalUrl, rolloutDetail, rolloutStartedAt, stepStartedAt, state } =
    promotion;
  return {
    strategy,
    steps: steps.map((each, i) => ({ ...each, startedAt: i === step ? stepStartedAt : null })),
    step,
    executor,
    externalUrl,
    detail: rolloutDetail,
    waitingFor: waits[promotion.kind][state] ?? null,
    startedAt: rolloutStartedAt,
    nextStepAt: null,
  };
}

const begins = 'Somebody who deploys this model begins';

const waits: Record<PromotionKind, Partial<Record<PromotionState, string>>> = {
  PROMOTE: {
    APPROVED: `${begins} the rollout.`,
    ROLLING_OUT: 'Somebody who deploys this model confirms that it runs.',
  },
  RETIRE: {
    APPROVED: `${begins} to take it out of service.`,
    ROLLING_OUT: 'Somebody who deploys this model confirms that it no longer runs.',
  },
};

/** One thing that was done with a promotion. */
export interface EventView {
  at: Date;
  byId: string | null;
  via: Via;
  move: string;
  from: PromotionState | null;
  to: PromotionState;
  note: string | null;
}

/** The moves among what the trail holds of a promotion. */
export function eventsOf(entries: readonly EntryRow[]): EventView[] {
  return entries.flatMap(({ at, actorId, via, detail }) => {
    const { move, from, to, note } = (detail ?? {}) as Partial<EventView>;
    if (typeof move !== 'string' || !to || !promotionStates.includes(to)) return [];
    return [{ at, byId: actorId, via, move, from: from ?? null, to, note: note ?? null }];
  });
}
