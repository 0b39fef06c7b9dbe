import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { conflict, isProblem, type Problem } from '@handoff/kit/problem';
import { placeOrder } from '../executor/place-order.ts';
import { aboutOf, type Case, stateProblem } from '../promotion/case.ts';
import { instantIn } from '../promotion/place.ts';
import { movesFrom } from '../promotion/promotion.ts';
import { saveMoved } from '../promotion/save.ts';
import type { PromotionRow } from '../promotion/table.ts';
import { heldBy, type RolloutFacts } from './holding.ts';
import { lockRollout, notAllowed, type OfPromotion } from './lock.ts';
import { finish, type Placed, placeStep } from './place.ts';
import { supersedeFormer } from './supersede.ts';

export interface AdvanceRollout extends OfPromotion {
  /** The step that whoever advances has seen it at, from 0. */
  fromStep: number;
}

/**
 * Goes on to the next step, or ends the last one, when its time has passed and nothing is wrong with the new version, by
 * what was asked of the graph just before. By hand, whoever advances has moved the traffic. Needs DEPLOY on the model.
 */
export function advanceRollout(facts: RolloutFacts | null): Command<AdvanceRollout> {
  return {
    name: 'advanceRollout',
    async run(tx, actor, input) {
      const found = await lockRollout(tx, actor, input.promotionId);
      if (isProblem(found)) return found;
      const refused = (await notFrom(tx, found, input.fromStep)) ?? (await notAllowed(tx, found, 'ADVANCE'));
      if (refused) return refused;
      const problem = notYet(found.row, facts, new Date());
      if (problem) return { ...problem, about: aboutOf(found.row) };
      await advance(tx, actor, found);
      return done(input.promotionId);
    },
  };
}

const begun: readonly PromotionRow['state'][] = ['ROLLING_OUT', 'LIVE'];

async function notFrom(tx: Tx, found: Case, fromStep: number): Promise<Refusal | null> {
  const { row } = found;
  if (begun.includes(row.state) && row.step !== fromStep) {
    const message = `The rollout is at step ${row.step + 1} of ${row.steps.length}, not at step ${fromStep + 1} any more: look at it again, then go on.`;
    return { ...conflict('STALE_REVISION', message), about: aboutOf(row) };
  }
  return stateProblem(tx, found, 'ADVANCE');
}

function notYet(row: PromotionRow, facts: RolloutFacts | null, now: Date): Problem | null {
  const same = facts && facts.step === row.step && facts.since?.getTime() === row.stepStartedAt?.getTime();
  if (!same) return conflict('STALE_REVISION', 'The rollout moved this very moment: look at it again, then go on.');
  const message = heldBy(row, facts, now);
  const allowed = movesFrom(row.state, row).filter(move => move !== 'ADVANCE');
  return message === null ? null : { kind: 'WrongState', state: row.state, allowed, message };
}

async function advance(tx: Tx, actor: Actor, found: Case): Promise<void> {
  const { row } = found;
  const { after, replaced } = await next(tx, row);
  const percent = after.steps[after.step]?.percent;
  const live = after.state === 'LIVE';
  await saveMoved(tx, actor, {
    action: live ? 'promotion.live' : 'promotion.advanced',
    summary: live ? 'took to all of the traffic' : `took to ${percent} % of the traffic`,
    move: 'ADVANCE',
    found,
    after,
    note: `${percent} % of the traffic.`,
  });
  if (live) await supersedeFormer(tx, actor, { row, replaced });
}

async function next(tx: Tx, row: PromotionRow): Promise<Placed> {
  if (row.step === row.steps.length - 1) return finish(tx, row, await instantIn(tx, row));
  const after = { ...row, step: row.step + 1, stepStartedAt: null, halt: null };
  if (row.executor === 'MANUAL') return placeStep(tx, after);
  await placeOrder(tx, after, 'STEP');
  return { after, replaced: null };
}
