import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { conflict, isProblem, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { dueOrder, settleOrders } from '../executor/place-order.ts';
import { aboutOf, type Case, notNow } from '../promotion/case.ts';
import { movesFrom } from '../promotion/promotion.ts';
import { stageOf } from '../promotion/stage.ts';
import { lockRollout, notAllowed, type OfPromotion } from './lock.ts';
import { type Outcome, settle } from './settle.ts';

export interface ReportRollout extends OfPromotion, Outcome {
  /** The order that is answered, as a webhook named it; left out: what is being carried out. */
  order?: string | null;
}

/**
 * Says how what is being carried out of a rollout went: a step took hold, what was replaced is back, or nothing changed.
 * Needs DEPLOY.
 */
export const reportRollout: Command<ReportRollout> = {
  name: 'reportRollout',
  async run(tx, actor, input) {
    const found = await lockRollout(tx, actor, input.promotionId);
    if (isProblem(found)) return found;
    const refused = (await notReportable(tx, found, input)) ?? (await notAllowed(tx, found, 'CONFIRM'));
    if (refused) return refused;
    const problem = reportProblem(input) ?? (await otherOrder(tx, input));
    if (problem) return { ...problem, about: aboutOf(found.row) };
    await settleOrders(tx, found.row.id, input.succeeded ? 'DONE' : 'FAILED');
    await settle(tx, actor, { found, outcome: input });
    return done(input.promotionId);
  },
};

/** What is carried out is reported; that a step by hand does not do well, for as long as it holds. */
async function notReportable(tx: Tx, { row }: Case, { succeeded }: Outcome): Promise<Refusal | null> {
  const failing = stageOf(row) === 'HOLDING' && row.executor === 'MANUAL' && !succeeded;
  return failing || movesFrom(row.state, row).includes('CONFIRM') ? null : notNow(tx, row);
}

async function otherOrder(tx: Tx, { promotionId, order }: ReportRollout): Promise<Problem | null> {
  if (!order || (await dueOrder(tx, promotionId)) === order) return null;
  return conflict(
    'STALE_REVISION',
    `Order ${order} is not what is being carried out now: nobody waits for its answer.`,
  );
}

function reportProblem({ detail, externalUrl }: Outcome): Problem | null {
  if (detail) return textProblem('detail', detail, 4000);
  if (!externalUrl || (/^https?:\/\//.test(externalUrl) && URL.canParse(externalUrl) && externalUrl.length <= 2000))
    return null;
  return {
    kind: 'InvalidInput',
    field: 'externalUrl',
    message: 'Give an address that starts with http:// or https://, of 2,000 characters at most.',
  };
}
