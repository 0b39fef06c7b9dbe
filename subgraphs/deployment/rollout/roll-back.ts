import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { isProblem, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { aboutOf } from '../promotion/case.ts';
import { saveMoved } from '../promotion/save.ts';
import { type PromotionRow, promotions } from '../promotion/table.ts';
import { lockFor, type OfPromotion } from './lock.ts';
import { undo } from './place.ts';

export interface RollBack extends OfPromotion {
  reason: string;
}

/**
 * Takes a version out of service again: what it replaced serves in its place, as was settled when it was approved, so
 * no new decision is needed. Needs DEPLOY on the model.
 */
export const rollBack: Command<RollBack> = {
  name: 'rollBack',
  async run(tx, actor, input) {
    const found = await lockFor(tx, actor, { promotionId: input.promotionId, move: 'ROLL_BACK' });
    if (isProblem(found)) return found;
    const problem = textProblem('reason', input.reason, 4000) ?? (await sharesWith(tx, found.row));
    if (problem) return { ...problem, about: aboutOf(found.row) };
    await undo(tx, found.row, { failed: false });
    await saveMoved(tx, actor, {
      action: 'promotion.rolled_back',
      summary: 'rolled back',
      move: 'ROLL_BACK',
      from: found.row.state,
      after: { ...found.row, state: 'ROLLED_BACK', halt: null, endedAt: new Date() },
      given: found.given,
      note: input.reason,
    });
    return done(input.promotionId);
  },
};

/** While another version has a share of the traffic, what serves the rest is what that one leads back to. */
async function sharesWith(tx: Tx, { id, state, modelId, environmentId }: PromotionRow): Promise<Problem | null> {
  if (state !== 'LIVE') return null;
  const where = { modelId, environmentId, state: 'ROLLING_OUT' } as const;
  const other = await tx.findOne(promotions, { where });
  if (!other || other.id === id || other.strategy === 'ALL_AT_ONCE') return null;
  const message = `Version ${other.evidence.version} is being rolled out beside it (${other.id}): roll back that one first.`;
  return { kind: 'WrongState', state, allowed: [], message };
}
