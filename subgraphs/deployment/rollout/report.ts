import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { isProblem, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { aboutOf, type Case, notNow } from '../promotion/case.ts';
import { saveMoved } from '../promotion/save.ts';
import { stageOf } from '../promotion/stage.ts';
import type { PromotionRow } from '../promotion/table.ts';
import { lockRollout, notAllowed, type OfPromotion } from './lock.ts';
import { placeStep, undo } from './place.ts';
import { supersede } from './supersede.ts';

/** How something of a rollout went, as whoever carried it out tells it. */
export interface Outcome {
  succeeded: boolean;
  detail?: string | null;
  externalUrl?: string | null;
}

export interface ReportRollout extends OfPromotion, Outcome {}

/** Says how a rollout went: the version is live and replaces what ran there, or nothing changed. Needs DEPLOY. */
export const reportRollout: Command<ReportRollout> = {
  name: 'reportRollout',
  async run(tx, actor, input) {
    const found = await lockRollout(tx, actor, input.promotionId);
    if (isProblem(found)) return found;
    const refused = (await notReportable(tx, found, input)) ?? (await notAllowed(tx, found, 'CONFIRM'));
    if (refused) return refused;
    const problem = reportProblem(input);
    if (problem) return { ...problem, about: aboutOf(found.row) };
    await settleStep(tx, actor, { found, outcome: input });
    return done(input.promotionId);
  },
};

/** What is carried out is reported; that a step by hand does not do well, for as long as it holds. */
async function notReportable(tx: Tx, { row }: Case, { succeeded }: Outcome): Promise<Refusal | null> {
  const stage = stageOf(row);
  const failing = stage === 'HOLDING' && row.executor === 'MANUAL' && !succeeded;
  return failing || stage === 'PLACING' ? null : notNow(tx, row);
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

/** Brings a promotion, and what runs because of it, in line with how its step went. */
export async function settleStep(tx: Tx, actor: Actor, of: { found: Case; outcome: Outcome }): Promise<void> {
  const { found, outcome } = of;
  const before = { ...found.row, ...told(outcome) };
  const { after, replaced } = outcome.succeeded ? await placeStep(tx, before) : await failed(tx, before);
  await saveMoved(tx, actor, {
    ...words(after, outcome),
    move: 'CONFIRM',
    from: found.row.state,
    after,
    given: found.given,
    note: outcome.detail ?? null,
  });
  if (replaced?.promotionId) await supersede(tx, actor, { id: replaced.promotionId, by: found.row });
}

function told({ detail, externalUrl }: Outcome): Pick<PromotionRow, 'rolloutDetail' | 'externalUrl'> {
  return { rolloutDetail: detail ?? null, externalUrl: externalUrl ?? null };
}

async function failed(tx: Tx, row: PromotionRow): Promise<{ after: PromotionRow; replaced: null }> {
  await undo(tx, row, { failed: true });
  return { after: { ...row, state: 'FAILED', halt: null, endedAt: new Date() }, replaced: null };
}

function words({ state, step, steps }: PromotionRow, { succeeded }: Outcome): { action: string; summary: string } {
  if (!succeeded) return { action: 'promotion.failed', summary: 'reported as failed the rollout of' };
  if (state === 'LIVE') return { action: 'promotion.live', summary: 'confirmed as live' };
  return { action: 'promotion.step_placed', summary: `gave ${steps[step]?.percent} % of the traffic to` };
}
