import type { Actor } from '@handoff/kit/actor';
import { rows, type Tx } from '@handoff/kit/database/database';
import { isProblem } from '@handoff/kit/problem';
import { lockCase } from '../promotion/case.ts';
import { type PromotionState, undecidedStates, waitingStates } from '../promotion/promotion.ts';
import { saveMoved } from '../promotion/save.ts';
import type { PromotionRow } from '../promotion/table.ts';
import type { DeploymentRow } from './table.ts';

/** A promotion to end, if it still is in one of these states, and what is said with it. */
interface Superseded {
  id: string;
  while: readonly PromotionState[];
  note: string;
}

/** Ends a promotion because something newer took its place. */
export async function supersede(tx: Tx, actor: Actor, of: Superseded): Promise<void> {
  const found = await lockCase(tx, actor, of.id);
  if (isProblem(found) || !of.while.includes(found.row.state)) return;
  await saveMoved(tx, actor, {
    action: 'promotion.superseded',
    summary: 'replaced',
    move: 'SUPERSEDE',
    found,
    after: { ...found.row, state: 'SUPERSEDED', expiresAt: null, endedAt: new Date() },
    note: of.note,
  });
}

/** What is said of retirements whose version was rolled back. */
export const rolledBackNote = 'What it was about was rolled back.';

/** Ends what is over once a promotion was carried out: that of what ran until then, and retirements of it. */
export async function supersedeFormer(
  tx: Tx,
  actor: Actor,
  { row, replaced }: { row: PromotionRow; replaced: DeploymentRow | null },
): Promise<void> {
  const retired = row.kind === 'RETIRE';
  const note = retired ? 'It was taken out of service.' : `Version ${row.evidence.version} took its place.`;
  if (replaced?.promotionId) await supersede(tx, actor, { id: replaced.promotionId, while: ['LIVE'], note });
  if (!retired) await supersedeRetirements(tx, actor, { ...row, note });
}

/** Ends what waits for a decision about the same model and environment: whoever decides next, decides about the newer. */
export async function supersedeWaiting(tx: Tx, actor: Actor, by: PromotionRow): Promise<void> {
  const sql = `SELECT id FROM deployment.promotion
    WHERE model_id = $1 AND environment_id = $2 AND state = ANY($3::text[]) ORDER BY id`;
  const found = await rows<{ id: string }>(tx, sql, [by.modelId, by.environmentId, waitingStates]);
  const note = `${by.kind === 'RETIRE' ? 'The retirement' : 'The promotion'} of version ${by.evidence.version} was asked for (${by.id}).`;
  for (const { id } of found) await supersede(tx, actor, { id, while: waitingStates, note });
}

/** Ends retirements of what ran in a place: it does not run there any more, or something else does. */
export async function supersedeRetirements(
  tx: Tx,
  actor: Actor,
  of: Pick<PromotionRow, 'modelId' | 'environmentId'> & { note: string },
): Promise<void> {
  const ended = [...undecidedStates, 'LIVE' as const];
  const sql = `SELECT id FROM deployment.promotion
    WHERE model_id = $1 AND environment_id = $2 AND kind = 'RETIRE' AND state = ANY($3::text[]) ORDER BY id`;
  const found = await rows<{ id: string }>(tx, sql, [of.modelId, of.environmentId, ended]);
  for (const { id } of found) await supersede(tx, actor, { id, while: ended, note: of.note });
}
