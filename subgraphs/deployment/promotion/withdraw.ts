import { type Command, done } from '@handoff/kit/command';
import { isProblem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { aboutOf, lockCase, refusal, stateProblem } from './case.ts';
import { mayMove } from './policy.ts';
import { doneWith } from './promotion.ts';
import { saveMoved } from './save.ts';

export interface WithdrawPromotion {
  promotionId: string;
  reason?: string | null;
  idempotencyKey?: string | null;
}

/** Takes a promotion back that was asked for and has not begun to roll out. */
export const withdrawPromotion: Command<WithdrawPromotion> = {
  name: 'withdrawPromotion',
  async run(tx, actor, input) {
    const found = await lockCase(tx, actor, input.promotionId);
    if (isProblem(found)) return found;
    const wrong = await stateProblem(tx, found, 'WITHDRAW');
    if (wrong) return wrong;
    const refused = mayMove('WITHDRAW', found.subject, found.standing);
    if (refused) return refusal(tx, found, refused);
    const problem = input.reason ? textProblem('reason', input.reason, 4000) : null;
    if (problem) return { ...problem, about: aboutOf(found.row) };
    await saveMoved(tx, actor, {
      action: 'promotion.withdrawn',
      summary: doneWith('withdrew', found.row.kind),
      move: 'WITHDRAW',
      found,
      after: { ...found.row, state: 'WITHDRAWN', expiresAt: null, endedAt: new Date() },
      note: input.reason ?? null,
    });
    return done(found.row.id);
  },
};
