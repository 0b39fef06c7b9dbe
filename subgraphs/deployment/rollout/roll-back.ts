import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { isProblem, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { placeOrder } from '../executor/place-order.ts';
import { aboutOf } from '../promotion/case.ts';
import { type Moved, saveMoved } from '../promotion/save.ts';
import type { PromotionRow } from '../promotion/table.ts';
import { beside } from './beside.ts';
import { lockFor, type OfPromotion } from './lock.ts';
import { undo } from './place.ts';
import { rolledBackNote, supersedeRetirements } from './supersede.ts';

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
    await saveMoved(tx, actor, {
      ...(await goBack(tx, found.row)),
      move: 'ROLL_BACK',
      found,
      note: input.reason,
    });
    await endRetirements(tx, actor, found.row);
    return done(input.promotionId);
  },
};

/** By hand it is done; an executor is told to, and what was replaced serves again when it says so. */
async function goBack(tx: Tx, row: PromotionRow): Promise<Pick<Moved, 'action' | 'summary' | 'after'>> {
  if (row.executor === 'MANUAL') {
    await undo(tx, row, { failed: false });
    const after = { ...row, state: 'ROLLED_BACK', halt: null, endedAt: new Date() } as const;
    return { action: 'promotion.rolled_back', summary: 'rolled back', after };
  }
  await placeOrder(tx, row, 'BACK');
  const after = { ...row, returningSince: new Date(), halt: null };
  return { action: 'promotion.rollback_started', summary: 'began to roll back', after };
}

/** What ran is gone as soon as it was rolled back by hand: nobody has to retire it any more. */
async function endRetirements(tx: Tx, actor: Actor, row: PromotionRow): Promise<void> {
  if (row.state === 'LIVE' && row.executor === 'MANUAL')
    await supersedeRetirements(tx, actor, { ...row, note: rolledBackNote });
}

/** What changes there has to be through first. */
async function sharesWith(tx: Tx, row: PromotionRow): Promise<Problem | null> {
  const message = row.state === 'LIVE' ? await beside(tx, row) : null;
  return message === null ? null : { kind: 'WrongState', state: row.state, allowed: [], message };
}
