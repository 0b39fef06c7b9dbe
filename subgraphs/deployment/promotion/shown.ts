import type { Via } from '@handoff/kit/actor';
import type { Context } from '@handoff/kit/context';
import type { EntryRow } from '@handoff/kit/event/table';
import { load } from '@handoff/kit/loader';
import type { CheckResult } from '../check/check.ts';
import { environmentById } from '../environment/queries.ts';
import { subjectOf } from './case.ts';
import type { Waiver } from './evidence.ts';
import type { Subject } from './policy.ts';
import { type PromotionState, promotionStates } from './promotion.ts';
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
