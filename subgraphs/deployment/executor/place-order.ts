import { firstRow, rows, type Tx } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import type { PromotionRow } from '../promotion/table.ts';
import { giveUpHours, type OrderKind } from './order.ts';
import { type OrderRow, orders } from './table.ts';

/** Orders an executor to carry out something of a promotion; what it was to carry out before is called off. */
export async function placeOrder(tx: Tx, row: PromotionRow, kind: OrderKind): Promise<void> {
  await settleOrders(tx, row.id, 'CANCELLED');
  const now = new Date();
  const order: OrderRow = {
    id: newId('ord'),
    promotionId: row.id,
    place: placeOf(row),
    ...{ kind, step: row.step, state: 'DUE', attempt: 0, fence: 0 },
    ...{ dueAt: now, leasedUntil: null, giveUpAt: new Date(now.getTime() + giveUpHours * 3_600_000) },
    ...{ memory: {}, detail: null, madeAt: now, settledAt: null },
  };
  await tx.insert(orders, order);
}

/** What one executor at a time works at: the model and environment, or the one file that a server reads all models from. */
function placeOf({ executor, targetId, modelId, environmentId }: PromotionRow): string {
  return executor === 'TENSORFLOW_SERVING' && targetId !== null ? targetId : `${modelId} ${environmentId}`;
}

/** Ends what is ordered of a promotion. A lease stays until its holder has noticed, or is dead. */
export async function settleOrders(tx: Tx, promotionId: string, state: 'CANCELLED' | 'DONE' | 'FAILED'): Promise<void> {
  const sql = `UPDATE deployment.rollout_order SET state = $2, settled_at = now() WHERE promotion_id = $1 AND state = 'DUE'`;
  await rows(tx, sql, [promotionId, state]);
}

/** The order of a promotion that is being carried out; null: none is. */
export async function dueOrder(tx: Tx, promotionId: string): Promise<string | null> {
  const sql = `SELECT id FROM deployment.rollout_order WHERE promotion_id = $1 AND state = 'DUE'`;
  return (await firstRow<{ id: string }>(tx, sql, [promotionId]))?.id ?? null;
}
