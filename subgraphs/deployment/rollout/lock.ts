import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { isProblem } from '@handoff/kit/problem';
import { type Case, lockCase, refusal, stateProblem } from '../promotion/case.ts';
import { takePlace } from '../promotion/place.ts';
import { mayMove } from '../promotion/policy.ts';
import type { PromotionMove } from '../promotion/promotion.ts';

export interface OfPromotion {
  promotionId: string;
  idempotencyKey?: string | null;
}

/** The promotion and the place it goes to, locked; the place first, so that two promotions to it wait in one order. */
export async function lockRollout(tx: Tx, actor: Actor, promotionId: string): Promise<Case | Refusal> {
  const sql = `SELECT model_id AS "modelId", environment_id AS "environmentId" FROM deployment.promotion WHERE id = $1`;
  const place = await firstRow<{ modelId: string; environmentId: string }>(tx, sql, [storable(promotionId)]);
  if (place) await takePlace(tx, place);
  return lockCase(tx, actor, promotionId);
}

/** The same, when the actor may make this move now; else why not. */
export async function lockFor(
  tx: Tx,
  actor: Actor,
  { promotionId, move }: { promotionId: string; move: PromotionMove },
): Promise<Case | Refusal> {
  const found = await lockRollout(tx, actor, promotionId);
  if (isProblem(found)) return found;
  return (await stateProblem(tx, found, move)) ?? (await notAllowed(tx, found, move)) ?? found;
}

/** Why who acts may not make a move, or null. */
export async function notAllowed(tx: Tx, found: Case, move: PromotionMove): Promise<Refusal | null> {
  const refused = mayMove(move, found.subject, found.standing);
  return refused && refusal(tx, found, refused);
}
