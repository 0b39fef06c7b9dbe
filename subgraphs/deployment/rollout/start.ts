import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { isProblem, type Problem } from '@handoff/kit/problem';
import { IsNull, Not } from 'typeorm';
import { placeOrder } from '../executor/place-order.ts';
import { aboutOf } from '../promotion/case.ts';
import { saveMoved } from '../promotion/save.ts';
import { type PromotionRow, promotions } from '../promotion/table.ts';
import { lockFor, type OfPromotion } from './lock.ts';
import { placeStep, runOf } from './place.ts';
import { kindAt } from './plan.ts';
import { livePrimary } from './queries.ts';
import { prepareRun } from './run.ts';

/**
 * Begins to roll out what was approved: from here on it does not expire. In steps and by hand, whoever begins has moved
 * the traffic of the first step. Needs DEPLOY on the model.
 */
export const startRollout: Command<OfPromotion> = {
  name: 'startRollout',
  async run(tx, actor, { promotionId }) {
    const found = await lockFor(tx, actor, { promotionId, move: 'START' });
    if (isProblem(found)) return found;
    const other = (await rollingOut(tx, found.row)) ?? (await notThere(tx, found.row));
    if (other) return { ...other, about: aboutOf(found.row) };
    const { row } = found;
    if (row.kind === 'PROMOTE')
      await prepareRun(tx, runOf(row, row.versionId), kindAt(row.strategy, row.steps[0]?.percent ?? 100));
    const begun = { ...row, state: 'ROLLING_OUT', expiresAt: null, rolloutStartedAt: new Date() } as const;
    const after = await set(tx, begun);
    await saveMoved(tx, actor, {
      action: 'promotion.rollout_started',
      summary: row.kind === 'RETIRE' ? 'began to take out of service' : 'began to roll out',
      move: 'START',
      found,
      after,
    });
    return done(promotionId);
  },
};

/** By hand in steps, the first one has been set; all at once, somebody confirms; an executor is told to. */
async function set(tx: Tx, begun: PromotionRow): Promise<PromotionRow> {
  if (begun.executor !== 'MANUAL') {
    await placeOrder(tx, begun, 'STEP');
    return begun;
  }
  return begun.strategy === 'ALL_AT_ONCE' ? begun : (await placeStep(tx, begun)).after;
}

/** What is to be retired must still run there. */
async function notThere(tx: Tx, { kind, modelId, environmentId, versionId, state }: PromotionRow) {
  if (kind === 'PROMOTE') return null;
  const live = await livePrimary(tx, modelId, environmentId);
  if (live?.versionId === versionId) return null;
  const message = 'It does not run there any more: there is nothing to take out of service.';
  return { kind: 'WrongState', state, allowed: ['WITHDRAW'], message } satisfies Problem;
}

/** One version at a time is on its way: what a rollback leads to was settled with what runs there now. */
async function rollingOut(tx: Tx, { modelId, environmentId }: PromotionRow): Promise<Problem | null> {
  const place = { modelId, environmentId };
  const where = [
    { ...place, state: 'ROLLING_OUT' },
    { ...place, state: 'LIVE', returningSince: Not(IsNull()) },
  ] as const;
  const other = await tx.findOne(promotions, { where: [...where] });
  if (!other) return null;
  return { kind: 'WrongState', state: 'APPROVED', allowed: [], message: onItsWay(other) };
}

function onItsWay({ id, kind, state, evidence }: PromotionRow): string {
  const { version } = evidence;
  if (state === 'LIVE') return `Version ${version} is being rolled back there (${id}): wait until that is done.`;
  const what = kind === 'RETIRE' ? 'taken out of service' : 'rolled out';
  return `Version ${version} is being ${what} there (${id}): confirm or roll back that one first.`;
}
