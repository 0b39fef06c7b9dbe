import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { placeOrder } from '../executor/place-order.ts';
import type { Case } from '../promotion/case.ts';
import { type Moved, saveMoved } from '../promotion/save.ts';
import { stageOf } from '../promotion/stage.ts';
import type { PromotionRow } from '../promotion/table.ts';
import { placeStep, undo } from './place.ts';
import { rolledBackNote, supersedeFormer, supersedeRetirements } from './supersede.ts';
import type { DeploymentRow } from './table.ts';

/** How something of a rollout went, as whoever carried it out tells it. */
export interface Outcome {
  succeeded: boolean;
  detail?: string | null;
  externalUrl?: string | null;
  /** It failed after something was changed, which is to be put back. */
  touched?: boolean;
}

type Settled = Pick<Moved, 'action' | 'summary' | 'after'> & { replaced?: DeploymentRow | null };

/** Brings a promotion, and what runs because of it, in line with how what was carried out of it went. */
export async function settle(tx: Tx, actor: Actor, of: { found: Case; outcome: Outcome }): Promise<void> {
  const { found, outcome } = of;
  const row = { ...found.row, ...told(found.row, outcome) };
  const back = stageOf(row) === 'RETURNING';
  const by = outcome.succeeded ? (back ? returned : placed) : back ? notReturned : notPlaced;
  const { replaced, ...settled } = await by(tx, row, outcome);
  await saveMoved(tx, actor, {
    ...settled,
    move: 'CONFIRM',
    found,
    note: outcome.detail ?? null,
  });
  await endFormer(tx, actor, { before: found.row, after: settled.after, replaced: replaced ?? null });
}

/** Ends the promotions that came to nothing by it. */
async function endFormer(
  tx: Tx,
  actor: Actor,
  of: { before: PromotionRow; after: PromotionRow; replaced: DeploymentRow | null },
): Promise<void> {
  const { before, after, replaced } = of;
  if (before.state === 'ROLLING_OUT' && after.state === 'LIVE')
    await supersedeFormer(tx, actor, { row: after, replaced });
  if (before.state === 'LIVE' && after.state === 'ROLLED_BACK')
    await supersedeRetirements(tx, actor, { ...after, note: rolledBackNote });
}

function told(
  row: PromotionRow,
  { detail, externalUrl }: Outcome,
): Pick<PromotionRow, 'rolloutDetail' | 'externalUrl'> {
  return { rolloutDetail: detail ?? null, externalUrl: externalUrl ?? row.externalUrl };
}

async function placed(tx: Tx, row: PromotionRow): Promise<Settled> {
  const { after, replaced } = await placeStep(tx, row);
  if (row.kind === 'RETIRE')
    return { action: 'promotion.retired', summary: 'confirmed as out of service', after, replaced };
  if (after.state === 'LIVE') return { action: 'promotion.live', summary: 'confirmed as live', after, replaced };
  const percent = after.steps[after.step]?.percent;
  return { action: 'promotion.step_placed', summary: `gave ${percent} % of the traffic to`, after };
}

/** The first step that fails ends the rollout; a later one leaves it where it was, for somebody to go on or back. */
async function notPlaced(tx: Tx, row: PromotionRow, { detail, touched }: Outcome): Promise<Settled> {
  const halt = { by: 'EXECUTOR', message: detail ?? 'The step failed.' } as const;
  const before = row.steps[row.step - 1]?.startedAt;
  if (row.executor !== 'MANUAL' && before) {
    const after = { ...row, step: row.step - 1, stepStartedAt: new Date(before), halt };
    return { action: 'promotion.rollout_stopped', summary: 'could not go on with the rollout of', after };
  }
  const what = row.kind === 'RETIRE' ? 'retirement' : 'rollout';
  const action = { action: 'promotion.failed', summary: `reported as failed the ${what} of` };
  if (!touched) return { ...action, after: await failed(tx, row) };
  await placeOrder(tx, row, 'BACK');
  const after = { ...row, returningSince: new Date(), halt };
  return { action: 'promotion.rollout_stopped', summary: 'puts back what was changed by the rollout of', after };
}

async function failed(tx: Tx, row: PromotionRow): Promise<PromotionRow> {
  await undo(tx, row, { failed: true });
  return { ...row, state: 'FAILED', returningSince: null, halt: null, endedAt: new Date() };
}

/** What was put back because a step failed has failed; what somebody wanted back is rolled back. */
async function returned(tx: Tx, row: PromotionRow): Promise<Settled> {
  if (row.halt) {
    const after = { ...(await failed(tx, row)), rolloutDetail: row.halt.message };
    return { action: 'promotion.failed', summary: 'reported as failed the rollout of', after };
  }
  await undo(tx, row, { failed: false });
  const after = { ...row, state: 'ROLLED_BACK', returningSince: null, endedAt: new Date() } as const;
  return { action: 'promotion.rolled_back', summary: 'rolled back', after };
}

async function notReturned(_tx: Tx, row: PromotionRow, { detail }: Outcome): Promise<Settled> {
  const message = `It could not be rolled back: ${detail ?? 'no reason was given.'}`;
  const after = { ...row, returningSince: null, halt: { by: 'EXECUTOR', message } } as const;
  return { action: 'promotion.rollback_failed', summary: 'could not roll back', after };
}
